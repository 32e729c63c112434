using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Puts the scopes that a user's roles bring into the cookie, since services check scopes.</summary>
sealed class ScopeClaims(UserManager<User> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<User, IdentityRole<Guid>>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        var scopes = (await UserManager.GetRolesAsync(user)).SelectMany(Roles.ScopesOf).Distinct();
        identity.AddClaims(scopes.Select(scope => new Claim(Scopes.ClaimType, scope)));
        return identity;
    }
}
