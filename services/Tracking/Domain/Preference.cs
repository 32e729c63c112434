using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Domain;

/// <summary>
/// Whether somebody wants news of packages at an address. Notifications decides what is sent and holds the same; here it is kept to be shown,
/// as they chose it a moment ago or as Notifications said. On both sides the latest word counts, so that they agree once all is heard, in
/// whatever order it comes. Where there is none, they want them.
/// </summary>
sealed class Preference
{
    public required Channel Channel { get; init; }

    /// <summary>As <see cref="Addresses.Normal"/> writes it.</summary>
    public required string Address { get; init; }

    public bool Wanted { get; private set; } = true;

    /// <summary>The longest list of <see cref="Muted"/>, in characters.</summary>
    public const int LongestMuted = 400;

    /// <summary>
    /// What somebody does not want who wants the important news only: that a package comes, and that something holds it up, is left.
    /// </summary>
    public static readonly IReadOnlyList<string> LessImportant = [AlertKind.Shipped.ToWord(), AlertKind.LeftDistributionCentre.ToWord()];

    /// <summary>The kinds of news that they do not want although they want others, with commas between. Null = none.</summary>
    public string? Muted { get; private set; }

    /// <summary>They answered STOP to an SMS: nothing that is chosen here begins them again.</summary>
    public bool Answered { get; private set; }

    /// <summary>When they said so. A concurrency token. In whole milliseconds, which every database keeps.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Takes in what they choose now, which is later than all that is known, also where two clocks differ.</summary>
    /// <returns>What Notifications is to be told; null where it is so already, or cannot be chosen here.</returns>
    public SetPreference? Choose(bool wanted, IReadOnlyList<string>? muted, DateTimeOffset now)
    {
        var list = List(muted);
        if (Answered || wanted == Wanted && list == Muted)
            return null;
        (Wanted, Muted) = (wanted, list);
        At = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now.ToUnixTimeMilliseconds(), At.ToUnixTimeMilliseconds() + 1));
        return new() { Channel = Channel.ToWord(), Address = Address, Wanted = wanted, Muted = muted, OccurredAt = At };
    }

    /// <summary>Takes in what Notifications holds, unless something later was chosen here, of which it will hear.</summary>
    public void Record(RecordPreference held)
    {
        if (held.OccurredAt >= At)
            (Wanted, Answered, Muted, At) = (held.Wanted, held.Answered, List(held.Muted), held.OccurredAt);
    }

    static string? List(IReadOnlyList<string>? words) => words is { Count: > 0 } ? string.Join(',', words) : null;
}
