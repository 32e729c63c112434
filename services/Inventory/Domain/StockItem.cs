namespace StatusTracking.Inventory.Domain;

/// <summary>How much of a SKU can still be sold.</summary>
enum StockLevel { Plenty, Low, Out }

/// <summary>
/// One SKU on the shelf. <see cref="OnHand"/> counts the physical pieces; those promised to orders are among them, from the reservation
/// until they leave: on the carrier's first sign that it has the package, or when they are written off. Committing an order therefore
/// moves no number: its pieces still lie on the shelf, and a stock-taking counts them.
/// </summary>
sealed class StockItem
{
    /// <summary>What a SKU looks like.</summary>
    public const string SkuPattern = @"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z";

    /// <summary>More pieces than any shop has, and few enough that sums stay small.</summary>
    public const int MostPieces = 1_000_000_000;

    StockItem() => (Sku, SearchText) = ("", "");

    public StockItem(string sku, TimeProvider time)
    {
        Sku = sku;
        SearchText = sku.ToLowerInvariant();
        Id = Guid.CreateVersion7(time.GetUtcNow());
    }

    public string Sku { get; private set; }

    /// <summary>The subject's id in this SKU's signals.</summary>
    public Guid Id { get; private set; }

    public string? Name { get; private set; }

    /// <summary>SKU and name in lower case: what a search looks into, the same on every database.</summary>
    public string SearchText { get; private set; }

    public int OnHand { get; private set; }

    public int Reserved { get; private set; }

    public int LowAt { get; private set; }

    public bool AllowBackorder { get; private set; }

    /// <summary>Written first by every transaction that means to change the row: that is the row's lock.</summary>
    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public int Available => OnHand - Reserved;

    public StockLevel Level => Available <= 0 ? StockLevel.Out : Available <= LowAt ? StockLevel.Low : StockLevel.Plenty;

    public void Describe(string? name, int lowAt, bool allowBackorder, DateTimeOffset at)
    {
        UpdatedAt = at;
        Name = name;
        SearchText = $"{Sku} {name}".ToLowerInvariant();
        LowAt = lowAt;
        AllowBackorder = allowBackorder;
    }

    /// <exception cref="InvalidOperationException">More would be promised than is there: a rule above this one was broken.</exception>
    public void Apply(Movement movement)
    {
        var onHand = checked(OnHand + movement.OnHandChange);
        var reserved = Reserved + movement.ReservedChange;
        if (reserved < 0 || onHand < reserved)
            throw new InvalidOperationException($"{movement.Kind} of {Sku} would leave {onHand} on hand and {reserved} reserved.");
        OnHand = onHand;
        Reserved = reserved;
        UpdatedAt = movement.RecordedAt;
    }
}
