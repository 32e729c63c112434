using Microsoft.AspNetCore.Http.HttpResults;

namespace StatusTracking.Admin;

/// <summary>Where somebody goes after signing in: only to pages of our own, since a link with a foreign address must not lead elsewhere.</summary>
static class ReturnPath
{
    public const string Default = "/admin";

    public static string Of(string? wanted) => wanted is ['/', ..] && RedirectHttpResult.IsLocalUrl(wanted) ? wanted : Default;
}
