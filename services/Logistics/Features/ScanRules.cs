using System.Text.RegularExpressions;
using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>A scan as somebody tells it, before any rule was put to it. Shared by HTTP and the bus.</summary>
record ScanInput
{
    public string? EventId { get; init; }

    /// <summary>The word of a package's status.</summary>
    public string? Status { get; init; }

    /// <summary>A finer word, such as <c>departed_facility</c>.</summary>
    public string? Detail { get; init; }

    /// <summary>When it happened: 2000 or later, at most 24 h ahead.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Where, for people.</summary>
    public string? Location { get; init; }

    /// <summary>In the source's words.</summary>
    public string? Description { get; init; }

    /// <summary>When the carrier means to deliver, as of this scan: at most 10 years ahead.</summary>
    public DateTimeOffset? EstimatedDelivery { get; init; }
}

/// <summary>A scan that passed the rules, and the package that it names: by our id, or by carrier and number.</summary>
sealed record CheckedScan
{
    public Guid? PackageId { get; init; }

    public string? Carrier { get; init; }

    public string? TrackingNumber { get; init; }

    public required string Source { get; init; }

    public required string EventId { get; init; }

    public required PackageStatus Status { get; init; }

    public string? Detail { get; init; }

    public Blame? Blame { get; init; }

    /// <summary>The carrier's code, by which operators know it.</summary>
    public string? Code { get; init; }

    public string? SignedBy { get; init; }

    /// <summary>When the package is meant to be delivered, as told with it.</summary>
    public DateTimeOffset? EstimatedDelivery { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public string? Location { get; init; }

    public string? Description { get; init; }

    public string? RawStatus { get; init; }

    public string? Raw { get; init; }

    /// <summary>What names the package: scans with the same are of one package.</summary>
    public string PackageKey => PackageId?.ToString() ?? NumberKey ?? throw new InvalidOperationException("The scan names no package.");

    public string? NumberKey => Carrier is null || TrackingNumber is null ? null : Logistics.TrackingNumber.KeyOf(Carrier, TrackingNumber);

    public Scan For(Guid packageId, DateTimeOffset recordedAt) => new()
    {
        PackageId = packageId,
        Source = Source,
        EventId = EventId,
        Status = Status,
        Detail = Detail,
        Blame = Blame,
        Code = Code,
        SignedBy = SignedBy,
        OccurredAt = OccurredAt,
        RecordedAt = recordedAt,
        Location = Location,
        Description = Description,
        RawStatus = RawStatus,
        Raw = Raw,
        EstimatedDelivery = EstimatedDelivery,
    };

    public WaitingScan Wait(string numberKey, DateTimeOffset receivedAt) => new()
    {
        Id = Guid.CreateVersion7(receivedAt),
        NumberKey = numberKey,
        Carrier = Carrier!,
        TrackingNumber = TrackingNumber!,
        Source = Source,
        EventId = EventId,
        Status = Status,
        Detail = Detail,
        Blame = Blame,
        Code = Code,
        SignedBy = SignedBy,
        OccurredAt = OccurredAt,
        ReceivedAt = receivedAt,
        Location = Location,
        Description = Description,
        RawStatus = RawStatus,
        Raw = Raw,
        EstimatedDelivery = EstimatedDelivery,
    };
}

/// <summary>What a scan must be, wherever it comes from.</summary>
static partial class ScanRules
{
    /// <summary>The oldest time that anything can have happened at.</summary>
    public static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far ahead clocks and time zones of others may be.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    [GeneratedRegex("^[a-z0-9_-]{2,40}\\z")]
    public static partial Regex Carrier { get; }

    [GeneratedRegex("^[a-z0-9_]{1,40}\\z")]
    private static partial Regex Detail { get; }

    [GeneratedRegex("^[a-z0-9:_-]{1,60}\\z")]
    private static partial Regex Source { get; }

    /// <summary>Puts the rules to a scan.</summary>
    /// <param name="input">As it was told.</param>
    /// <param name="source">Who tells it.</param>
    /// <param name="now">The time of now.</param>
    /// <param name="foreign">Whether a word that is no status of ours is kept as it came, as <c>unknown</c>, instead of being an error.</param>
    /// <param name="errors">What is wrong, by field.</param>
    /// <returns>Null where something is wrong.</returns>
    public static CheckedScan? Check(ScanInput input, string source, DateTimeOffset now, bool foreign, Errors errors)
    {
        errors.Text("eventId", input.EventId, Limits.EventId, required: true);
        errors.Text("location", input.Location, Limits.Location);
        errors.Text("description", input.Description, Limits.Description, multiline: true);
        CheckTime(errors, "occurredAt", input.OccurredAt, now, required: true);
        CheckSource(errors, source);

        var status = Word.Parse<PackageStatus>(input.Status);
        if (status is null && (!foreign || string.IsNullOrEmpty(input.Status)))
            errors.Add("status", input.Status is null ? "The status is missing." : $"'{Shown(input.Status)}' is no status of a package. It is one of {string.Join(", ", Word.All<PackageStatus>())}.");
        else if (status is null)
            errors.Text("status", input.Status, Limits.RawStatus);

        // A foreign source's finer word that is none, or that belongs to another status, is dropped: its status still counts.
        var detail = foreign && input.Detail is { } word && !(Detail.IsMatch(word) && Fits(status, word)) ? null : input.Detail;
        CheckDetail(errors, status, detail);

        // The same of a foreign source's estimate that can be none.
        var estimate = foreign && !IsEstimate(input.EstimatedDelivery, now) ? null : input.EstimatedDelivery;
        CheckEstimate(errors, "estimatedDelivery", estimate, now);

        if (!errors.IsEmpty)
            return null;
        return new CheckedScan
        {
            Source = source,
            EventId = input.EventId!,
            Status = status ?? PackageStatus.Unknown,
            Detail = detail,
            OccurredAt = Precise(input.OccurredAt!.Value),
            Location = Blank(input.Location),
            Description = Blank(input.Description),
            RawStatus = status is null ? input.Status : null,
            EstimatedDelivery = estimate is { } day ? Precise(day) : null,
        };
    }

