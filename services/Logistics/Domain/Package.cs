using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>One physical parcel. Its status follows from its scans; see <see cref="Fold"/>.</summary>
sealed partial class Package : Subject<PackageStatus>, ISearched
{
    /// <summary>The reason of a change that an older scan caused.</summary>
    public const string LateScan = "late_scan";

    /// <summary>The reason of a change that says nothing but that the label is a new one.</summary>
    public const string Labelled = "labelled";

    /// <summary>So many of an id's last digits are what people call a package by, who see no more of it.</summary>
    const int ShortId = 8;

    bool _termsChanged;

    Package() { }

    /// <summary>A new package. Its changes tell everyone what is in it and where it goes.</summary>
    public Package(Guid id, Guid orderId, Shipment shipment, IReadOnlyList<PackageLine> lines, Uri publicUrl, Occasion occasion, Guid? replaces = null, string? reason = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(lines.Count);
        Id = id;
        OrderId = orderId;
        Shipment = shipment;
        Lines = [.. lines];
        Replaces = replaces;
        TrackingUrl = TrackingLink.New(publicUrl);
        _termsChanged = true;
        Begin(PackageStatus.Created, occasion, reason: reason);
    }

    /// <inheritdoc/>
    public override Guid OrderId { get; }

    /// <inheritdoc/>
    public override string SubjectWord => Subjects.Package;

    /// <inheritdoc/>
    protected override Transitions<PackageStatus> Legal => PackageMoves.Legal;

    /// <summary>Whom it goes to.</summary>
    public Shipment Shipment { get; private set; } = null!;

    public List<PackageLine> Lines { get; private set; } = [];

    public string? Carrier { get; private set; }

    /// <summary>As it stands on the label.</summary>
    public string? TrackingNumber { get; private set; }

    /// <summary>The number without spaces, in capitals: what numbers are compared by.</summary>
    public string? TrackingNumberKey { get; private set; }

    /// <summary>Whether the number has its carrier's format; null where we do not know the carrier's formats, or before the label.</summary>
    public bool? TrackingNumberValid { get; private set; }

    /// <summary>When the label was made; null before it.</summary>
    public DateTimeOffset? LabelledAt { get; private set; }

    /// <summary>When we called it off; no scan counts after that.</summary>
    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>Our page of the package, by a random token.</summary>
    public string TrackingUrl { get; private set; } = "";

    /// <summary>The package that did not arrive and that this one is sent for.</summary>
    public Guid? Replaces { get; private set; }

    /// <summary>The package that is sent because this one did not arrive.</summary>
    public Guid? ReplacedBy { get; private set; }

    /// <summary>The time of the newest scan, applied or not; null while there is none, <see cref="Scan.BeforeAll"/> where only our clock spoke.</summary>
    public DateTimeOffset? LastScanAt { get; private set; }

    /// <summary>The time of the newest scan of others; null while there is none.</summary>
    public DateTimeOffset? ScannedAt => LastScanAt == Scan.BeforeAll ? null : LastScanAt;

    /// <summary>
    /// When its tracking number last spoke of it, as far as we know: by its newest scan or by its cancellation, whichever is later; without
    /// either, when it last changed.
    /// </summary>
    public DateTimeOffset NumberUsedUntil => (ScannedAt, CancelledAt) switch
    {
        ({ } scanned, { } cancelled) => scanned > cancelled ? scanned : cancelled,
        ({ } scanned, null) => scanned,
        (null, { } cancelled) => cancelled,
        _ => UpdatedAt,
    };

    /// <summary>After so many hours without a scan it counts as silent, as its carrier's pauses teach; null while they do not.</summary>
    public int? SilentAfterHours { get; private set; }

    /// <summary>Takes what is known of its carrier when it is labelled or scanned. It is told with the next change.</summary>
    public void ExpectScanWithin(TimeSpan? silentAfter) => SilentAfterHours = silentAfter is { } span ? (int)Math.Ceiling(span.TotalHours) : null;

    /// <summary>Number of scans recorded. Changes with each, so that two that are recorded at once collide on the version.</summary>
    public int ScanCount { get; private set; }

