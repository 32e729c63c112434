namespace StatusTracking.Inventory.Domain;

/// <summary>Why a level moved.</summary>
enum MovementKind
{
    /// <summary>Someone counted the shelf (<c>PUT /stock/{sku}</c>).</summary>
    Counted,

    /// <summary>Promised to an order.</summary>
    Reserved,

    /// <summary>No longer promised; the pieces never left.</summary>
    Released,

    /// <summary>Left with the carrier.</summary>
    Shipped,

    /// <summary>Came back with a package.</summary>
    Restocked,

    /// <summary>Lost or disposed of before they were seen to leave.</summary>
    WrittenOff,

    /// <summary>The sum of what was before, whose lines were kept long enough.</summary>
    CarriedForward,
}

/// <summary>What moved a level: an order, one of its packages, or a count.</summary>
readonly record struct Cause(Guid? OrderId = null, Guid? PackageId = null, string? Note = null);

/// <summary>
/// One line of the ledger. The sum of a SKU's movements is its level, also after old ones were folded into one.
/// </summary>
sealed class Movement
{
    Movement() => Sku = "";

    public Movement(MovementKind kind, string sku, int onHandChange, int reservedChange, Cause cause, DateTimeOffset recordedAt)
    {
        Kind = kind;
        Sku = sku;
        OnHandChange = onHandChange;
        ReservedChange = reservedChange;
        OrderId = cause.OrderId;
        PackageId = cause.PackageId;
        Note = cause.Note;
        RecordedAt = recordedAt;
    }

    /// <summary>The place in the ledger.</summary>
    public long Id { get; private set; }

    public string Sku { get; private set; }

    public MovementKind Kind { get; private set; }

    public int OnHandChange { get; private set; }

    public int ReservedChange { get; private set; }

    public Guid? OrderId { get; private set; }

    public Guid? PackageId { get; private set; }

    public string? Note { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>Takes the place of lines before it, and holds their sum from now on.</summary>
    public void CarryForward(IReadOnlyList<Movement> before)
    {
        Kind = MovementKind.CarriedForward;
        OnHandChange += before.Sum(m => m.OnHandChange);
        ReservedChange += before.Sum(m => m.ReservedChange);
        (OrderId, PackageId, Note) = (null, null, null);
    }
}
