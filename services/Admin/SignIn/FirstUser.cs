using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>
/// Sees to it at each start that the roles exist and that someone can sign in: the account <c>admin</c>, with <c>Auth:AdminPassword</c>
/// or with a one-time link. Where people sign in at the provider only, there is always a link: the way back in. A password that the configuration has set once is not set again until it changes there. Safe in several copies at once.
/// </summary>
sealed class FirstUser(
    IServiceScopeFactory scopes, SignInLink link, KeepAudit audit, HostedServices hosted, IOptions<AuthOptions> options, IOptions<OidcOptions> oidc, IOptions<PublicUrlOptions> address, TimeProvider time)
    : IHostedService
{
    public const string Name = "admin";

    const int Attempts = 10;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await PrepareAsync(cancellationToken);
                return;
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // Another copy made or changed the same row at the same moment: a role, the account, its password. It is there now, and the next may be met.
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        foreach (var role in Roles.All)
        {
            if (!await roles.RoleExistsAsync(role))
                Check(await roles.CreateAsync(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7(time.GetUtcNow()) }));
        }

        var admin = await users.FindByNameAsync(Name);
        if (admin is null)
        {
            admin = new User { Id = Guid.CreateVersion7(time.GetUtcNow()), UserName = Name, CreatedAt = time.GetUtcNow() };
            Check(await users.CreateAsync(admin));
            Check(await users.AddToRoleAsync(admin, Roles.Administrator));
        }

        await LetInAsync(admin, users, db, cancellationToken);
    }

    async Task LetInAsync(User admin, UserManager<User> users, AdminDb db, CancellationToken cancellationToken)
    {
        if (!oidc.Value.Only && options.Value.AdminPassword is { Length: > 0 } password)
        {
            if (IsHashOf(admin.ConfiguredPasswordHash, password))
                return;
            // Whoever runs the installation chose it: it is taken as it is, without the rules for passwords of people, and opens a locked account.
            var isNews = !IsHashOf(admin.PasswordHash, password);
            admin.ConfiguredPasswordHash = users.PasswordHasher.HashPassword(admin, password);
            if (isNews)
                (admin.PasswordHash, admin.LockoutEnd, admin.AccessFailedCount) = (admin.ConfiguredPasswordHash, null, 0);
            Check(isNews ? await users.UpdateSecurityStampAsync(admin) : await users.UpdateAsync(admin));
            if (isNews)
                await audit.AddAsync("configuration", "password_set", admin.Id.ToString(), cancellation: cancellationToken);
        }
        else if (oidc.Value.Only || admin.PasswordHash is null)
        {
            var token = SignInToken.Make(admin.Id, time.GetUtcNow(), out var secret);
            db.SignInTokens.Add(token);
            await db.SaveChangesAsync(cancellationToken);
            link.Offer(secret);
            // To standard output, not into the log. A host of several services has words of its own.
            if (hosted.Names.Count == 1)
                await Console.Out.WriteLineAsync($"Sign in as {Name}, once, within a day: {link.Url(address.Value.PublicUrl)}");
        }

        bool IsHashOf(string? hash, string password) => hash is not null && users.PasswordHasher.VerifyHashedPassword(admin, hash, password) != PasswordVerificationResult.Failed;
    }

    static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new DbUpdateException(string.Join(" ", result.Errors.Select(e => e.Description)));
    }
}
