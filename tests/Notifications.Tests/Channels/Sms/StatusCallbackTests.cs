using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications.Tests;

public class The_token_of_a_status_callback
{
    static StatusCallback Callback(string secret = "s3cret") => new(Options.Create(new TwilioOptions { AuthToken = secret }), Options.Create(new PublicUrlOptions { PublicUrl = "https://shop.example" }));

    [Fact]
    public void Leads_back_to_its_notification()
    {
        var id = Guid.CreateVersion7();
        Callback().TryRead(Callback().TokenFor(id), out var read).ShouldBeTrue();
        read.ShouldBe(id);
    }

    [Fact]
    public void Does_not_show_the_notification_to_be_another_one()
    {
        var token = Callback().TokenFor(Guid.CreateVersion7()).ToCharArray();
        token[3] = token[3] == 'A' ? 'B' : 'A';
        Callback().TryRead(new string(token), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("%%%%")]
    public void Is_refused_when_it_is_none(string? token) => Callback().TryRead(token, out _).ShouldBeFalse();

    [Fact]
    public void Is_refused_when_somebody_else_signed_it() =>
        Callback().TryRead(Callback("other").TokenFor(Guid.CreateVersion7()), out _).ShouldBeFalse();
}
