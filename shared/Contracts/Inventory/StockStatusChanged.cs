using System.Text.Json.Serialization;

namespace StatusTracking.Contracts;

/// <summary>The statuses of an order's reservation. Legal moves: <c>Inventory/Domain</c>.</summary>
public enum StockStatus { Requested, Reserved, Backordered, Rejected, Released, Committed, PartiallyRestocked, Restocked, WrittenOff }

/// <summary>An order's reservation changed its status. Owner: Inventory.</summary>
public sealed record StockStatusChanged : StatusChanged
{
    /// <inheritdoc/>
    public override string Subject => Subjects.Stock;

    /// <summary>What is reserved, committed or given back.</summary>
    public required IReadOnlyList<SkuQuantity> Lines { get; init; }

    /// <summary>What was missing, on <c>rejected</c> and <c>backordered</c>: SKU and missing pieces.</summary>
    public IReadOnlyList<SkuQuantity>? Missing { get; init; }

    /// <summary>The status as a value; null for a word that this version does not know.</summary>
    [JsonIgnore]
    public StockStatus? Status => Word.Parse<StockStatus>(To);
}

/// <summary>What a SKU's level says; not a status, and without a sequence.</summary>
public enum StockSignalKind { LowStock, OutOfStock, BackInStock }

/// <summary>A SKU crossed a level. Owner: Inventory. Key: <c>stock.low_stock.none</c> and so on.</summary>
public sealed record StockSignal : IStatusEvent
{
    /// <inheritdoc/>
    public string Subject => Subjects.Stock;

    /// <inheritdoc/>
    public required Guid SubjectId { get; init; }

    /// <inheritdoc/>
    public Guid OrderId => Guid.Empty;

    /// <summary>The word of a <see cref="StockSignalKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Which SKU.</summary>
    public required string Sku { get; init; }

    /// <summary>Pieces that can still be sold.</summary>
    public required int Available { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public string RoutingKey => Contracts.RoutingKey.For(Subject, Kind, null);
}
