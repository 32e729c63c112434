using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Domain;

/// <summary>The little of an order that its recipient's page needs. Of the changes heard, the one with the highest sequence counts.</summary>
sealed class OrderOutline
{
    /// <summary>The order's id.</summary>
    public required Guid Id { get; init; }

    public string Number { get; private set; } = "";

    /// <summary>The random part of the address of its page; null while it has none.</summary>
    public string? Token { get; private set; }

    public string Status { get; private set; } = "";

    /// <summary>Also the concurrency token: two changes heard at once cannot overwrite one another.</summary>
    public long Sequence { get; private set; }

    public string FirstName { get; private set; } = "";

    public string City { get; private set; } = "";

    /// <summary>The buyer's, who is told of the order; null where they have none.</summary>
    public string? Email { get; private set; }

    /// <summary>The buyer's; null where they have none.</summary>
    public string? Phone { get; private set; }

    public string? Locale { get; private set; }

    public string? TimeZone { get; private set; }

    public DateTimeOffset PlacedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Forgets its people. What is heard later names none.</summary>
    public void Erase() => (FirstName, City, Email, Phone, Locale, TimeZone) = (Masked.FirstName(Erasures.Erased), Erasures.Erased, null, null, null, null);

    /// <summary>Takes a change in, unless a later one was heard before.</summary>
    public void Hear(OrderStatusChanged change)
    {
        if (change.Sequence <= Sequence)
            return;
        var order = change.Order;
        var reader = order.Recipient ?? order.Customer;
        Number = order.Number;
        Token = PageToken.Of(order.TrackingUrl);
        Status = change.To;
        Sequence = change.Sequence;
        FirstName = Masked.FirstName(reader.Name);
        City = order.ShippingAddress.City;
        Email = order.Customer.Email;
        Phone = order.Customer.Phone;
        Locale = reader.Locale;
        TimeZone = reader.TimeZone;
        PlacedAt = order.PlacedAt;
        UpdatedAt = change.RecordedAt;
    }
}
