using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

/// <summary>
/// Lets in whom the provider has vouched for. Their account is found by issuer and subject, made at the first time, and has the role that the provider's
/// claims give, anew each time. It is never a local account of the same name or e-mail address: a provider may let people choose both, and whoever chose
/// an administrator's would be one. The account keeps the name that it was made with, so that the audit log speaks of one person by one name.
/// </summary>
sealed class EnterByProvider(IServiceScopeFactory scopes, IOptions<OidcOptions> options, TimeProvider time)
{
    /// <summary>The external login's provider; which one it is, is part of its key.</summary>
    const string Provider = "oidc";

    const int Attempts = 5;

    /// <summary>Whether an account belongs to somebody of the provider.</summary>
    public static async Task<bool> IsTheirs(UserManager<User> users, User user) => (await users.GetLoginsAsync(user)).Count > 0;

    /// <returns>The account, or why they stay out.</returns>
    public async Task<(Guid? Entered, ProviderTrouble? Refused)> EnterAsync(ProviderPerson person, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
                return await db.InTransaction(() => EnterAsync(scope.ServiceProvider.GetRequiredService<UserManager<User>>(), db, person, cancellation), cancellation);
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // They came twice at once, or somebody else has just taken the name: what is there now is found by the next attempt.
            }
        }
    }

    async Task<(Guid?, ProviderTrouble?)> EnterAsync(UserManager<User> users, AdminDb db, ProviderPerson person, CancellationToken cancellation)
    {
        var user = await users.FindByLoginAsync(Provider, person.Key);
        if (user is null && person.Role is not null)
            user = await AddAsync(users, db, person);
        if (user is not null)
            await GiveRoleAsync(users, db, user, person.Role);
        var refused = person.Role is null ? ProviderTrouble.NoRole : user!.IsLocked ? ProviderTrouble.Locked : (ProviderTrouble?)null;
        if (refused is null)
        {
            user!.LastSignInAt = time.GetUtcNow();
            Check(await users.UpdateAsync(user));
        }

        Write(db, user?.UserName ?? person.Name, refused is null ? "signed_in_by_provider" : "sign_in_refused", user, refused switch
        {
            ProviderTrouble.NoRole => $"no role in {options.Value.RoleClaim}: {string.Join(", ", person.Values)}",
            ProviderTrouble.Locked => "locked",
            _ => person.Issuer,
        });
        await db.SaveChangesAsync(cancellation);
        return refused is null ? (user!.Id, null) : (null, refused);
    }

    async Task<User> AddAsync(UserManager<User> users, AdminDb db, ProviderPerson person)
    {
        var name = person.Name;
        for (var n = 2; await users.FindByNameAsync(name) is not null; n++)
            name = $"{person.Name}-{n}";
        var user = new User { Id = Guid.CreateVersion7(time.GetUtcNow()), UserName = name, CreatedAt = time.GetUtcNow() };
        Check(await users.CreateAsync(user));
        Check(await users.AddLoginAsync(user, new UserLoginInfo(Provider, person.Key, options.Value.Name)));
        Write(db, "provider", "user_added", user, $"{name}: {person.Role}");
        return user;
    }

    async Task GiveRoleAsync(UserManager<User> users, AdminDb db, User user, string? role)
    {
        var before = (await users.GetRolesAsync(user)).FirstOrDefault();
        if (role == before)
            return;
        if (before is not null)
            Check(await users.RemoveFromRoleAsync(user, before));
        if (role is not null)
            Check(await users.AddToRoleAsync(user, role));
        if (before is not null)
            Write(db, "provider", "user_role_changed", user, $"{user.UserName}: {before} → {role ?? "none"}");
        // What is open elsewhere must not go on with the rights of before.
        Check(await users.UpdateSecurityStampAsync(user));
    }

    void Write(AdminDb db, string who, string action, User? target, string note)
    {
        var now = time.GetUtcNow();
        db.Audit.Add(new AuditEntry { Id = Guid.CreateVersion7(now), At = now, Who = who, Action = action, Target = target?.Id.ToString(), Note = note.Length > 1000 ? note[..1000] : note });
    }

    static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new DbUpdateException(string.Join(" ", result.Errors.Select(e => e.Description)));
    }
}
