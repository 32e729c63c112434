namespace StatusTracking.Messaging;

/// <summary>An order whose people were erased. Kept for good: a message of before may come at any time, and must not bring them back.</summary>
public sealed class ErasedOrder
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>By the database's clock.</summary>
    public required DateTimeOffset ErasedAt { get; init; }
}
