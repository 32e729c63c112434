using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace StatusTracking.Admin;

/// <summary>
/// Whether a sign-in still stands: the account is there, nobody has locked it, given it another role or signed it out everywhere, and whoever came from the
/// provider has been there within <see cref="AdminOptions.SignInLasts"/>, however busy since: only the provider knows whether they still belong, and as what.
/// Too many wrong passwords end no sign-in, or anybody who can guess a name could end it.
/// </summary>
sealed class StandingSignIn(UserManager<User> users, IOptions<IdentityOptions> identity, IOptions<AdminOptions> options, TimeProvider time)
{
    public async Task<bool> StandsAsync(ClaimsPrincipal signedIn) =>
        await users.GetUserAsync(signedIn) is { } user
        && signedIn.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType) == await users.GetSecurityStampAsync(user)
        && await StandsAsync(user);

    public async Task<bool> StandsAsync(User user) =>
        !user.IsLocked && (user.LastSignInAt + options.Value.SignInLasts > time.GetUtcNow() || !await EnterByProvider.IsTheirs(users, user));
}

/// <summary>Looks at the account of a cookie as well, beside Identity's own look at its stamp; both each <see cref="AdminOptions.CheckAccountEvery"/>.</summary>
sealed class CookieCheck(IOptions<SecurityStampValidatorOptions> options, SignInManager<User> signIn, ILoggerFactory logs, StandingSignIn standing)
    : SecurityStampValidator<User>(options, signIn, logs)
{
    protected override async Task<User?> VerifySecurityStamp(ClaimsPrincipal? principal) =>
        await base.VerifySecurityStamp(principal) is { } user && await standing.StandsAsync(user) ? user : null;
}