    /// <summary>Where the fold starts: what is ours and no scan.</summary>
    public PackageStatus Start =>
        CancelledAt is not null ? PackageStatus.Cancelled
        : LabelledAt is not null ? PackageStatus.LabelCreated
        : PackageStatus.Created;

    /// <summary>Whether it is not with the carrier yet.</summary>
    public bool IsBeforePickUp => Status.IsBeforePickUp();

    /// <summary>
    /// Puts a label on it, or another one. With its first label it may be anywhere (the carrier's scans can be faster); another one
    /// comes only before pick-up: see <see cref="CanBeLabelled"/>.
    /// </summary>
    /// <param name="history">All scans so far.</param>
    public void Label(string carrier, string trackingNumber, DateTimeOffset? estimatedDelivery, Occasion occasion, IReadOnlyList<Scan> history)
    {
        if (!CanBeLabelled)
            throw new InvalidOperationException($"Package {Id} is {Status.ToWord()} and labelled.");

        var before = Fold.Of(Start, history);
        Carrier = carrier;
        TrackingNumber = trackingNumber;
        TrackingNumberKey = Logistics.TrackingNumber.Normalise(trackingNumber);
        _termsChanged = true;
        TrackingNumberValid = TrackingNumberFormats.IsValid(carrier, TrackingNumberKey);
        EstimateByLabel(estimatedDelivery, occasion);
        LabelledAt = occasion.OccurredAt;
        var course = CourseOf(history);
        var change = new StatusChange { To = PackageStatus.LabelCreated.ToWord(), Sequence = 0, Occasion = occasion, Impossible = course.Contradiction(occasion)?.ToWord() };

        // A label is told with the status that the package has when the table has no move for it: the number and the estimate are news.
        if (IsBeforePickUp && CanMove(PackageStatus.LabelCreated))
            Move(PackageStatus.LabelCreated, change);
        else if (IsBeforePickUp)
            Restate(Status, change with { Reason = Labelled });
        else
            Restate(Status, change with { Detail = Detail, Reason = Labelled, Late = true });

        Follow(before, Fold.Of(Start, history), course, occasion.RecordedAt, reason: null);
    }

    /// <summary>Whether it can have a (new) label.</summary>
    public bool CanBeLabelled => CancelledAt is null && Status != PackageStatus.Cancelled && (IsBeforePickUp || LabelledAt is null);

    /// <summary>Takes lines out, for another package. Only before pick-up, and something must stay.</summary>
    public void TakeOut(IReadOnlyList<PackageLine> lines)
    {
        if (!IsBeforePickUp)
            throw new InvalidOperationException($"Package {Id} is {Status.ToWord()}.");
        var taken = lines.ToDictionary(l => l.Sku, l => l.Quantity);
        List<PackageLine> rest = [.. Lines.Select(l => l with { Quantity = l.Quantity - taken.GetValueOrDefault(l.Sku) }).Where(l => l.Quantity != 0)];
        if (rest.Count == 0 || rest.Exists(l => l.Quantity < 0))
            throw new InvalidOperationException($"Package {Id} does not hold that much.");
        Lines = rest;
    }

    /// <summary>Calls it off. A package that was picked up goes on.</summary>
    /// <returns>Whether it is cancelled now.</returns>
    public bool Cancel(Occasion occasion, string? reason = null)
    {
        if (Status == PackageStatus.Cancelled)
        {
            CancelledAt ??= occasion.OccurredAt;
            return true;
        }

        if (!IsBeforePickUp)
            return false;
        CancelledAt = occasion.OccurredAt;
        return Move(PackageStatus.Cancelled, occasion, reason: reason);
    }

    /// <summary>Records that a cancellation was asked for and that the package goes on.</summary>
    public void RefuseToCancel(Occasion occasion) =>
        Ignore(PackageStatus.Cancelled, new StatusChange { To = PackageStatus.Cancelled.ToWord(), Sequence = Sequence, Occasion = occasion },
            $"The package is {Status.ToWord()}: it goes on.");

