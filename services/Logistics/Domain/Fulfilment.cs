namespace StatusTracking.Logistics;

/// <summary>
/// What Logistics knows of an order: that it was confirmed, or that it has ended. Whichever is heard first makes the row and the other one
/// changes it, so that an order which ended gets no package, in whatever order, and in how many processes, the two are heard.
/// </summary>
sealed class Fulfilment
{
    Fulfilment() { }

    public Fulfilment(Guid orderId) => OrderId = orderId;

    public Guid OrderId { get; private set; }

    public bool IsConfirmed { get; private set; }

    /// <summary>Why nothing more is sent: the order's last status; null while it goes on.</summary>
    public string? Ended { get; private set; }

    /// <summary>A concurrency token.</summary>
    public int Version { get; private set; }

    /// <returns>Whether the order's package is to be made now.</returns>
    public bool Confirm()
    {
        if (IsConfirmed)
            return false;
        IsConfirmed = true;
        Version++;
        return Ended is null;
    }

    /// <returns>Whether its packages are to be called off now.</returns>
    public bool End(string status)
    {
        if (Ended is not null)
            return false;
        Ended = status;
        Version++;
        return true;
    }
}
