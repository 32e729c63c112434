using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>
/// A carrier's number and the package that has it. A label and a scan of a number that is not known yet both change this row, so that of
/// two that happen at once one sees the other: no scan is left waiting for a label that is there.
/// </summary>
sealed class TrackingNumber
{
    TrackingNumber() { }

    public TrackingNumber(string carrier, string number)
    {
        Carrier = carrier;
        Number = Normalise(number);
        Key = KeyOf(carrier, number);
    }

    /// <summary>The carrier and the number.</summary>
    public string Key { get; private set; } = "";

    public string Carrier { get; private set; } = "";

    /// <summary>As numbers are compared: see <see cref="Normalise"/>.</summary>
    public string Number { get; private set; } = "";

    /// <summary>The package that had it last; null while scans wait for one.</summary>
    public Guid? PackageId { get; private set; }

    /// <summary>Since when a package has it that is not the first one: what happened before happened to a former one. Null for the first.</summary>
    public DateTimeOffset? HeldSince { get; private set; }

    /// <summary>A concurrency token.</summary>
    public int Version { get; private set; }

    /// <summary>How numbers are compared: without white space, in capitals.</summary>
    public static string Normalise(string number) => string.Concat(number.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    public static string KeyOf(string carrier, string number) => $"{carrier}/{Normalise(number)}";

    /// <summary>Gives it to a package. Whether the one that had it is done with it was asked before.</summary>
    /// <param name="packageId">The package.</param>
    /// <param name="since">Where another one had it: when that one's time with it ended. See <see cref="NumberHolders.Handover"/>.</param>
    public void GiveTo(Guid packageId, DateTimeOffset? since = null)
    {
        HeldSince = since ?? HeldSince;
        PackageId = packageId;
        Version++;
    }

    /// <summary>Whether what happened at a time happened to a former package.</summary>
    public bool WasFormerAt(DateTimeOffset occurredAt) => occurredAt < HeldSince;

    /// <summary>Takes it away from a package that has another label now.</summary>
    public void Release()
    {
        PackageId = null;
        Version++;
    }

    /// <summary>A scan waits for it.</summary>
    public void KeepWaiting() => Version++;
}

/// <summary>A scan of a number that no package has yet. It is recorded when the label comes.</summary>
sealed class WaitingScan
{
    public required Guid Id { get; init; }

    /// <summary><see cref="TrackingNumber.Key"/>.</summary>
    public required string NumberKey { get; init; }

    public required string Carrier { get; init; }

    public required string TrackingNumber { get; init; }

    public required string Source { get; init; }

    public required string EventId { get; init; }

    public required PackageStatus Status { get; init; }

    public string? Detail { get; init; }

    public Blame? Blame { get; init; }

    public string? Code { get; init; }

    public string? SignedBy { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? Location { get; init; }

    public string? Description { get; init; }

    public string? RawStatus { get; init; }

    public string? Raw { get; init; }

    public DateTimeOffset? EstimatedDelivery { get; init; }

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
}
