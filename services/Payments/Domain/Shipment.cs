namespace StatusTracking.Payments.Domain;

/// <summary>Where a package is, as far as money cares.</summary>
enum ShipmentState
{
    /// <summary>Made, and not seen to leave: it may still be stopped.</summary>
    Packed,

    /// <summary>With the carrier, or delivered.</summary>
    OnTheWay,

    /// <summary>Cancelled before it left.</summary>
    Stopped,

    /// <summary>Lost, or disposed of.</summary>
    Gone,

    /// <summary>Returned.</summary>
    Back,
}

/// <summary>A package of the order, and what its contents cost.</summary>
sealed class Shipment
{
    Shipment()
    {
    }

    public Shipment(Guid id, Guid orderId)
    {
        Id = id;
        OrderId = orderId;
    }

    public Guid Id { get; private set; }

    public Guid OrderId { get; private set; }

    public decimal Value { get; private set; }

    public ShipmentState State { get; private set; }

    /// <summary>Goes on to a later state; what was told already, or comes after the end, changes nothing.</summary>
    /// <returns>Whether it did.</returns>
    public bool Go(ShipmentState to, decimal value)
    {
        if (to <= State)
            return false;
        (State, Value) = (to, value);
        return true;
    }
}
