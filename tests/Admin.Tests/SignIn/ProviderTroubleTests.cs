using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.SignIn;

public sealed class When_something_is_wrong_at_the_provider(OidcSite site) : IClassFixture<OidcSite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OidcFault.AccessDenied, "Contoso did not let you in, or you broke it off there.")]
    [InlineData(OidcFault.Unavailable, "did not fit what was asked")]
    [InlineData(OidcFault.NoToken, "did not fit what was asked")]
    [InlineData(OidcFault.WrongNonce, "did not fit what was asked")]
    [InlineData(OidcFault.WrongSignature, "did not fit what was asked")]
    [InlineData(OidcFault.NoSignature, "did not fit what was asked")]
    [InlineData(OidcFault.WrongAudience, "did not fit what was asked")]
    [InlineData(OidcFault.WrongIssuer, "did not fit what was asked")]
    [InlineData(OidcFault.Expired, "did not fit what was asked")]
    [InlineData(OidcFault.OthersUserInfo, "did not fit what was asked")]
    public async Task Nobody_comes_in_and_the_page_says_so(OidcFault fault, string words)
    {
        var person = OidcSite.Somebody("shop-admins");
        using var visitor = site.Admin.NewVisitor();
        using var reply = await site.Enter(visitor, person, fault, door: "/login?ReturnUrl=%2Fadmin%2Forders");

        (await visitor.Words(reply)).ShouldContain(words);
        reply.Leads().ShouldEndWith("ReturnUrl=%2Fadmin%2Forders");
        (await visitor.IsIn()).ShouldBeFalse();
        (await site.Account(person.Name!)).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=abc&state=def")]
    [InlineData("?error=server_error&error_description=%3Cscript%3E")]
    public async Task A_way_back_that_nobody_went_leads_to_the_door(string query)
    {
        using var visitor = site.Admin.NewVisitor();
        using var reply = await visitor.Get($"/signin-oidc{query}");
        (await visitor.Words(reply)).ShouldContain("did not fit what was asked");
        using var posted = await visitor.Post("/signin-oidc", new() { ["code"] = "abc", ["state"] = "def" });
        (await visitor.Words(posted)).ShouldContain("did not fit what was asked");
    }

    [Fact]
    public async Task The_way_back_in_another_browser_leads_nowhere()
    {
        (site.Provider.Person, site.Provider.Fault) = (OidcSite.Somebody("shop-admins"), OidcFault.None);
        using var victim = site.Admin.NewVisitor();
        using var thief = site.Admin.NewVisitor();
        using var sent = await victim.GoToProvider();
        using var back = await victim.Get(sent.Leads());

        using var reply = await thief.Get(back.Leads());
        (await thief.Words(reply)).ShouldContain("did not fit what was asked");
        (await thief.IsIn()).ShouldBeFalse();
    }

    [Fact]
    public async Task Going_there_needs_the_forms_token()
    {
        using var visitor = site.Admin.NewVisitor();
        using var reply = await visitor.Post("/login/provider", new() { ["returnUrl"] = "/admin" });
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_wants_another_account_is_asked_which()
    {
        using var visitor = site.Admin.NewVisitor();
        using var page = await visitor.Get("/login?trouble=NoRole");
        var token = Forms.Token(await page.Content.ReadAsStringAsync(Cancellation));
        using var reply = await visitor.Post("/login/provider", new() { ["__RequestVerificationToken"] = token, ["another"] = "true" });
        reply.Leads().ShouldContain("prompt=select_account");
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_named()
    {
        await using var away = new AdminSite([$"Auth:Oidc:Authority=http://127.0.0.1:{FreePort.Next()}", "Auth:Oidc:ClientId=status-tracking", .. OidcSite.Roles]);
        await away.InitializeAsync();
        using var visitor = away.NewVisitor();
        using var reply = await visitor.GoToProvider();
        (await visitor.Words(reply)).ShouldContain("Contoso does not answer. Try again in a moment");
        using var local = await visitor.SignIn("admin", AdminSite.Password);
        local.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_way_to_one()
    {
        await using var alone = new AdminSite();
        await alone.InitializeAsync();
        using var visitor = alone.NewVisitor();
        using var door = await visitor.Get("/login?trouble=NoRole&left=provider");
        var page = await door.Content.ReadAsStringAsync(Cancellation);
        page.ShouldNotContain("Sign in with");
        page.ShouldNotContain("role=\"alert\"");
        using var reply = await visitor.Post("/login/provider", new() { ["__RequestVerificationToken"] = Forms.Token(page) });
        reply.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var back = await visitor.Get("/signin-oidc?code=abc");
        back.Leads().ShouldContain("/login");
    }
}

public sealed class When_the_provider_is_the_only_way_in : IAsyncLifetime
{
    readonly OidcSite _site = new("Auth:Oidc:Only=true");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task No_password_is_asked_for_or_taken()
    {
        await _site.Admin.AddUserAsync("local", Roles.Administrator);
        using var visitor = _site.Admin.NewVisitor();
        using var door = await visitor.Get("/login");
        var page = await door.Content.ReadAsStringAsync(Cancellation);
        page.ShouldNotContain("type=\"password\"");
        page.ShouldContain("Sign in with Contoso");

        (await visitor.SignIn("local", AdminSite.Password)).Dispose();
        (await visitor.IsIn()).ShouldBeFalse();
        await using var scope = _site.Admin.Host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<PasswordSignIn>().CheckAsync("local", AdminSite.Password)).User.ShouldBeNull();
    }

    [Fact]
    public async Task The_printed_link_is_the_way_back_in_and_sets_no_password()
    {
        var link = new Uri(_site.Admin.Host.Services.GetRequiredService<SignInLink>().Url(_site.Admin.Address.ToString()).ShouldNotBeNull("although Auth:AdminPassword is set"));
        using var visitor = _site.Admin.NewVisitor();
        (await visitor.Get(link.PathAndQuery)).Leads().ShouldEndWith("/admin");
        using var account = await visitor.Get("/admin/account");
        var page = await account.Content.ReadAsStringAsync(Cancellation);
        page.ShouldContain("This account is the way back in");
        page.ShouldNotContain("type=\"password\"");
        using var users = await visitor.Get("/api/v1/users");
        users.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_is_added_by_hand()
    {
        using var reply = await _site.Admin.Host.Client.PostAsync(
            "/api/v1/users", new StringContent("""{ "name": "by-hand", "role": "viewer" }""", System.Text.Encoding.UTF8, "application/json"), Cancellation);
        reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await reply.Content.ReadAsStringAsync(Cancellation)).ShouldContain("Accounts come from Contoso");
        (await _site.Account("by-hand")).ShouldBeNull();
    }
}

/// <summary>On a clock that the test moves.</summary>
public sealed class When_a_sign_in_grows_old : IAsyncLifetime
{
    OidcProvider? _provider;
    ServiceFixture<AdminService>? _admin;

    public async ValueTask InitializeAsync()
    {
        _provider = await OidcProvider.Start();
        _provider.Person = OidcSite.Somebody("everybody");
        _admin = new([.. _provider.Settings, .. OidcSite.Roles, $"Auth:AdminPassword={AdminSite.Password}", "Admin:SignInLasts=12:00:00"]);
        await _admin.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
            await _admin.DisposeAsync();
        if (_provider is not null)
            await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Only_the_providers_people_must_come_by_again_however_busy_they_are()
    {
        var address = _admin!.Anonymous.BaseAddress!;
        using var theirs = new Visitor(address);
        using var ours = new Visitor(address);
        (await theirs.SignInAtProvider()).Leads().ShouldEndWith("/admin");
        (await ours.SignIn("admin", AdminSite.Password)).Leads().ShouldEndWith("/admin");
        for (var hour = 7; hour < 12; hour++)
        {
            _admin.Time.Advance(TimeSpan.FromHours(hour == 7 ? 7 : 1));
            (await theirs.IsIn()).ShouldBeTrue($"after {hour} hours");
            (await ours.IsIn()).ShouldBeTrue();
        }

        _admin.Time.Advance(TimeSpan.FromHours(1.1));
        (await theirs.IsIn()).ShouldBeFalse();
        (await ours.IsIn()).ShouldBeTrue();
    }
}
