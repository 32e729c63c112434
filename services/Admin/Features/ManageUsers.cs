using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Somebody who is to sign in.</summary>
sealed record AddUserRequest
{
    /// <summary>The account's name: 2 to 100 letters, digits and <c>- . _ @ +</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }
}

/// <summary>What is to change of an account; what is left out stays.</summary>
sealed record ChangeUserRequest
{
    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public string? Role { get; init; }

    /// <summary>Whether nobody gets in with it, however good the password.</summary>
    public bool? Locked { get; init; }
}

sealed class AddUserValidator : AbstractValidator<AddUserRequest>
{
    public AddUserValidator()
    {
        RuleFor(r => r.Name).Matches("^[A-Za-z0-9._@+-]{2,100}$").WithMessage("Give 2 to 100 letters, digits and - . _ @ +.");
        RuleFor(r => r.Role).Must(Roles.All.Contains).WithMessage($"Must be one of {string.Join(", ", Roles.All)}.");
    }
}

sealed class ChangeUserValidator : AbstractValidator<ChangeUserRequest>
{
    public ChangeUserValidator() =>
        RuleFor(r => r.Role).Must(role => role is null || Roles.All.Contains(role)).WithMessage($"Must be one of {string.Join(", ", Roles.All)}.");
}

/// <summary>An account as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">Its role.</param>
/// <param name="HasPassword">Whether its owner has set a password; without one only a link lets in.</param>
/// <param name="Locked">Whether an administrator has locked it.</param>
/// <param name="LockedUntil">Until when too many wrong passwords keep it shut; null where they do not.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastSignInAt">When somebody last came in; null = never.</param>
/// <param name="SignInPath">A path that lets its owner in once within a day: only in the answer that makes it.</param>
/// <param name="Provider">Where its owner signs in and its role comes from; null = here.</param>
sealed record UserReply(
    Guid Id, string Name, string Role, bool HasPassword, bool Locked, DateTimeOffset? LockedUntil, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt,
    string? SignInPath = null, string? Provider = null);

