using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Domain;

/// <summary>An alert to send.</summary>
/// <param name="Key">What makes it one and the same.</param>
/// <param name="Superseded">It is overtaken already, so that nobody is told; its key is taken all the same.</param>
/// <param name="GivesWayTo">The kinds that say more of the same change: only where a person may be told of one of them is it overtaken. Null = everywhere.</param>
readonly record struct DueAlert(AlertKey Key, bool Superseded, IReadOnlyList<AlertKind>? GivesWayTo = null);

/// <summary>What makes an alert of a package one and the same: its kind and its occurrence. Written <c>shipped/1</c>.</summary>
readonly record struct AlertKey(AlertKind Kind, string Occurrence)
{
    /// <summary>The occurrence of an alert that a package gets once in its life.</summary>
    public const string Once = "1";

    public static AlertKey OfPackage(AlertKind kind) => new(kind, Once);

    /// <summary>An alert that may be told again on another day, as the recipient counts days.</summary>
    public static AlertKey OfDay(AlertKind kind, DateTimeOffset occurredAt, string? timeZone) =>
        new(kind, LocalTime.DateOf(occurredAt, timeZone).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    public override string ToString() => $"{Kind.ToWord()}/{Occurrence}";
}
