using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.StockStatus;

namespace StatusTracking.Inventory.Domain;

/// <summary>One SKU of an order's reservation.</summary>
sealed class ReservationLine
{
    ReservationLine() => Sku = "";

    public ReservationLine(string sku, int quantity)
    {
        Sku = sku;
        Quantity = quantity;
    }

    public Guid ReservationId { get; private set; }

    public string Sku { get; private set; }

    /// <summary>What the order wants.</summary>
    public int Quantity { get; private set; }

    /// <summary>What lies on the shelf for it: promised, not yet gone.</summary>
    public int Held { get; set; }

    /// <summary>What can be sold to others again, of what was committed.</summary>
    public int GivenBack { get; set; }
}

/// <summary>The reservation of an order's lines: all of them or nothing.</summary>
sealed class Reservation : Subject<StockStatus>
{
    static readonly Transitions<StockStatus> Moves = new()
    {
        { Requested, Reserved, Backordered, Rejected, Released },
        { Backordered, Reserved, Released },
        { Reserved, Committed, Released },
        { Committed, PartiallyRestocked, Restocked, WrittenOff },
        { PartiallyRestocked, Restocked, WrittenOff },
    };

    readonly List<ReservationLine> _lines = [];

    /// <summary>Which lines a change is about, where it is not all of them; by the change's sequence.</summary>
    readonly Dictionary<long, IReadOnlyList<SkuQuantity>> _about = [];

    Guid _orderId;
    IReadOnlyList<SkuQuantity>? _missing;

    Reservation()
    {
    }

    /// <summary>Asks for an order's lines. A SKU on several lines is one wish for their sum.</summary>
    public Reservation(Guid id, Guid orderId, IEnumerable<SkuQuantity> lines, Occasion occasion)
    {
        Id = id;
        _orderId = orderId;
        _lines.AddRange(Sum(lines).Select(l => new ReservationLine(l.Sku, l.Quantity)));
        Begin(Requested, occasion);
    }

    public override Guid OrderId => _orderId;

    public override string SubjectWord => Subjects.Stock;

    public IReadOnlyList<ReservationLine> Lines => _lines;

    protected override Transitions<StockStatus> Legal => Moves;

    bool WasCommitted => Status is Committed or PartiallyRestocked or Restocked or WrittenOff;

    IEnumerable<SkuQuantity> Wanted => _lines.Select(l => new SkuQuantity(l.Sku, l.Quantity));

    /// <summary>Adds up the quantities of each SKU, in the order in which shelves are locked.</summary>
    public static IReadOnlyList<SkuQuantity> Sum(IEnumerable<SkuQuantity> lines) =>
        [.. lines
            .GroupBy(l => l.Sku, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new SkuQuantity(g.Key, (int)Math.Min(int.MaxValue, g.Sum(l => (long)l.Quantity))))];

    /// <summary>
    /// Takes all lines from the shelf, or waits for them where each short SKU allows that, or is rejected. A reservation that waits
    /// already goes on waiting where it still does not fit.
    /// </summary>
    /// <param name="shelf">What there is.</param>
    /// <param name="waitsSince">Since when it waits: what it gets, it got no earlier, though the pieces may have come before it began to.</param>
    public void Take(Shelf shelf, DateTimeOffset? waitsSince = null)
    {
        if (Status is not (Requested or Backordered))
            return;
        _missing = shelf.Missing(Wanted);
        if (_missing.Count == 0)
        {
            foreach (var line in _lines)
            {
                shelf.Reserve(line.Sku, line.Quantity, new(OrderId));
                line.Held = line.Quantity;
            }

            Move(StockStatus.Reserved, waitsSince > shelf.Occasion.OccurredAt ? shelf.Occasion with { OccurredAt = waitsSince.Value } : shelf.Occasion);
        }
        else if (Status == Requested)
        {
            var canWait = _missing.All(m => shelf.Knows(m.Sku, out var item) && item.AllowBackorder);
            Move(canWait ? Backordered : Rejected, shelf.Occasion, reason: string.Join(" ", _missing.Select(m => Explain(m, shelf))));
        }
    }

    /// <summary>The order is asked for again: it ended before its lines were asked for, and that stands.</summary>
    public void Ask(Occasion occasion)
    {
        if (Status == Released && Sequence == 2)
            Ignore(Requested, new StatusChange { To = Requested.ToWord(), Sequence = 0, Occasion = occasion }, $"The order had ended before its stock was asked for: {Reason}");
    }

    /// <summary>The order is confirmed: its pieces are sold. Where nothing is promised to it any more, that is noted and ignored.</summary>
    public void Commit(Occasion occasion)
    {
        if (!WasCommitted)
            Move(Committed, occasion);
    }

    /// <summary>
    /// The order has ended. What is promised to it goes back; of a committed order only where no package was made yet, for each package says
    /// itself whether it was stopped or had left already.
    /// </summary>
    public void End(string orderStatus, bool hasPackages, Shelf shelf)
    {
        var reason = $"The order is {orderStatus}.";
        if (Status is Requested or Backordered or StockStatus.Reserved)
        {
            GiveBackHeld(shelf, new(OrderId));
            Move(Released, shelf.Occasion, reason: reason);
        }
        else if (!hasPackages)
        {
            var held = GiveBackHeld(shelf, new(OrderId));
            GivenBack(held, shelf.Occasion, reason);
        }
    }

