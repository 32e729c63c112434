using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Sagas;

/// <summary>
/// What the saga of one package remembers. What it has heard adds up to the same whatever order it was heard in: of the status the
/// highest sequence counts, of times the latest, of alerts and promises the union.
/// </summary>
sealed class PackageState : SagaStateMachineInstance, ISagaVersion
{
    /// <summary>The package's id.</summary>
    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    /// <summary>The word of a package's status, or <c>ended</c>.</summary>
    public string State { get; set; } = "";

    public Guid OrderId { get; set; }

    /// <summary>The status of the highest sequence; kept when the saga has ended, and when the word is one that we do not know.</summary>
    public string Status { get; set; } = "";

    public string? Detail { get; set; }

    public long Sequence { get; set; }

    public DateTimeOffset StatusRecordedAt { get; set; }

    public DateTimeOffset HeardAt { get; set; }

    /// <summary>The package as the highest sequence showed it.</summary>
    public PackageSnapshot Package { get; set; } = null!;

    /// <summary>The random part of the address of its page; null while it has none.</summary>
    public string? Token { get; set; }

    /// <summary>Keys of the alerts that were told, or that gave way to a more specific one: none is due again. Sorted.</summary>
    public List<string> Said { get; set; } = [];

    /// <summary>
    /// Keys that any scan spoke of, late and ignored ones too: Notifications was given each, to be told or as superseded. The same for the
    /// same scans, in whatever order they came. Sorted.
    /// </summary>
    public List<string> Noted { get; set; } = [];

    /// <summary>Estimates, in UTC ticks, that were still ahead when they were recorded; sorted.</summary>
    public List<long> PromisedInTime { get; set; } = [];

    /// <summary>What was last signalled of its estimate.</summary>
    public Promise Promise { get; set; }

    /// <summary>Whether its silence was signalled and still lasts.</summary>
    public bool Silent { get; set; }

    public Guid? QuietToken { get; set; }

    public DateTimeOffset? QuietAt { get; set; }

    public Guid? OverdueToken { get; set; }

    public DateTimeOffset? OverdueAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What its clocks look at.</summary>
    public Journey Journey => new(
        KnownStatus, HeardAt, StatusRecordedAt, Package.EstimatedDelivery,
        Package.EstimatedDelivery is { } estimate && PromisedInTime.BinarySearch(estimate.UtcTicks) < 0)
    {
        SilentAfter = Package.SilentAfterHours is { } hours ? TimeSpan.FromHours(hours) : null,
    };

    public PackageStatus KnownStatus => Word.Parse<PackageStatus>(Status) ?? PackageStatus.Unknown;

    /// <summary>Takes a change in. The same one again changes nothing.</summary>
    /// <returns>
    /// The alerts to send for it: those that it makes due and that were not before, the less specific ones as giving way, and as superseded
    /// what it speaks of besides.
    /// </returns>
    public IReadOnlyList<DueAlert> Hear(PackageStatusChanged change)
    {
        HeardAt = Later(HeardAt, change.RecordedAt);
        if (change.Package.EstimatedDelivery is { } estimate && estimate > change.RecordedAt)
            PromisedInTime.AddSorted(estimate.UtcTicks);
        if (change.Sequence > Sequence)
            Follow(change);

        var due = change.Late ? [] : Consider(change);
        if (change.Reason != ScanReason.Labelled)
            due.AddRange(Note(change.From, change.To, change.Detail, change.OccurredAt));
        return due;
    }

    /// <summary>Takes in a scan that was recorded and not applied: it tells nobody, but the package is not silent.</summary>
    /// <returns>What it speaks of, as superseded.</returns>
    public IReadOnlyList<DueAlert> Hear(StatusChangeIgnored ignored)
    {
        HeardAt = Later(HeardAt, ignored.RecordedAt);
        return Note(ignored.From, ignored.To, ignored.Detail, ignored.OccurredAt);
    }

