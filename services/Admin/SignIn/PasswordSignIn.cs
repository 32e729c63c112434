using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace StatusTracking.Admin;

/// <summary>
/// Judges a name and a password. A name that nobody has, and an account that has no password, take as long as a wrong password: how long the answer takes
/// is not to tell who has an account.
/// </summary>
sealed class PasswordSignIn(SignInManager<User> signIn, UserManager<User> users, IPasswordHasher<User> hasher, IOptions<OidcOptions> oidc)
{
    static readonly User Nobody = new();

    static string? _nobodysHash;

    /// <returns>The result, and the account where it succeeded.</returns>
    public async Task<(SignInResult Result, User? User)> CheckAsync(string name, string password)
    {
        if (oidc.Value.Only)
            return (SignInResult.NotAllowed, null);
        var user = await users.FindByNameAsync(name);
        if (user?.PasswordHash is null)
            hasher.VerifyHashedPassword(Nobody, _nobodysHash ??= hasher.HashPassword(Nobody, "nobody's"), password);
        var result = user is null ? SignInResult.Failed : await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        return (result, result.Succeeded ? user : null);
    }
}
