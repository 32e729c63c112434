using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.SignIn;

/// <summary>Admin beside a provider that people call Contoso, whose shop-viewers, shop-operators and shop-admins have a role here.</summary>
public sealed class OidcSite : IAsyncLifetime
{
    readonly string[] _settings;
    OidcProvider? _provider;
    AdminSite? _admin;

    /// <summary>Beside local accounts.</summary>
    public OidcSite() : this([]) { }

    /// <summary>With settings of one's own, <c>Key=value</c>.</summary>
    internal OidcSite(params string[] settings) => _settings = settings;

    /// <summary>What names Contoso's roles.</summary>
    public static string[] Roles { get; } = ["Auth:Oidc:DisplayName=Contoso", "Auth:Oidc:Roles:viewer=shop-viewers, everybody", "Auth:Oidc:Roles:operator=shop-operators", "Auth:Oidc:Roles:admin:0=shop-admins"];

    public OidcProvider Provider => _provider!;

    public AdminSite Admin => _admin!;

    public async ValueTask InitializeAsync()
    {
        _provider = await OidcProvider.Start();
        _admin = new AdminSite([.. _provider.Settings, .. Roles, "Admin:CheckAccountEvery=00:00:01", .. _settings]);
        await _admin.InitializeAsync();
    }

    /// <summary>Somebody whom nobody has seen yet.</summary>
    public static OidcPerson Somebody(params string[] roles) => SomebodyCalled($"p{Guid.NewGuid():N}@contoso.example", roles);

    /// <summary>Somebody of that name whom nobody has seen yet.</summary>
    public static OidcPerson SomebodyCalled(string name, params string[] roles) => new(Guid.NewGuid().ToString(), name, roles);

    /// <summary>Goes to the provider and back.</summary>
    internal Task<HttpResponseMessage> Enter(Visitor visitor, OidcPerson person, OidcFault fault = OidcFault.None, string door = "/login")
    {
        (Provider.Person, Provider.Fault) = (person, fault);
        return visitor.SignInAtProvider(door);
    }

    /// <summary>The account of a name, as the API shows it; null where there is none.</summary>
    internal async Task<JsonNode?> Account(string name) =>
        (await Admin.Host.Client.GetFromJsonAsync<JsonNode>("/api/v1/users"))!["items"]!.AsArray().SingleOrDefault(user => user!["name"]!.ToString() == name);

    internal async Task<IReadOnlyList<AuditEntry>> Audit(string who)
    {
        await using var db = await Admin.Host.Services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContextAsync();
        return await db.Audit.AsNoTracking().Where(entry => entry.Who == who).OrderBy(entry => entry.At).ThenBy(entry => entry.Id).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
            await _admin.DisposeAsync();
        if (_provider is not null)
            await _provider.DisposeAsync();
    }
}

static class ProviderSignIn
{
    /// <summary>Presses the button and follows to the provider and back.</summary>
    /// <returns>What the way back answers.</returns>
    public static async Task<HttpResponseMessage> SignInAtProvider(this Visitor visitor, string door = "/login")
    {
        using var sent = await visitor.GoToProvider(door);
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var back = await visitor.Get(sent.Headers.Location!.ToString());
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return await visitor.Get(back.Headers.Location!.ToString());
    }

    /// <summary>Presses the button.</summary>
    public static async Task<HttpResponseMessage> GoToProvider(this Visitor visitor, string door = "/login")
    {
        using var page = await visitor.Get(door);
        var html = await page.Content.ReadAsStringAsync();
        return await visitor.Post("/login/provider", new() { ["__RequestVerificationToken"] = Forms.Token(html), ["returnUrl"] = Forms.Value(html, "returnUrl") });
    }

    /// <summary>Where a reply leads.</summary>
    public static string Leads(this HttpResponseMessage reply)
    {
        reply.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return reply.Headers.Location!.ToString();
    }

    /// <summary>What the page says that a reply leads to.</summary>
    public static async Task<string> Words(this Visitor visitor, HttpResponseMessage reply)
    {
        using var page = await visitor.Get(reply.Leads());
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
    }

    /// <summary>Whether somebody is signed in.</summary>
    public static async Task<bool> IsIn(this Visitor visitor)
    {
        using var page = await visitor.Get("/admin/account");
        return page.StatusCode == HttpStatusCode.OK;
    }
}
