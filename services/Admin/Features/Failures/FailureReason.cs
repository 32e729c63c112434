using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>The reason that an operator gives: it is written into the audit log.</summary>
static class FailureReason
{
    const int Longest = 500;

    /// <summary>What is wrong with one; null where nothing is.</summary>
    public static ValidationProblem? Wrong(string? reason, bool required) =>
        required && string.IsNullOrWhiteSpace(reason) ? Problem.Invalid("reason", "Say why: it is written into the audit log.")
        : reason?.Length > Longest ? Problem.Invalid("reason", $"At most {Longest} characters.")
        : reason?.Contains('\0') == true ? Problem.Invalid("reason", "Holds a character that is none.")
        : null;

    /// <summary>Who somebody is, for people.</summary>
    public static string Name(this ClaimsPrincipal user) => user.Identity?.Name ?? "";
}
