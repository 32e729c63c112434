using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Tests;

/// <summary>What the other services would say of an order.</summary>
sealed class Others(Changes package)
{
    public const string PaymentToken = "tok_secret_4711_of_the_buyer";

    public Guid OrderId => package.OrderId;

    public string Token { get; } = $"ord_{Guid.NewGuid():N}";

    public Guid PaymentId { get; } = Guid.CreateVersion7();

    public Guid NotificationId { get; } = Guid.CreateVersion7();

    public OrderStatusChanged Order(OrderStatus to, long sequence, DateTimeOffset at, OrderStatus? from = null) => new()
    {
        SubjectId = OrderId,
        OrderId = OrderId,
        From = from?.ToWord(),
        To = to.ToWord(),
        OccurredAt = at,
        RecordedAt = at,
        Sequence = sequence,
        Payment = to is OrderStatus.AwaitingPayment ? new(25, "EUR", "card", PaymentToken) : null,
        Order = new()
        {
            Number = "ST-7F3K-2M9Q",
            Reference = "SHOP-1001",
            Customer = package.Customer,
            Recipient = package.Recipient,
            ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
            Currency = "EUR",
            Total = 25,
            Lines = [new("MUG-01", "Mug", 2, 12.5m, null)],
            PlacedAt = at,
            TrackingUrl = $"http://localhost:8080/track/{Token}",
        },
    };

    public PaymentStatusChanged Payment(PaymentStatus to, long sequence, DateTimeOffset at, PaymentStatus? from = null) => new()
    {
        SubjectId = PaymentId,
        OrderId = OrderId,
        From = from?.ToWord(),
        To = to.ToWord(),
        OccurredAt = at,
        RecordedAt = at,
        Sequence = sequence,
        Amount = 25,
        Currency = "EUR",
        Method = "card",
    };

    public StockStatusChanged Stock(StockStatus to, long sequence, DateTimeOffset at, StockStatus? from = null) => new()
    {
        SubjectId = OrderId,
        OrderId = OrderId,
        From = from?.ToWord(),
        To = to.ToWord(),
        OccurredAt = at,
        RecordedAt = at,
        Sequence = sequence,
        Lines = [new("MUG-01", 2)],
    };

    public NotificationStatusChanged Notification(NotificationStatus to, long sequence, DateTimeOffset at) => new()
    {
        SubjectId = NotificationId,
        OrderId = OrderId,
        To = to.ToWord(),
        OccurredAt = at,
        RecordedAt = at,
        Sequence = sequence,
        Channel = "email",
        Kind = "shipped",
        About = package.PackageId,
        Recipient = "a…@example.org",
    };
}
