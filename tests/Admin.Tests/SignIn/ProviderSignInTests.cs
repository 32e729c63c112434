using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.SignIn;

public sealed class When_somebody_signs_in_at_the_provider(OidcSite site) : IClassFixture<OidcSite>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("shop-viewers", Roles.Viewer)]
    [InlineData("everybody", Roles.Viewer)]
    [InlineData("shop-operators", Roles.Operator)]
    [InlineData("shop-admins", Roles.Administrator)]
    public async Task Their_account_is_made_with_the_role_that_they_have_there(string there, string here)
    {
        var person = OidcSite.Somebody("something-else", there);
        using var visitor = site.Admin.NewVisitor();
        using var reply = await site.Enter(visitor, person with { Name = $"{here}-{there}@contoso.example" });

        reply.Leads().ShouldEndWith("/admin");
        (await visitor.IsIn()).ShouldBeTrue();
        var account = (await site.Account($"{here}-{there}@contoso.example")).ShouldNotBeNull();
        account["role"]!.ToString().ShouldBe(here);
        account["provider"]!.ToString().ShouldBe("Contoso");
        account["hasPassword"]!.GetValue<bool>().ShouldBeFalse();
        using var users = await visitor.Get("/api/v1/users");
        users.StatusCode.ShouldBe(here == Roles.Administrator ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_highest_role_counts()
    {
        var person = OidcSite.Somebody("shop-admins", "everybody", "something-else");
        using var visitor = site.Admin.NewVisitor();
        (await site.Enter(visitor, person)).Dispose();
        (await site.Account(person.Name!))!["role"]!.ToString().ShouldBe(Roles.Administrator);
    }

    [Fact]
    public async Task Roles_that_only_the_user_info_has_count_as_well()
    {
        var person = OidcSite.Somebody() with { UserInfo = new Dictionary<string, object> { ["roles"] = new[] { "something-else", "shop-operators" } } };
        using var visitor = site.Admin.NewVisitor();
        (await site.Enter(visitor, person)).Dispose();
        (await site.Account(person.Name!))!["role"]!.ToString().ShouldBe(Roles.Operator);
    }

    [Fact]
    public async Task Whoever_comes_in_several_windows_at_once_has_one_account()
    {
        var person = new ProviderPerson(site.Provider.Issuer, Guid.NewGuid().ToString(), $"p{Guid.NewGuid():N}", ["everybody"], Roles.Viewer);
        var enter = site.Admin.Host.Services.GetRequiredService<EnterByProvider>();
        var entered = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => enter.EnterAsync(person, Cancellation))));
        entered.Select(e => e.Entered.ShouldNotBeNull()).Distinct().ShouldHaveSingleItem();
        (await site.Account($"{person.Name}-2")).ShouldBeNull();
    }

    [Fact]
    public async Task They_are_asked_for_with_a_code_and_PKCE_and_come_back_to_where_they_wanted_to_go()
    {
        using var visitor = site.Admin.NewVisitor();
        using var reply = await site.Enter(visitor, OidcSite.Somebody("everybody"), door: "/login?ReturnUrl=%2Fadmin%2Forders%3Fstatus%3Dconfirmed");

        reply.Leads().ShouldEndWith("/admin/orders?status=confirmed");
        var asked = site.Provider.Questions[^1];
        asked["response_type"].ShouldBe("code");
        asked["code_challenge_method"].ShouldBe("S256");
        asked["scope"].ShouldBe("openid profile email");
        asked["redirect_uri"].ShouldBe(new Uri(site.Admin.Address, "/signin-oidc").ToString());
    }

    [Theory]
    [InlineData("//evil.example.org/")]
    [InlineData("https://evil.example.org/")]
    [InlineData("/\\evil.example.org")]
    [InlineData("/\t/evil.example.org")]
    public async Task A_foreign_return_address_is_ignored(string returnUrl)
    {
        using var visitor = site.Admin.NewVisitor();
        using var reply = await site.Enter(visitor, OidcSite.Somebody("everybody"), door: $"/login?ReturnUrl={Uri.EscapeDataString(returnUrl)}");
        reply.Leads().ShouldEndWith("/admin");
        reply.Leads().ShouldNotContain("evil");
    }

    [Fact]
    public async Task A_role_that_changed_there_counts_from_the_next_time_and_ends_what_was_open()
    {
        var person = OidcSite.Somebody("shop-admins");
        using var before = site.Admin.NewVisitor();
        (await site.Enter(before, person)).Dispose();
        using var after = site.Admin.NewVisitor();
        (await site.Enter(after, person with { Roles = ["shop-viewers"], Name = "renamed" })).Dispose();

        (await site.Account(person.Name!))!["role"]!.ToString().ShouldBe(Roles.Viewer);
        (await site.Account("renamed")).ShouldBeNull("one person has one name in the audit log");
        (await after.IsIn()).ShouldBeTrue();
        await Eventually.True(async () => !await before.IsIn());
        (await site.Audit("provider")).ShouldContain(entry => entry.Action == "user_role_changed" && entry.Note == $"{person.Name}: admin → viewer");
    }

    [Fact]
    public async Task Whoever_has_no_role_is_told_what_to_ask_whom_for_and_has_no_account()
    {
        var person = OidcSite.Somebody("accounting");
        using var visitor = site.Admin.NewVisitor();
        using var reply = await site.Enter(visitor, person);

        var words = await visitor.Words(reply);
        words.ShouldContain("Contoso knows you, but gives you no role here. Ask whoever manages Contoso for shop-viewers (viewer) or everybody (viewer) or shop-operators (operator) or shop-admins (admin)");
        words.ShouldContain("With another account of Contoso");
        (await visitor.IsIn()).ShouldBeFalse();
        (await site.Account(person.Name!)).ShouldBeNull();
        var entry = (await site.Audit(person.Name!)).ShouldHaveSingleItem();
        (entry.Action, entry.Target, entry.Note).ShouldBe(("sign_in_refused", null, "no role in roles: accounting"));
    }

    [Fact]
    public async Task Whoever_loses_every_role_there_is_refused_and_what_was_open_ends()
    {
        var person = OidcSite.Somebody("shop-operators");
        using var before = site.Admin.NewVisitor();
        (await site.Enter(before, person)).Dispose();
        using var after = site.Admin.NewVisitor();
        using var reply = await site.Enter(after, person with { Roles = [] });

        (await after.Words(reply)).ShouldContain("gives you no role here");
        (await site.Account(person.Name!))!["role"]!.ToString().ShouldBe("");
        await Eventually.True(async () => !await before.IsIn());
    }

    [Fact]
    public async Task Whoever_is_locked_stays_out()
    {
        var person = OidcSite.Somebody("shop-operators");
        using var before = site.Admin.NewVisitor();
        (await site.Enter(before, person)).Dispose();
        var id = (await site.Account(person.Name!))!["id"]!.ToString();
        using (var locked = await site.Admin.Host.Client.PatchAsJsonAsync($"/api/v1/users/{id}", new { locked = true }, Cancellation))
            locked.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var after = site.Admin.NewVisitor();
        using var reply = await site.Enter(after, person);
        (await after.Words(reply)).ShouldContain("Your account here is locked. Ask an administrator of Status Tracking to open it.");
        (await after.IsIn()).ShouldBeFalse();
        await Eventually.True(async () => !await before.IsIn());
        (await site.Audit(person.Name!))[^1].Action.ShouldBe("sign_in_refused");
    }

    [Fact]
    public async Task A_local_accounts_name_or_address_makes_nobody_its_owner()
    {
        var local = await site.Admin.AddUserAsync("grace@contoso.example", Roles.Administrator);
        var person = OidcSite.SomebodyCalled("grace@contoso.example", "everybody") with { Claims = new Dictionary<string, object> { ["email"] = "grace@contoso.example", ["email_verified"] = true } };
        using var visitor = site.Admin.NewVisitor();
        (await site.Enter(visitor, person)).Dispose();

        var account = (await site.Account("grace@contoso.example-2")).ShouldNotBeNull();
        account["id"]!.ToString().ShouldNotBe(local.Id.ToString());
        account["role"]!.ToString().ShouldBe(Roles.Viewer);
        using var users = await visitor.Get("/api/v1/users");
        users.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Subjects_that_differ_in_case_are_two_people()
    {
        var (upper, lower) = (OidcSite.SomebodyCalled("case-upper", "everybody") with { Subject = "Same-Subject" }, OidcSite.SomebodyCalled("case-lower", "everybody") with { Subject = "same-subject" });
        foreach (var person in new[] { upper, lower })
        {
            using var visitor = site.Admin.NewVisitor();
            (await site.Enter(visitor, person)).Dispose();
        }

        (await site.Account("case-upper"))!["id"]!.ToString().ShouldNotBe((await site.Account("case-lower"))!["id"]!.ToString());
    }

    [Fact]
    public async Task It_is_written_in_the_audit_log()
    {
        var person = OidcSite.Somebody("everybody");
        using var visitor = site.Admin.NewVisitor();
        (await site.Enter(visitor, person)).Dispose();

        var entry = (await site.Audit(person.Name!)).ShouldHaveSingleItem();
        (entry.Action, entry.Note).ShouldBe(("signed_in_by_provider", site.Provider.Issuer));
        entry.Target.ShouldBe((await site.Account(person.Name!))!["id"]!.ToString());
    }

    [Fact]
    public async Task Signing_out_ends_it_here_and_says_that_it_may_go_on_there()
    {
        var person = OidcSite.Somebody("everybody");
        using var visitor = site.Admin.NewVisitor();
        using var other = site.Admin.NewVisitor();
        (await site.Enter(visitor, person)).Dispose();
        (await site.Enter(other, person)).Dispose();

        using var reply = await visitor.SignOut(everywhere: true);

        (await visitor.Words(reply)).ShouldContain("You are signed out here. At Contoso you may still be signed in.");
        (await visitor.IsIn()).ShouldBeFalse();
        await Eventually.True(async () => !await other.IsIn());
    }

    [Fact]
    public async Task The_account_has_neither_password_nor_link_and_its_role_is_not_changed_here()
    {
        var person = OidcSite.Somebody("shop-admins");
        using var visitor = site.Admin.NewVisitor();
        (await site.Enter(visitor, person)).Dispose();
        var id = (await site.Account(person.Name!))!["id"]!.ToString();

        using var page = await visitor.Get("/admin/account");
        (await page.Content.ReadAsStringAsync(Cancellation)).ShouldContain($"{person.Name} signs in at Contoso");
        using var link = await site.Admin.Host.Client.PostAsync($"/api/v1/users/{id}/link", null, Cancellation);
        link.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var role = await site.Admin.Host.Client.PatchAsJsonAsync($"/api/v1/users/{id}", new { role = Roles.Viewer }, Cancellation);
        role.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await role.Content.ReadAsStringAsync(Cancellation)).ShouldContain("comes from Contoso. Change it there");
        using var password = await site.Admin.NewVisitor().SignIn(person.Name!, AdminSite.Password);
        (await password.Content.ReadAsStringAsync(Cancellation)).ShouldContain("Name or password is wrong.");
    }

    [Fact]
    public async Task An_administrator_of_the_provider_is_not_the_last_one_who_is_left()
    {
        using var visitor = site.Admin.NewVisitor();
        (await site.Enter(visitor, OidcSite.Somebody("shop-admins"))).Dispose();
        if (await site.Account("grace@contoso.example") is { } another)
            (await site.Admin.Host.Client.PatchAsJsonAsync($"/api/v1/users/{another["id"]}", new { role = Roles.Viewer }, Cancellation)).Dispose();

        using var reply = await site.Admin.Host.Client.PatchAsJsonAsync($"/api/v1/users/{(await site.Account("admin"))!["id"]}", new { locked = true }, Cancellation);
        reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Behind_a_proxy_they_come_back_to_the_address_that_they_used()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = site.Admin.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-Host", "shop.example.org");
        using var door = await http.GetAsync("/login", Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login/provider")
        {
            Content = new FormUrlEncodedContent([new("__RequestVerificationToken", Forms.Token(await door.Content.ReadAsStringAsync(Cancellation)))]),
        };
        request.Headers.Add("Cookie", door.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));

        using var sent = await http.SendAsync(request, Cancellation);

        sent.Leads().ShouldContain($"redirect_uri={Uri.EscapeDataString("https://shop.example.org/signin-oidc")}");
        var cookies = sent.Headers.GetValues("Set-Cookie").Select(cookie => cookie.ToLowerInvariant()).ToList();
        cookies.Count.ShouldBe(2);
        cookies.ShouldAllBe(cookie => cookie.Contains("secure") && cookie.Contains("httponly") && cookie.Contains("samesite=lax") && cookie.Contains("path=/signin-oidc"));
    }
}
