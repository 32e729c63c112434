namespace StatusTracking.Contracts;

/// <summary>
/// Command to <c>notifications-set-preference</c>: somebody chose on their page whether they want news of packages on a channel. The later
/// word counts, in whatever order they come.
/// </summary>
public sealed record SetPreference
{
    /// <summary>The word of a <see cref="Contracts.Channel"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>Theirs on that channel.</summary>
    public required string Address { get; init; }

    /// <summary>Whether they want them.</summary>
    public required bool Wanted { get; init; }

    /// <summary>Words of the <see cref="AlertKind"/>s that they do not want all the same. Null = none.</summary>
    public IReadOnlyList<string>? Muted { get; init; }

    /// <summary>When they chose.</summary>
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>
/// Command to <c>tracking-record-preference</c>: what Notifications holds of somebody's wish, sent whenever it hears of one. It goes to the
/// recipient's page and not through the exchange, where everybody would learn the address.
/// </summary>
public sealed record RecordPreference
{
    /// <summary>The word of a <see cref="Contracts.Channel"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>As <see cref="Addresses.Normal"/> writes it.</summary>
    public required string Address { get; init; }

    /// <summary>Whether they want messages there.</summary>
    public required bool Wanted { get; init; }

    /// <summary>Words of the <see cref="AlertKind"/>s that they do not want all the same. Null = none.</summary>
    public IReadOnlyList<string>? Muted { get; init; }

    /// <summary>They answered STOP: only their answer START begins messages again, since the provider holds them back as well.</summary>
    public required bool Answered { get; init; }

    /// <summary>When they said so. The latest counts.</summary>
    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>Addresses of people, as wishes are kept by them.</summary>
public static class Addresses
{
    /// <summary>The longest that a wish is kept for, in characters.</summary>
    public const int MaxLength = 320;

    /// <summary>Capitals make no other mailbox: people write their address now one way, now the other.</summary>
    public static string Normal(string address) => address.Trim().ToLowerInvariant();
}
