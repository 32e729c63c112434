using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StatusTracking.Sample;

namespace StatusTracking.ServiceDefaults.Tests.Auth;

public sealed class When_somebody_asks_with_a_key(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    public static TheoryData<string> EveryScope => [.. Scopes.All];

    [Fact]
    public async Task Nobody_is_let_in_without_one()
    {
        var reply = await fixture.Anonymous.GetAsync("/api/v1/sample/needs/read");

        reply.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await reply.Problem();
    }

    [Fact]
    public async Task An_unknown_one_is_refused()
    {
        using var client = fixture.With("X-Api-Key", "guessed");

        (await client.GetAsync("/api/v1/sample/needs/read")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(EveryScope))]
    public async Task It_may_do_what_its_scope_allows_and_nothing_else(string scope)
    {
        using var client = fixture.ClientOf($"only-{scope}", scope);

        foreach (var needed in Scopes.All)
            (await client.GetAsync($"/api/v1/sample/needs/{needed}")).StatusCode.ShouldBe(needed == scope ? HttpStatusCode.OK : HttpStatusCode.Forbidden, needed);
    }

    [Fact]
    public async Task Too_little_is_said_as_a_problem()
    {
        using var client = fixture.ClientOf("reader", Scopes.Read);

        var reply = await client.PostJson(Calls.Things, """{"name":"a"}""");

        reply.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await reply.Problem();
    }

    [Theory]
    [MemberData(nameof(EveryScope))]
    public async Task The_configured_one_has_every_scope(string scope) =>
        (await fixture.Client.GetAsync($"/api/v1/sample/needs/{scope}")).StatusCode.ShouldBe(HttpStatusCode.OK);
}

public sealed class When_a_service_asks_in_somebodys_name(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    const string TokenKey = "a secret that all processes know, of 40 ch";

    static readonly ClaimsPrincipal Reader = new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, "user:1"), new Claim(ClaimTypes.Name, "Zoë"), new Claim(Scopes.ClaimType, Scopes.Read), new Claim("phone", "+4930123456")], "Cookie"));

    InternalTokens Tokens => fixture.Services.GetRequiredService<InternalTokens>();

    [Fact]
    public async Task Its_token_carries_the_scopes()
    {
        var token = Tokens.Issue(Reader);

        (await Ask(token, Scopes.Read)).ShouldBe(HttpStatusCode.OK);
        (await Ask(token, Scopes.Write)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Its_token_ends_after_five_minutes_and_some_seconds()
    {
        var token = Tokens.Issue(Reader);

        fixture.Time.Advance(TimeSpan.FromMinutes(5));
        (await Ask(token, Scopes.Read)).ShouldBe(HttpStatusCode.OK);
        fixture.Time.Advance(TimeSpan.FromSeconds(31));
        (await Ask(token, Scopes.Read)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_of_another_installation_is_refused() =>
        (await Ask(With(TokenKey).Issue(Reader), Scopes.Read)).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        var payload = Encoding.UTF8.GetString(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(Tokens.Issue(Reader).Split('.')[1]));
        var unsigned = $"{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(payload)}.";

        (await Ask(unsigned, Scopes.Read)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    public async Task Nonsense_is_refused(string token) => (await Ask(token, Scopes.Read)).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Processes_that_share_the_secret_know_each_others_tokens()
    {
        var user = await With(TokenKey).ValidateAsync(With(TokenKey).Issue(Reader));

        user.ShouldNotBeNull().Identity!.Name.ShouldBe("Zoë");
        user.HasScope(Scopes.Read).ShouldBeTrue();
        user.HasScope(Scopes.Write).ShouldBeFalse();
        user.FindFirst("phone").ShouldBeNull("only name, roles and scopes travel");
    }

    [Fact]
    public async Task Processes_without_a_secret_trust_only_themselves() => (await With(null).ValidateAsync(With(null).Issue(Reader))).ShouldBeNull();

    [Fact]
    public void A_short_secret_is_refused() =>
        Should.Throw<InvalidOperationException>(() => With("short")).Message.ShouldContain("Auth:TokenKey");

    InternalTokens With(string? tokenKey) => new(Options.Create(new AuthOptions { TokenKey = tokenKey }), fixture.Time);

    async Task<HttpStatusCode> Ask(string token, string scope)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/sample/needs/{scope}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await fixture.Anonymous.SendAsync(request)).StatusCode;
    }
}
