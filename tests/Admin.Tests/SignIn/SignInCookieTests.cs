using Microsoft.AspNetCore.Http;

namespace StatusTracking.Admin.Tests.SignIn;

public sealed class When_the_sign_in_cookie_is_made
{
    [Theory]
    [InlineData("https", "shop.example.org", false, true)]
    [InlineData("http", "shop.example.org", false, true)]
    [InlineData("http", "shop.example.org", true, false)]
    [InlineData("https", "shop.example.org", true, true)]
    [InlineData("http", "localhost", false, false)]
    [InlineData("http", "127.0.0.1", false, false)]
    [InlineData("http", "[::1]", false, false)]
    [InlineData("http", "localhost.example.org", false, true)]
    public void It_is_secure_but_where_there_is_no_https_to_ask_for(string scheme, string host, bool allowHttp, bool secure)
    {
        var context = new DefaultHttpContext { Request = { Scheme = scheme, Host = new HostString(host, 8080) } };
        new SignInCookie(allowHttp).Build(context, DateTimeOffset.UnixEpoch).Secure.ShouldBe(secure);
    }
}