    /// <summary>Who says something. Some names are ours alone.</summary>
    public static void CheckSource(Errors errors, string source)
    {
        if (!Source.IsMatch(source) || source is Scan.Operator or Scan.Clock)
            errors.Add("source", $"A source is {Source}, and neither '{Scan.Operator}', whose corrections have a route of their own, nor '{Scan.Clock}', which is us.");
    }

    /// <summary>A finer word: it becomes a word of a routing key, and does not contradict its status. One that we do not know is taken.</summary>
    public static void CheckDetail(Errors errors, PackageStatus? status, string? detail)
    {
        if (detail is not null && !Detail.IsMatch(detail))
            errors.Add("detail", "A detail is 1–40 of a–z, 0–9 and _.");
        else if (detail is not null && !Fits(status, detail))
            errors.Add("detail", $"'{detail}' is a detail of {string.Join(", ", Details.Contradicting(status!.Value, detail).Select(s => s.ToWord()))}, not of {status.Value.ToWord()}.{Known(status.Value)}");
    }

    static bool Fits(PackageStatus? status, string detail) => status is not { } known || !Details.Contradicting(known, detail).Any();

    static string Known(PackageStatus status) => Details.Of(status) is { Count: > 0 } words ? $" Its own are {string.Join(", ", words)}." : "";

    /// <summary>A time of the past, or of the next 24 h.</summary>
    public static void CheckTime(Errors errors, string field, DateTimeOffset? value, DateTimeOffset now, bool required = false)
    {
        if (value is null && required)
            errors.Add(field, "The time is missing.");
        else if (value < Earliest)
            errors.Add(field, "The time is before 2000.");
        else if (value > now + Ahead)
            errors.Add(field, "The time is more than 24 h ahead.");
    }

    /// <summary>A day of delivery: 2000 or later, at most 10 years ahead.</summary>
    public static void CheckEstimate(Errors errors, string field, DateTimeOffset? value, DateTimeOffset now)
    {
        if (value < Earliest)
            errors.Add(field, "The estimate is before 2000.");
        else if (value > now.AddYears(10))
            errors.Add(field, "The estimate is more than 10 years ahead.");
    }

    /// <summary>Whether a carrier's estimate is one that can be meant.</summary>
    public static bool IsEstimate(DateTimeOffset? value, DateTimeOffset now)
    {
        var errors = new Errors();
        CheckEstimate(errors, "estimatedDelivery", value, now);
        return errors.IsEmpty;
    }

    /// <summary>A carrier and its number.</summary>
    public static void CheckNumber(Errors errors, string? carrier, string? trackingNumber)
    {
        if (carrier is null || !Carrier.IsMatch(carrier))
            errors.Add("carrier", "A carrier is 2–40 of a–z, 0–9, _ and -.");
        errors.Text("trackingNumber", trackingNumber, Limits.TrackingNumber, required: true);
    }

    /// <summary>The precision that every database keeps, so that a scan sorts after a restart as it did before.</summary>
    public static DateTimeOffset Precise(DateTimeOffset value) => new(value.UtcTicks - value.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}

/// <summary>What is wrong with an input, by field.</summary>
sealed class Errors
{
    readonly Dictionary<string, List<string>> _byField = new(StringComparer.Ordinal);

    public bool IsEmpty => _byField.Count == 0;

    public void Add(string field, string message)
    {
        if (!_byField.TryGetValue(field, out var messages))
            _byField[field] = messages = [];
        messages.Add(message);
    }

    /// <summary>A text that every database can hold and every page can show.</summary>
    public void Text(string field, string? value, int length, bool required = false, bool multiline = false)
    {
        if (value is null)
        {
            if (required)
                Add(field, "It is missing.");
        }
        else if (required && (value.Length == 0 || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])))
            Add(field, "It must not be empty, nor begin or end with white space.");
        else if (value.Length > length)
            Add(field, $"It is longer than {length} characters.");
        else if (value.Any(c => char.IsControl(c) && !(multiline && c is '\n' or '\r' or '\t')))
            Add(field, "It holds a control character.");
    }

    public Dictionary<string, string[]> ToDictionary() => _byField.ToDictionary(p => p.Key, p => p.Value.ToArray());

    public override string ToString() => string.Join(" ", _byField.Select(p => $"{p.Key}: {string.Join(" ", p.Value)}"));
}
