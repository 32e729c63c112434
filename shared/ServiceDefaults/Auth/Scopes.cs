using System.Security.Claims;

namespace StatusTracking.ServiceDefaults;

/// <summary>What a key or a sign-in may do; one claim of type <see cref="ClaimType"/> each.</summary>
public static class Scopes
{
    /// <summary>The claim's type.</summary>
    public const string ClaimType = "scope";

    /// <summary>Read everything that the API shows.</summary>
    public const string Read = "read";

    /// <summary>Place and cancel orders, label packages, post scans, set stock.</summary>
    public const string Write = "write";

    /// <summary>Bring over orders with a past (<c>placedAt</c>, <c>createdAt</c>).</summary>
    public const string Import = "import";

    /// <summary>Repair: correct, replace, refund, resend, resolve.</summary>
    public const string Operate = "operate";

    /// <summary>Users, keys, settings.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Write, Import, Operate, Admin];

    /// <summary>Whether someone has a scope.</summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope) => user.HasClaim(ClaimType, scope);
}