    /// <summary>A package was made: the order is confirmed.</summary>
    public void Pack(Shelf shelf) => CommitFor(shelf);

    /// <summary>A package was made in place of another one: its pieces are promised as far as there are any.</summary>
    public void Replace(Guid packageId, IEnumerable<SkuQuantity> contents, Shelf shelf)
    {
        CommitFor(shelf);
        foreach (var (sku, quantity) in Sum(contents))
            if (Line(sku) is { } line)
                line.Held += shelf.ReserveUpTo(sku, quantity, new(OrderId, packageId));
    }

    /// <summary>A package left with the carrier.</summary>
    public void Ship(Guid packageId, IEnumerable<SkuQuantity> contents, Shelf shelf)
    {
        CommitFor(shelf);
        foreach (var (sku, quantity) in Sum(contents))
        {
            var promised = TakeHeld(sku, quantity);
            shelf.Ship(sku, promised, quantity - promised, new(OrderId, packageId));
        }
    }

    /// <summary>A package was stopped before it left: its pieces can be sold again.</summary>
    public void Unpack(Guid packageId, IEnumerable<SkuQuantity> contents, Shelf shelf)
    {
        CommitFor(shelf);
        List<SkuQuantity> freed = [];
        foreach (var (sku, quantity) in Sum(contents))
        {
            var promised = TakeHeld(sku, quantity);
            shelf.Release(sku, promised, new(OrderId, packageId));
            if (promised > 0)
                freed.Add(new(sku, promised));
        }

        GivenBack(freed, shelf.Occasion, "The package was cancelled.");
    }

    /// <summary>A package that had left came back.</summary>
    public void Restock(Guid packageId, IEnumerable<SkuQuantity> contents, Shelf shelf)
    {
        var back = Sum(contents);
        foreach (var (sku, quantity) in back)
            shelf.Restock(sku, quantity, new(OrderId, packageId));
        GivenBack(back, shelf.Occasion, "The package came back.");
    }

    /// <summary>A package is lost or was disposed of; what was not yet seen to leave is taken out of the books.</summary>
    public void WriteOff(Guid packageId, IEnumerable<SkuQuantity> contents, bool hadLeft, string packageStatus, Shelf shelf)
    {
        CommitFor(shelf);
        var gone = Sum(contents);
        if (!hadLeft)
            foreach (var (sku, quantity) in gone)
                shelf.WriteOff(sku, TakeHeld(sku, quantity), new(OrderId, packageId));
        MoveAbout(gone, WrittenOff, shelf.Occasion, $"The package is {packageStatus}.");
    }

    public override StatusChanged ToMessage(StatusChange change) => new StockStatusChanged
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
        Lines = _about.GetValueOrDefault(change.Sequence) ?? [.. Wanted],
        Missing = Word.Parse<StockStatus>(change.To) is Rejected or Backordered ? _missing : null,
    };

    static string Explain(SkuQuantity missing, Shelf shelf) => shelf.Knows(missing.Sku, out _)
        ? $"{missing.Sku} is short of {missing.Quantity}."
        : $"{missing.Sku} is not a SKU that we know ({missing.Quantity} wanted).";

    /// <summary>A package says that the order was confirmed, also where that is yet to be heard.</summary>
    void CommitFor(Shelf shelf)
    {
        if (Status == StockStatus.Reserved)
            Move(Committed, shelf.Occasion);
    }

    ReservationLine? Line(string sku) => _lines.Find(l => l.Sku == sku);

    int TakeHeld(string sku, int quantity)
    {
        if (Line(sku) is not { } line)
            return 0;
        var promised = Math.Min(line.Held, quantity);
        line.Held -= promised;
        return promised;
    }

    List<SkuQuantity> GiveBackHeld(Shelf shelf, Cause cause)
    {
        List<SkuQuantity> given = [];
        foreach (var line in _lines.Where(l => l.Held > 0))
        {
            shelf.Release(line.Sku, line.Held, cause);
            given.Add(new(line.Sku, line.Held));
            line.Held = 0;
        }

        return given;
    }

    void GivenBack(IReadOnlyList<SkuQuantity> given, Occasion occasion, string reason)
    {
        if (given.Count == 0)
            return;
        foreach (var (sku, quantity) in given)
            if (Line(sku) is { } line)
                line.GivenBack = Math.Min(line.Quantity, line.GivenBack + quantity);
        MoveAbout(given, _lines.TrueForAll(l => l.GivenBack == l.Quantity) ? Restocked : PartiallyRestocked, occasion, reason);
    }

    void MoveAbout(IReadOnlyList<SkuQuantity> lines, StockStatus to, Occasion occasion, string reason)
    {
        if (Move(to, occasion, reason: reason))
            _about[Sequence] = lines;
    }
}
