using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Domain;

/// <summary>An alert to send. <paramref name="Superseded"/>: it is overtaken already, so that nobody is told; its key is taken all the same.</summary>
readonly record struct DueAlert(AlertKey Key, bool Superseded);

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
