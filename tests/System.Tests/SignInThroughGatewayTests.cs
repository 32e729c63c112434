using System.Net;
using Shouldly;
using StatusTracking.Admin;
using StatusTracking.Gateway;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>Admin behind the gateway, and a provider that neither of them is.</summary>
public sealed class When_somebody_signs_in_at_the_provider_through_the_gateway : IAsyncLifetime
{
    static readonly string[] Services = ["Orders", "Payments", "Inventory", "Logistics", "Tracking", "Notifications", "Admin"];
    const string TokenKey = "--Auth:TokenKey=a key for tests that is long enough for everybody";

    OidcProvider? _provider;
    ServiceFixture? _admin;
    ServiceFixture? _gateway;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await OidcProvider.Start();
        _provider.Person = new OidcPerson("subject-1", "ada", "shop-viewers");
        _admin = new ServiceFixture<AdminService>([.. _provider.Settings, "Auth:Oidc:DisplayName=Contoso", "Auth:Oidc:Roles:viewer=shop-viewers", TokenKey]);
        await _admin.InitializeAsync();
        _gateway = new ServiceFixture(
            host => host.With<GatewayService>().WithoutOwnDocuments(), GatewayService.Name, [.. Services.Select(service => $"Services:{service}={_admin.Anonymous.BaseAddress}"), TokenKey]);
        await _gateway.InitializeAsync();
    }

    [Fact]
    public async Task They_come_back_through_it_and_are_known_on_pages_and_on_the_API()
    {
        using var person = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = _gateway!.Anonymous.BaseAddress };
        var door = await person.GetStringAsync("/login", Cancellation);
        const string Mark = "name=\"__RequestVerificationToken\" value=\"";
        var from = door.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", WebUtility.HtmlDecode(door[from..door.IndexOf('"', from)])), new("returnUrl", "/admin/orders")]);

        using var sent = await person.PostAsync("/login/provider", form, Cancellation);
        using var back = await person.GetAsync(sent.Headers.Location, Cancellation);
        back.Headers.Location!.Authority.ShouldBe(person.BaseAddress!.Authority);
        using var entered = await person.GetAsync(back.Headers.Location, Cancellation);

        entered.Headers.Location!.ToString().ShouldEndWith("/admin/orders");
        (await person.GetAsync("/admin/account", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await person.GetAsync("/api/v1/system/admin", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await person.GetAsync("/api/v1/users", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _gateway, _admin, _provider })
        {
            if (part is not null)
                await part.DisposeAsync();
        }
    }
}
