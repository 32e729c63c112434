using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.SignIn;

/// <summary>One installation, started again and again.</summary>
public sealed class When_the_host_is_started_again : IDisposable
{
    const string Configured = "configured-password";
    const string Own = "a password of my own";

    readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_password_that_the_admin_changed_stays()
    {
        await Run(Configured, admin => Change(admin, Configured, Own));

        await Run(Configured, async admin =>
        {
            (await CanSignIn(admin, Own)).ShouldBeTrue();
            (await CanSignIn(admin, Configured)).ShouldBeFalse();
        });
    }

    [Fact]
    public async Task Another_configured_password_is_set_once()
    {
        await Run(Configured, admin => Change(admin, Configured, Own));
        await Run("another-password", async admin =>
        {
            (await CanSignIn(admin, "another-password")).ShouldBeTrue();
            (await CanSignIn(admin, Own)).ShouldBeFalse();
            await Change(admin, "another-password", Own);
        });

        await Run("another-password", async admin => (await CanSignIn(admin, Own)).ShouldBeTrue());
    }

    [Fact]
    public async Task The_configured_password_changes_nothing_where_it_is_the_same_and_ends_no_sign_in()
    {
        string? stamp = null;
        await Run(Configured, async admin => stamp = await Stamp(admin));

        await Run(Configured, async admin => (await Stamp(admin)).ShouldBe(stamp));
    }

    [Fact]
    public async Task A_first_password_in_the_configuration_is_set_over_one_of_the_admins_own()
    {
        await Run(null, admin => InScope(admin, async (users, user) => (await users.AddPasswordAsync(user, Own)).Succeeded.ShouldBeTrue()));

        await Run(Configured, async admin => (await CanSignIn(admin, Configured)).ShouldBeTrue());
    }

    [Fact]
    public async Task Another_configured_password_opens_a_locked_account_and_is_in_the_audit()
    {
        await Run(Configured, async admin =>
        {
            for (var attempt = 0; attempt < 5; attempt++)
                (await CanSignIn(admin, "wrong")).ShouldBeFalse();
            (await CanSignIn(admin, Configured)).ShouldBeFalse("it is locked");
        });

        await Run("another-password", async admin =>
        {
            (await CanSignIn(admin, "another-password")).ShouldBeTrue();
            await using var scope = admin.Services.CreateAsyncScope();
            var audit = await scope.ServiceProvider.GetRequiredService<AdminDb>().Audit.AsNoTracking().Where(a => a.Who == "configuration").ToListAsync();
            audit.Select(a => a.Action).ShouldBe(["password_set", "password_set"]);
            audit.ShouldAllBe(a => a.Note == null);
        });
    }

    async Task Run(string? password, Func<ServiceFixture, Task> during)
    {
        await using ServiceFixture<AdminService> admin = new([$"DataDirectory={_data.Path}", $"Auth:AdminPassword={password}"]);
        await admin.InitializeAsync();
        await during(admin);
    }

    static async Task<bool> CanSignIn(ServiceFixture admin, string password)
    {
        using var visitor = new Visitor(admin.Anonymous.BaseAddress!);
        return (await visitor.SignIn("admin", password)).StatusCode == HttpStatusCode.Redirect;
    }

    static Task Change(ServiceFixture admin, string from, string to) =>
        InScope(admin, async (users, user) => (await users.ChangePasswordAsync(user, from, to)).Succeeded.ShouldBeTrue());

    static async Task<string?> Stamp(ServiceFixture admin)
    {
        string? stamp = null;
        await InScope(admin, (_, user) => Task.FromResult(stamp = user.SecurityStamp));
        return stamp;
    }

    static async Task InScope(ServiceFixture admin, Func<UserManager<User>, User, Task> act)
    {
        await using var scope = admin.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        await act(users, (await users.FindByNameAsync("admin")).ShouldNotBeNull());
    }
}