    /// <summary>Takes in that the estimate is another one. Of two the higher revision counts, be it told with a change or alone.</summary>
    /// <returns>Whether this said anything new.</returns>
    public bool Hear(PackageEstimateChanged change)
    {
        if (change.To is { } estimate && estimate > change.RecordedAt)
            PromisedInTime.AddSorted(estimate.UtcTicks);
        if (change.Revision <= (Package.EstimateRevision ?? 0))
            return false;
        Package = Package with { EstimatedDelivery = change.To, EstimateRevision = change.Revision };
        return true;
    }

    IReadOnlyList<DueAlert> Note(string? from, string to, string? detail, DateTimeOffset occurredAt) =>
        [.. Alerts.SpokenOf(from, to, detail, occurredAt, TimeZone).Where(key => Noted.AddSorted(key.ToString())).Select(key => new DueAlert(key, Superseded: true))];

    string? TimeZone => (Package.Recipient ?? Package.Customer).TimeZone;

    static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    void Follow(PackageStatusChanged change)
    {
        OrderId = change.OrderId;
        Status = change.To;
        Detail = change.Detail;
        Sequence = change.Sequence;
        StatusRecordedAt = change.RecordedAt;
        // Null only while nothing was heard yet.
        Package = Package is { EstimateRevision: { } known } && known > (change.Package.EstimateRevision ?? 0)
            ? change.Package with { EstimatedDelivery = Package.EstimatedDelivery, EstimateRevision = known }
            : change.Package;
        Token = PageToken.Of(change.Package.TrackingUrl);
        EndedAt = null;
    }

    /// <summary>Which of them a person is told depends on the rules of each channel, which Notifications holds: it gets them all.</summary>
    List<DueAlert> Consider(PackageStatusChanged change)
    {
        var due = new List<DueAlert>(2);
        var keys = Alerts.DueTo(change);
        foreach (var (rank, key) in keys.Index())
        {
            if (!Said.AddSorted(key.ToString()))
                continue;
            Noted.AddSorted(key.ToString());
            due.Add(rank == 0 ? new(key, Superseded: false) : new(key, Superseded: true, [.. keys.Take(rank).Select(k => k.Kind)]));
        }

        return due;
    }

    /// <summary>Notes that it is delayed since a moment.</summary>
    /// <returns>The alert to send, unless that day's was sent already.</returns>
    public AlertKey? TellDelay(DateTimeOffset since)
    {
        var key = AlertKey.OfDay(AlertKind.Delayed, since, TimeZone);
        return Said.AddSorted(key.ToString()) ? key : null;
    }

    /// <summary>Notes how the package stands after something was heard of it.</summary>
    /// <returns>The signal to publish, if that is news.</returns>
    public PackageSignalKind? StandsWhenHeard(Watch watch, DateTimeOffset now) =>
        Stands(watch.PromiseWhenHeard(Journey, Promise, now), Silent && watch.SilentAt(Journey) <= HeardAt);

    /// <summary>Notes how the package stands when the clock of its estimate looks at it.</summary>
    /// <returns>The signal to publish, if that is news.</returns>
    public PackageSignalKind? StandsWhenLookedAt(Watch watch, DateTimeOffset now) => Stands(watch.PromiseAt(Journey, Promise, now), Silent);

    /// <summary>Notes how the package stands now.</summary>
    /// <returns>The signal to publish, if that is news.</returns>
    public PackageSignalKind? Stands(Promise promise, bool silent)
    {
        var (promised, wasSilent) = (Promise, Silent);
        (Promise, Silent) = (promise, silent);

        if (silent && !wasSilent)
            return PackageSignalKind.Silent;
        if (promise != promised && promise is not Promise.Kept)
            return promise is Promise.Broken ? PackageSignalKind.Delayed : PackageSignalKind.AtRisk;

        var stood = wasSilent || promised is not Promise.Kept;
        var stands = silent || promise is not Promise.Kept;
        return stood && !stands && !WentWrong ? PackageSignalKind.Recovered : null;
    }

    /// <summary>Where nothing has recovered although the clocks have nothing more to say.</summary>
    bool WentWrong => KnownStatus is not PackageStatus.Delivered and not PackageStatus.AvailableForPickup
        && (Watch.IsOver(KnownStatus) || KnownStatus is PackageStatus.Returning);
}