    /// <summary>Whether its lines can be sent again: it will not arrive, and nothing was sent for it yet.</summary>
    public bool CanBeReplaced => ReplacedBy is null && Status is (PackageStatus.Lost or PackageStatus.Disposed or PackageStatus.Returned);

    /// <summary>Sends its lines again.</summary>
    public Package Replace(Guid newId, Uri publicUrl, Occasion occasion, string? reason)
    {
        if (!CanBeReplaced)
            throw new InvalidOperationException($"Package {Id} is {Status.ToWord()}{(ReplacedBy is null ? "" : " and replaced")}.");
        ReplacedBy = newId;
        return new Package(newId, OrderId, Shipment, Lines, publicUrl, occasion, replaces: Id, reason);
    }

    /// <summary>Records that a replacement was asked for and that none is sent.</summary>
    public void RefuseToReplace(Occasion occasion) =>
        Ignore(PackageStatus.Created, new StatusChange { To = PackageStatus.Created.ToWord(), Sequence = Sequence, Occasion = occasion },
            ReplacedBy is { } other ? $"It was replaced by {other} already." : $"The package is {Status.ToWord()}: nothing is sent for it.");

    /// <inheritdoc/>
    public IReadOnlySet<string> SearchTerms()
    {
        var terms = new SearchTerms();
        terms.Add(Id);
        terms.Add(Id.ToString("N")[^ShortId..]);
        terms.Add(OrderId);
        terms.Add(Shipment.OrderNumber);
        terms.Add(Shipment.Reference);
        terms.Add(TrackingNumber);
        foreach (var person in new[] { Shipment.Customer, Shipment.Recipient })
        {
            terms.AddName(person?.Name);
            terms.Add(person?.Email);
            terms.AddPhone(person?.Phone);
        }

        return terms.All;
    }

    /// <inheritdoc/>
    public bool TakeTermsChanged()
    {
        var changed = _termsChanged;
        _termsChanged = false;
        return changed;
    }

    /// <summary>Whether it was forgotten whom it goes to.</summary>
    public bool IsErased => Shipment.Customer == Party.Of(Erasures.Nobody);

    /// <summary>Forgets whom it goes to, and everything of the address but the country.</summary>
    /// <returns>Whether that was known.</returns>
    public bool Erase()
    {
        if (IsErased)
            return false;
        Shipment = Shipment with { Customer = Party.Of(Erasures.Nobody), Recipient = null, Address = Destination.Of(Shipment.Address.ToAddress().Without()) };
        _termsChanged = true;
        return true;
    }

    /// <inheritdoc/>
    public override StatusChanged ToMessage(StatusChange change) => new PackageStatusChanged
    {
        SubjectId = Id,
        OrderId = OrderId,
        From = change.From,
        To = change.To,
        Detail = change.Detail,
        Reason = change.Reason,
        Late = change.Late,
        OccurredAt = change.Occasion.OccurredAt,
        RecordedAt = change.Occasion.RecordedAt,
        Sequence = change.Sequence,
        Location = change.Location,
        Description = change.Description,
        Blame = change.Blame,
        Impossible = change.Impossible,
        Package = Snapshot(),
    };

    PackageSnapshot Snapshot() => new()
    {
        OrderNumber = Shipment.OrderNumber,
        Carrier = Carrier,
        TrackingNumber = TrackingNumber,
        CarrierUrl = CarrierPages.Of(Carrier, TrackingNumberKey)?.AbsoluteUri,
        TrackingUrl = TrackingUrl,
        EstimatedDelivery = EstimatedDelivery,
        EstimateRevision = EstimateRevision,
        Lines = [.. Lines.Select(l => new SkuQuantity(l.Sku, l.Quantity))],
        Customer = Shipment.Customer.ToPerson(),
        Recipient = Shipment.Recipient?.ToPerson(),
        ShippingAddress = Shipment.Address.ToAddress(),
        LastScanAt = ScannedAt,
        SilentAfterHours = SilentAfterHours,
        Replaces = Replaces,
    };
}
