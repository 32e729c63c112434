namespace StatusTracking.Tracking.Domain;

/// <summary>What may be shown to whoever holds the address of a recipient's page.</summary>
static class Masked
{
    const string Hidden = "•••";

    /// <summary>The first word of a name.</summary>
    public static string FirstName(string name) => name.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : "";

    /// <summary>
    /// An address, of which its owner recognises enough, and nobody learns enough: <c>ada@example.org</c> → <c>a•••@e•••.org</c>, since a domain may
    /// be a person's name; <c>+4915112345678</c> → <c>•••678</c>.
    /// </summary>
    public static string Address(string address)
    {
        if (address.Split('@') is not [.., { Length: > 0 } name, { Length: > 0 } domain])
            return $"{Hidden}{(address.Length > 8 ? address[^3..] : "")}";
        var top = domain.LastIndexOf('.');
        return $"{First(name)}{Hidden}@{First(domain)}{Hidden}{(top > 0 ? domain[top..] : "")}";
    }

    static string First(string text) => text.EnumerateRunes().First().ToString();

    /// <summary>The end of a tracking number: enough to tell two packages apart, not enough to look one up. Null for a short one.</summary>
    public static string? Ending(string? trackingNumber) => trackingNumber is { Length: >= 8 } ? trackingNumber[^4..] : null;
}
