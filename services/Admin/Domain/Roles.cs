using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>The three roles, and the scopes that each one brings. Services check scopes; roles exist for people.</summary>
static class Roles
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public const string Administrator = "admin";

    public static readonly IReadOnlyList<string> All = [Viewer, Operator, Administrator];

    public static IEnumerable<string> ScopesOf(string role) => role switch
    {
        Viewer => [Scopes.Read],
        Operator => [Scopes.Read, Scopes.Write, Scopes.Operate],
        Administrator => Scopes.All,
        _ => [],
    };
}
