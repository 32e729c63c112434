using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.SignIn;

public sealed class When_an_installation_is_fresh : IAsyncLifetime
{
    readonly ServiceFixture<AdminService> _admin = new();

    public ValueTask InitializeAsync() => _admin.InitializeAsync();

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    [Fact]
    public async Task The_printed_link_signs_in_once()
    {
        var address = _admin.Anonymous.BaseAddress!;
        var link = new Uri(_admin.Services.GetRequiredService<SignInLink>().Url(address.ToString()).ShouldNotBeNull());
        using var first = new Visitor(address);
        using var second = new Visitor(address);

        (await first.Get(link.PathAndQuery)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await first.Get("/admin/account")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var again = await second.Get(link.PathAndQuery);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("used already");
        (await second.Get("/admin/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }
}

public sealed class When_admin_is_a_process_of_its_own
{
    [Fact]
    public async Task It_prints_the_link_itself()
    {
        var (before, printed) = (Console.Out, new StringWriter());
        Console.SetOut(printed);
        try
        {
            await using var admin = new ServiceFixture<AdminService>("PublicUrl=https://shop.example.org");
            await admin.InitializeAsync();
            printed.ToString().ShouldContain($"Sign in as admin, once, within a day: {admin.Services.GetRequiredService<SignInLink>().Url("https://shop.example.org")}");
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}

public sealed class When_the_administrator_has_a_password(AdminSite site) : IClassFixture<AdminSite>
{
    [Fact]
    public void No_link_is_offered() =>
        site.Host.Services.GetRequiredService<SignInLink>().Url("http://localhost").ShouldBeNull();
}
