using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Domain;

/// <summary>The random part of the address of a recipient's page.</summary>
static class PageToken
{
    /// <summary>The longest token that is looked up.</summary>
    public const int MaxLength = 100;

    /// <summary>The last segment of an address's path; null where there is none.</summary>
    public static string? Of(string? trackingUrl)
    {
        if (!Uri.TryCreate(trackingUrl, UriKind.Absolute, out var url))
            return null;
        var token = url.Segments[^1].TrimEnd('/');
        return IsPlausible(token) ? token : null;
    }

    /// <summary>Whether a text can be a token at all: long enough to be random, and nothing but letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsPlausible(string token) =>
        token.Length is >= 16 and <= MaxLength && IsMadeOfThem(token);

    /// <summary>Whether a text can be what a short link has of a token.</summary>
    public static bool IsCode(string code) => code.Length == PageLink.CodeLength && IsMadeOfThem(code);

    static bool IsMadeOfThem(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
