using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Domain;

/// <summary>
/// One line of an order's timeline. Made from one message and nothing else, and the same message makes the same line: so a timeline
/// does not depend on the order in which messages came, nor on how often.
/// </summary>
sealed class TimelineEntry
{
    public const int MaxIdLength = 200;
    public const int PositionLength = 19 + 19 + 10 + 16;
    const long WithoutSequence = 9_999_999_999;

    /// <summary>What it is about and which of its changes: a subject's sequence; without one, what was said and when.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Where it stands: by when it happened, then when we heard, then the subject's sequence. Text that sorts the same in every database,
    /// and no two lines have the same: a page can be continued after it.
    /// </summary>
    public required string Position { get; init; }

    public required Guid OrderId { get; init; }

    /// <summary>The package or order that a notification is about; of any other subject, itself.</summary>
    public required Guid About { get; init; }

    public required string Subject { get; init; }

    public required Guid SubjectId { get; init; }

    public string? From { get; init; }

    public required string To { get; init; }

    public string? Detail { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The subject's sequence; null for what was ignored and for signals.</summary>
    public long? Sequence { get; init; }

    public bool Late { get; init; }

    public bool Ignored { get; init; }

    /// <summary>Why it cannot have happened at that time, as its owner found: the word of an <see cref="Contracts.ImpossibleTime"/>.</summary>
    public string? Impossible { get; init; }

    /// <summary>It is what a clock said, not a change of status.</summary>
    public bool Signal { get; init; }

    public string? Location { get; init; }

    public string? Description { get; init; }

    /// <summary>Who caused it, where that is known.</summary>
    public string? Actor { get; init; }

    /// <summary>The line of a change that was applied.</summary>
    public static TimelineEntry Of(IStatusChanged change) => change switch
    {
        PackageStatusChanged package => Of(change, package.SubjectId, package.Location, package.Description, package.Blame, package.Impossible),
        NotificationStatusChanged notification =>
            Of(change, notification.About, null, $"{notification.Kind} · {notification.Channel} · {notification.Recipient}", null),
        _ => Of(change, change.SubjectId, null, null, null),
    };

    /// <summary>The line of a change that was heard and not applied.</summary>
    public static TimelineEntry Of(StatusChangeIgnored ignored)
    {
        var id = Name(ignored, $"ignored/{ignored.To}/{ignored.Detail}/{Ticks(ignored.OccurredAt)}/{Ticks(ignored.RecordedAt)}");
        return new()
        {
            Id = id,
            Position = Place(ignored, WithoutSequence, id),
            OrderId = ignored.OrderId,
            About = ignored.SubjectId,
            Subject = ignored.Subject,
            SubjectId = ignored.SubjectId,
            From = ignored.From,
            To = ignored.To,
            Detail = ignored.Detail,
            Reason = ignored.Reason,
            OccurredAt = ignored.OccurredAt,
            RecordedAt = ignored.RecordedAt,
            Late = ignored.Late,
            Impossible = ignored.Impossible,
            Ignored = true,
        };
    }

    /// <summary>The line of a package's clock that spoke.</summary>
    public static TimelineEntry Of(PackageSignal signal)
    {
        var id = Name(signal, $"signal/{signal.Kind}/{Ticks(signal.OccurredAt)}/{Ticks(signal.RecordedAt)}");
        return new()
        {
            Id = id,
            Position = Place(signal, WithoutSequence, id),
            OrderId = signal.OrderId,
            About = signal.SubjectId,
            Subject = signal.Subject,
            SubjectId = signal.SubjectId,
            To = signal.Kind,
            Reason = signal.Reason,
            OccurredAt = signal.OccurredAt,
            RecordedAt = signal.RecordedAt,
            Signal = true,
        };
    }

    /// <summary>The line of an estimate that was revised.</summary>
    public static TimelineEntry Of(PackageEstimateChanged change)
    {
        var id = Name(change, $"estimate/{change.Revision}");
        return new()
        {
            Id = id,
            Position = Place(change, WithoutSequence, id),
            OrderId = change.OrderId,
            About = change.SubjectId,
            Subject = change.Subject,
            SubjectId = change.SubjectId,
            To = "estimate_revised",
            Reason = change.Reason,
            OccurredAt = change.OccurredAt,
            RecordedAt = change.RecordedAt,
            Description = $"{Moment(change.From) ?? "none"} → {Moment(change.To) ?? "none"}",
            Actor = change.Source,
            Signal = true,
        };
    }

    static string? Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    static TimelineEntry Of(IStatusChanged change, Guid about, string? location, string? description, string? actor, string? impossible = null)
    {
        var id = Name(change, change.Sequence.ToString(CultureInfo.InvariantCulture));
        return new()
        {
            Id = id,
            Position = Place(change, change.Sequence, id),
            OrderId = change.OrderId,
            About = about,
            Subject = change.Subject,
            SubjectId = change.SubjectId,
            From = change.From,
            To = change.To,
            Detail = change.Detail,
            Reason = change.Reason,
            OccurredAt = change.OccurredAt,
            RecordedAt = change.RecordedAt,
            Sequence = change.Sequence,
            Late = change.Late,
            Impossible = impossible,
            Location = location,
            Description = description,
            Actor = actor,
        };
    }

    /// <summary>Words that a foreign version made longer than a key may be are told apart by their hash.</summary>
    static string Name(IStatusEvent said, string which)
    {
        var name = $"{said.Subject}/{said.SubjectId:N}/{which}";
        return name.Length <= MaxIdLength ? name : $"{said.SubjectId:N}/{Hash(name, 32)}";
    }

    static string Place(IStatusEvent said, long sequence, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{Ticks(said.OccurredAt):D19}{Ticks(said.RecordedAt):D19}{sequence:D10}{Hash(id, 16)}");

    static string Hash(string text, int length) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];

    static long Ticks(DateTimeOffset moment) => moment.UtcTicks;
}