/// <summary>
/// Accounts: <c>GET /users</c>, <c>POST /users</c>, <c>PATCH /users/{id}</c>, <c>POST /users/{id}/link</c>, <c>POST /users/{id}/sign-out</c>. There is always somebody left who can
/// administer. Nobody ever learns another's password: a new account, and one whose password was forgotten, is entered by a link.
/// Those who sign in at the provider have neither password nor link, and their role is changed there.
/// </summary>
static class ManageUsers
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var users = app.MapApi("users");
        users.MapGet("", List).RequireScope(Scopes.Admin).WithName("Admin.ListUsers").WithSummary("Who can sign in, by name");
        users.MapPost("", Add).RequireScope(Scopes.Admin).Validates<AddUserRequest>().WithName("Admin.AddUser").WithSummary("Makes an account, and a link that lets its owner in once");
        users.MapPatch("/{id:guid}", Change).RequireScope(Scopes.Admin).Validates<ChangeUserRequest>().WithName("Admin.ChangeUser").WithSummary("Gives another role, locks or opens an account");
        users.MapPost("/{id:guid}/link", MakeLink).RequireScope(Scopes.Admin).WithName("Admin.MakeSignInLink").WithSummary("A link that lets its owner in once, for instance to set another password");
        users.MapPost("/{id:guid}/sign-out", SignOutEverywhere).RequireScope(Scopes.Admin).WithName("Admin.SignOutUser").WithSummary("Ends every sign-in of an account");
    }

    static async Task<Ok<Page<UserReply>>> List(UserManager<User> users, AdminDb db, CancellationToken cancellation)
    {
        var roles = await RolesOf(db, cancellation);
        var all = await users.Users.AsNoTracking().OrderBy(user => user.NormalizedUserName).ToListAsync(cancellation);
        var providers = (await db.Set<IdentityUserLogin<Guid>>().AsNoTracking().Select(login => new { login.UserId, login.ProviderDisplayName }).ToListAsync(cancellation))
            .ToLookup(login => login.UserId, login => login.ProviderDisplayName);
        return TypedResults.Ok(new Page<UserReply>([.. all.Select(user => Reply(user, roles[user.Id].FirstOrDefault() ?? "", providers[user.Id].FirstOrDefault()))], Next: null));
    }

    static async Task<Results<Created<UserReply>, Conflict<ProblemDetails>>> Add(
        AddUserRequest request, UserManager<User> users, AdminDb db, IOptions<OidcOptions> oidc, TimeProvider time, ClaimsPrincipal actor, HttpContext http, CancellationToken cancellation)
    {
        if (oidc.Value.Only)
            return Problem.Conflict($"Accounts come from {oidc.Value.Name}: give somebody a role there, and theirs is made when they first sign in.");
        if (await users.FindByNameAsync(request.Name) is not null)
            return Taken(request.Name);
        return await db.InTransaction<Results<Created<UserReply>, Conflict<ProblemDetails>>>(async () =>
        {
            var user = new User { Id = Guid.CreateVersion7(time.GetUtcNow()), UserName = request.Name, CreatedAt = time.GetUtcNow() };
            // Somebody else may have made it a moment ago.
            if (await users.CreateAsync(user) is { Succeeded: false })
                return Taken(request.Name);
            Check(await users.AddToRoleAsync(user, request.Role));
            var path = Link(db, user, time);
            db.Add(AuditEntry.Of(actor, "user_added", user.Id, $"{request.Name}: {request.Role}", time));
            await db.SaveChangesAsync(cancellation);
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Created($"/api/v1/users/{user.Id}", Reply(user, request.Role, provider: null) with { SignInPath = path });
        }, cancellation);
    }

    static async Task<Results<Ok<UserReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Change(
        Guid id, ChangeUserRequest request, UserManager<User> users, AdminDb db, TimeProvider time, ClaimsPrincipal actor, CancellationToken cancellation) =>
        await db.InTransaction<Results<Ok<UserReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>>(async () =>
        {
            // Two administrators who take each other's role at once would both be allowed to: one after the other.
            await LockRoles(db, cancellation);
            if (await users.FindByIdAsync(id.ToString()) is not { } user)
                return Unknown();
            var role = (await users.GetRolesAsync(user)).FirstOrDefault() ?? "";
            var losesAdmin = role == Roles.Administrator && (request.Locked == true || (request.Role ?? role) != Roles.Administrator);
            var provider = await ProviderOf(user, users);
            if (provider is not null && request.Role is { } asked && asked != role)
                return Problem.Conflict($"The role of {user.UserName} comes from {provider}. Change it there; it counts from the next sign-in. To keep somebody out at once, lock the account.");
            if (losesAdmin && !await AnotherAdministrator(id, users, db, cancellation))
                return Problem.Conflict("Nobody else can administer. Give another account the role admin first.");
            if (request.Role is { } wanted && wanted != role)
            {
                if (role.Length > 0)
                    Check(await users.RemoveFromRoleAsync(user, role));
                Check(await users.AddToRoleAsync(user, wanted));
                db.Add(AuditEntry.Of(actor, "user_role_changed", id, $"{user.UserName}: {role} → {wanted}", time));
                role = wanted;
            }

            if (request.Locked is { } locked && (locked != user.IsLocked || (!locked && user.LockoutEnd is not null)))
            {
                (user.LockoutEnabled, user.LockoutEnd, user.AccessFailedCount) = (true, locked ? DateTimeOffset.MaxValue : null, 0);
                db.Add(AuditEntry.Of(actor, locked ? "user_locked" : "user_unlocked", id, user.UserName, time));
            }

            // What is open elsewhere must not go on with the rights of before.
            Check(await users.UpdateSecurityStampAsync(user));
            await db.SaveChangesAsync(cancellation);
            return TypedResults.Ok(Reply(user, role, provider));
        }, cancellation);

    static async Task<Results<Ok<UserReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> MakeLink(
        Guid id, UserManager<User> users, AdminDb db, TimeProvider time, ClaimsPrincipal actor, HttpContext http, CancellationToken cancellation)
    {
        if (await users.FindByIdAsync(id.ToString()) is not { } user)
            return Unknown();
        if (user.IsLocked)
            return Problem.Conflict("The account is locked. Open it first.");
        if (await ProviderOf(user, users) is { } provider)
            return Problem.Conflict($"{user.UserName} signs in at {provider}, and not by a link.");
        var path = Link(db, user, time);
        db.Add(AuditEntry.Of(actor, "sign_in_link_made", id, user.UserName, time));
        await db.SaveChangesAsync(cancellation);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(Reply(user, (await users.GetRolesAsync(user)).FirstOrDefault() ?? "", provider: null) with { SignInPath = path });
    }

    static async Task<Results<Ok<UserReply>, NotFound<ProblemDetails>>> SignOutEverywhere(
        Guid id, UserManager<User> users, AdminDb db, TimeProvider time, ClaimsPrincipal actor, CancellationToken cancellation)
    {
        if (await users.FindByIdAsync(id.ToString()) is not { } user)
            return Unknown();
        db.Add(AuditEntry.Of(actor, "user_signed_out", id, user.UserName, time));
        Check(await users.UpdateSecurityStampAsync(user));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(Reply(user, (await users.GetRolesAsync(user)).FirstOrDefault() ?? "", await ProviderOf(user, users)));
    }

    static string Link(AdminDb db, User user, TimeProvider time)
    {
        db.Add(SignInToken.Make(user.Id, time.GetUtcNow(), out var secret));
        return $"/login?token={secret}";
    }

    static async Task<ILookup<Guid, string>> RolesOf(AdminDb db, CancellationToken cancellation) =>
        (await db.Set<IdentityUserRole<Guid>>().AsNoTracking()
            .Join(db.Set<IdentityRole<Guid>>(), link => link.RoleId, role => role.Id, (link, role) => new { link.UserId, role.Name })
            .ToListAsync(cancellation)).ToLookup(link => link.UserId, link => link.Name!);

    /// <summary>One of our own: those of the provider can lose the role there, all of them, and nobody here could do anything about it.</summary>
    static async Task<bool> AnotherAdministrator(Guid id, UserManager<User> users, AdminDb db, CancellationToken cancellation)
    {
        var theirs = await db.Set<IdentityUserLogin<Guid>>().Select(login => login.UserId).ToListAsync(cancellation);
        return (await users.GetUsersInRoleAsync(Roles.Administrator)).Any(user => user.Id != id && !user.IsLocked && !theirs.Contains(user.Id));
    }

    static async Task<string?> ProviderOf(User user, UserManager<User> users) => (await users.GetLoginsAsync(user)).FirstOrDefault()?.ProviderDisplayName;

    /// <summary>Writes the administrators' role as it is: whoever else wants to waits for the end of this transaction.</summary>
    static async Task LockRoles(AdminDb db, CancellationToken cancellation) =>
        await db.Set<IdentityRole<Guid>>().Where(role => role.Name == Roles.Administrator).ExecuteUpdateAsync(set => set.SetProperty(role => role.Name, role => role.Name), cancellation);

    static UserReply Reply(User user, string role, string? provider) => new(
        user.Id, user.UserName!, role, user.PasswordHash is not null, user.IsLocked, user.IsLocked ? null : user.LockoutEnd, user.CreatedAt, user.LastSignInAt, Provider: provider);

    static NotFound<ProblemDetails> Unknown() => Problem.NotFound("There is no such account. GET /api/v1/users lists them.");

    static Conflict<ProblemDetails> Taken(string name) => Problem.Conflict($"There is an account {name} already. Choose another name.");

    static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(e => e.Description)));
    }
}
