using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin.Tests.SignIn;

public sealed class When_someone_signs_in(AdminSite site) : IClassFixture<AdminSite>
{
    [Fact]
    public async Task Whoever_was_locked_is_not_let_in_again_by_a_cookie_that_was_not_looked_at_yet()
    {
        var user = await site.AddUserAsync("lasse", Roles.Viewer);
        using var visitor = site.NewVisitor();
        await visitor.SignIn("lasse", AdminSite.Password);
        (await visitor.Get("/login")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using (var locked = await site.Host.Client.PatchAsJsonAsync($"/api/v1/users/{user.Id}", new { locked = true }, TestContext.Current.CancellationToken))
            locked.EnsureSuccessStatusCode();

        var door = await visitor.Get("/login");

        door.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await visitor.Get("/admin")).Headers.Location!.ToString().ShouldContain("/login");
    }

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_page_and_back()
    {
        using var visitor = site.NewVisitor();
        var reply = await visitor.Get("/admin/orders?status=confirmed");
        reply.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var door = reply.Headers.Location!.PathAndQuery;
        door.ShouldBe("/login?ReturnUrl=%2Fadmin%2Forders%3Fstatus%3Dconfirmed");

        var inside = await visitor.SignIn("admin", AdminSite.Password, door);

        inside.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        inside.Headers.Location!.ToString().ShouldEndWith("/admin/orders?status=confirmed");
        (await visitor.Get("/admin/orders")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_alone_and_out_of_scripts_reach()
    {
        using var visitor = site.NewVisitor();
        var reply = await visitor.SignIn("admin", AdminSite.Password);
        var cookie = reply.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(SignInCookie.CookieName, StringComparison.Ordinal)).ToLowerInvariant();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldNotContain("secure", customMessage: "on this machine there is no HTTPS to ask for");
    }

    [Theory]
    [InlineData("admin", "wrong password")]
    [InlineData("nobody", AdminSite.Password)]
    public async Task A_wrong_name_or_password_says_no_more_than_that(string user, string password)
    {
        using var visitor = site.NewVisitor();
        var reply = await visitor.SignIn(user, password);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Name or password is wrong.");
        (await visitor.Get("/admin")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("//evil.example.org/")]
    [InlineData("https://evil.example.org/")]
    [InlineData("/\\evil.example.org")]
    [InlineData("/\t/evil.example.org")]
    [InlineData("~/evil")]
    public async Task A_foreign_return_address_is_ignored(string returnUrl)
    {
        using var visitor = site.NewVisitor();
        var reply = await visitor.SignIn("admin", AdminSite.Password, $"/login?ReturnUrl={Uri.EscapeDataString(returnUrl)}");
        reply.Headers.Location!.ToString().ShouldEndWith("/admin");
        reply.Headers.Location!.ToString().ShouldNotContain("evil");
    }

    [Fact]
    public async Task A_name_that_nobody_has_takes_as_long_as_a_wrong_password()
    {
        await site.AddUserAsync("with-a-password", Roles.Viewer);
        await using var scope = site.Host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var users = services.GetRequiredService<UserManager<User>>();
        (await users.CreateAsync(new User { Id = Guid.NewGuid(), UserName = "with-a-link-only" })).Succeeded.ShouldBeTrue();
        var hasher = new CountingHasher();
        users.PasswordHasher = hasher;
        var passwords = new PasswordSignIn(services.GetRequiredService<SignInManager<User>>(), users, hasher, services.GetRequiredService<IOptions<OidcOptions>>());

        foreach (var name in new[] { "with-a-password", "with-a-link-only", "nobody" })
        {
            hasher.Verified = 0;
            (await passwords.CheckAsync(name, "wrong password")).User.ShouldBeNull();
            hasher.Verified.ShouldBe(1, name);
        }
    }

    sealed class CountingHasher : PasswordHasher<User>
    {
        public int Verified { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Verified++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    [Theory]
    [InlineData("Origin", "http://evil.example.org", HttpStatusCode.Unauthorized)]
    [InlineData("Origin", "null", HttpStatusCode.Unauthorized)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Unauthorized)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.Created)]
    [InlineData("Origin", "itself", HttpStatusCode.Created)]
    [InlineData("Accept", "*/*", HttpStatusCode.Created)]
    public async Task The_cookie_is_no_proof_for_a_change_that_another_sites_page_asks_for(string header, string value, HttpStatusCode status)
    {
        using var visitor = site.NewVisitor();
        (await visitor.SignIn("admin", AdminSite.Password)).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/users") { Content = JsonContent.Create(new { name = $"u-{Guid.NewGuid():N}", role = Roles.Administrator }) };
        request.Headers.TryAddWithoutValidation(header, value == "itself" ? site.Address.GetLeftPart(UriPartial.Authority) : value);
        using var reply = await visitor.Send(request);
        reply.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Five_wrong_passwords_keep_others_out_and_end_no_sign_in()
    {
        await site.AddUserAsync("attacked", Roles.Viewer);
        using var owner = site.NewVisitor();
        (await owner.SignIn("attacked", AdminSite.Password)).Dispose();
        using var guesser = site.NewVisitor();
        for (var attempt = 0; attempt < 5; attempt++)
            (await guesser.SignIn("attacked", "wrong password")).Dispose();

        using var token = await owner.Get("/auth/token");
        var user = await site.Host.Services.GetRequiredService<InternalTokens>().ValidateAsync((await token.Content.ReadFromJsonAsync<TokenReply>())!.Token);
        user.ShouldNotBeNull();
        await using var scope = site.Host.Services.CreateAsyncScope();
        var account = (await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByNameAsync("attacked")).ShouldNotBeNull();
        account.LockoutEnd.ShouldNotBeNull();
        (await scope.ServiceProvider.GetRequiredService<StandingSignIn>().StandsAsync(account)).ShouldBeTrue();
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account()
    {
        await site.AddUserAsync("forgetful", Roles.Viewer);
        using var visitor = site.NewVisitor();
        for (var attempt = 0; attempt < 5; attempt++)
            await visitor.SignIn("forgetful", "wrong password");
        var reply = await visitor.SignIn("forgetful", AdminSite.Password);
        (await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("locked");
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        using var visitor = site.NewVisitor();
        await visitor.SignIn("admin", AdminSite.Password);
        var reply = await visitor.SignOut();
        reply.Headers.Location!.ToString().ShouldEndWith("/login");
        (await visitor.Get("/admin")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Signing_out_needs_the_forms_token()
    {
        using var visitor = site.NewVisitor();
        await visitor.SignIn("admin", AdminSite.Password);
        (await visitor.Post("/logout", new() { ["everywhere"] = "false" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await visitor.Get("/admin")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_written_in_the_audit_log()
    {
        await site.AddUserAsync("audited", Roles.Viewer);
        using var visitor = site.NewVisitor();
        await visitor.SignIn("audited", AdminSite.Password);
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        (await db.Audit.CountAsync(entry => entry.Who == "audited" && entry.Action == "signed_in", TestContext.Current.CancellationToken)).ShouldBe(1);
    }
}

public sealed class When_the_gateway_asks_who_it_is(AdminSite site) : IClassFixture<AdminSite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Roles.Viewer, new[] { Scopes.Read })]
    [InlineData(Roles.Operator, new[] { Scopes.Read, Scopes.Write, Scopes.Operate })]
    public async Task A_cookie_becomes_a_token_with_the_roles_scopes(string role, string[] scopes)
    {
        await site.AddUserAsync($"token-{role}", role);
        using var visitor = site.NewVisitor();
        await visitor.SignIn($"token-{role}", AdminSite.Password);

        var user = await PrincipalAsync(await visitor.Get("/auth/token"));

        user.Identity!.Name.ShouldBe($"token-{role}");
        user.FindAll(Scopes.ClaimType).Select(claim => claim.Value).ShouldBe(scopes, ignoreOrder: true);
    }

    [Fact]
    public async Task A_stored_key_becomes_a_token_with_its_scopes()
    {
        var secret = await AddKeyAsync(expires: null);

        var user = await PrincipalAsync(await AskAsync(secret));

        user.Identity!.Name.ShouldBe("shop");
        user.FindAll(Scopes.ClaimType).Select(claim => claim.Value).ShouldBe([Scopes.Read, Scopes.Write], ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_that_is_unknown_expired_or_revoked_is_refused()
    {
        var now = TimeProvider.System.GetUtcNow();
        (await AskAsync("st_unknown")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(await AddKeyAsync(expires: now.AddMinutes(-1)))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(await AddKeyAsync(expires: null, revoked: now))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nobody_gets_none()
    {
        using var visitor = site.NewVisitor();
        (await visitor.Get("/auth/token")).StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    async Task<string> AddKeyAsync(DateTimeOffset? expires, DateTimeOffset? revoked = null)
    {
        await using var db = await site.Host.Services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContextAsync(Cancellation);
        var key = ApiKey.Make("shop", [Scopes.Write, Scopes.Read], "admin", TimeProvider.System.GetUtcNow(), expires, out var secret);
        if (revoked is { } at)
            key.Revoke(at);
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(Cancellation);
        return secret;
    }

    Task<HttpResponseMessage> AskAsync(string secret)
    {
        var question = new HttpRequestMessage(HttpMethod.Get, "/auth/token");
        question.Headers.Add("X-Api-Key", secret);
        return site.Host.Anonymous.SendAsync(question, Cancellation);
    }

    async Task<System.Security.Claims.ClaimsPrincipal> PrincipalAsync(HttpResponseMessage reply)
    {
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        var token = (await reply.Content.ReadFromJsonAsync<TokenReply>(Cancellation))!.Token;
        return (await site.Host.Services.GetRequiredService<InternalTokens>().ValidateAsync(token)).ShouldNotBeNull();
    }
}
