namespace StatusTracking.Tracking.Domain;

/// <summary>What may be shown to whoever holds the address of a recipient's page.</summary>
static class Masked
{
    /// <summary>The first word of a name.</summary>
    public static string FirstName(string name) => name.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : "";

    /// <summary>The end of a tracking number: enough to tell two packages apart, not enough to look one up. Null for a short one.</summary>
    public static string? Ending(string? trackingNumber) => trackingNumber is { Length: >= 8 } ? trackingNumber[^4..] : null;
}
