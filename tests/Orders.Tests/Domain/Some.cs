using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Tests.Domain;

/// <summary>An order, and the words of the other services about it.</summary>
static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly OrderPolicy Policy = new(ConfirmOn.Captured, TimeSpan.FromHours(24), TimeSpan.FromDays(14));

    public static Occasion At(double hours) => new(Noon.AddHours(hours), Noon.AddHours(hours));

    public static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    public static Order Order(decimal shipping = 0, decimal discount = 0) => new(new PlacedOrder
    {
        Id = Id(1),
        Number = "ST-7F3K-2M9Q",
        TrackingUrl = "http://localhost/track/abc",
        Customer = new Person("Ada Byron", "ada@example.org", "+4915112345678", "de", "Europe/Berlin"),
        ShippingAddress = new Address("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        Currency = "EUR",
        Lines =
        [
            new OrderLine { Sku = "MUG-01", Name = "Mug", Quantity = 2, UnitPrice = 12.50m },
            new OrderLine { Sku = "TEE-01", Name = "Tea", Quantity = 1, UnitPrice = 5m },
        ],
        Shipping = shipping,
        Discount = discount,
        PaymentMethod = "card",
        PaymentToken = "tok_ok",
    }, At(0));

    public static StockStatusChanged Stock(StockStatus to, long sequence = 2, params SkuQuantity[] missing) => new()
    {
        SubjectId = Id(2),
        OrderId = Id(1),
        To = to.ToWord(),
        OccurredAt = Noon,
        RecordedAt = Noon,
        Sequence = sequence,
        Lines = [new("MUG-01", 2), new("TEE-01", 1)],
        Missing = missing.Length == 0 ? null : missing,
    };

    public static PaymentStatusChanged Payment(PaymentStatus to, long sequence, int payment = 100, decimal amount = 30, decimal refunded = 0, string? reason = null) => new()
    {
        SubjectId = Id(payment),
        OrderId = Id(1),
        To = to.ToWord(),
        OccurredAt = Noon,
        RecordedAt = Noon,
        Sequence = sequence,
        Amount = amount,
        Refunded = refunded,
        Currency = "EUR",
        Method = "card",
        Reason = reason,
    };

    public static PackageStatusChanged Package(PackageStatus to, long sequence, int package = 200, int? replaces = null, params SkuQuantity[] lines) => new()
    {
        SubjectId = Id(package),
        OrderId = Id(1),
        To = to.ToWord(),
        OccurredAt = Noon,
        RecordedAt = Noon,
        Sequence = sequence,
        Package = new PackageSnapshot
        {
            OrderNumber = "ST-7F3K-2M9Q",
            Carrier = sequence > 1 ? "dhl" : null,
            TrackingNumber = sequence > 1 ? $"JD{package}" : null,
            Lines = lines.Length == 0 ? [new("MUG-01", 2), new("TEE-01", 1)] : lines,
            Customer = new Person("Ada Byron", "ada@example.org", null, null, null),
            ShippingAddress = new Address("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
            Replaces = replaces is { } id ? Id(id) : null,
        },
    };

    public static PackageSignal Signal(PackageSignalKind kind, double hours, int package = 200) => new()
    {
        SubjectId = Id(package),
        OrderId = Id(1),
        Kind = kind.ToWord(),
        OccurredAt = Noon.AddHours(hours),
        RecordedAt = Noon.AddHours(hours),
    };

    /// <summary>The order hears them one after the other, an hour apart.</summary>
    public static Order Hears(this Order order, params IStatusEvent[] said) => order.Hears(Policy, said);

    public static Order Hears(this Order order, OrderPolicy policy, params IStatusEvent[] said)
    {
        for (var i = 0; i < said.Length; i++)
        {
            _ = said[i] switch
            {
                StockStatusChanged stock => order.Hear(stock, policy, At(i)),
                PaymentStatusChanged payment => order.Hear(payment, policy, At(i)),
                PackageStatusChanged package => order.Hear(package, policy, At(i)),
                PackageSignal signal => order.Hear(signal, policy, At(i)),
                _ => throw new ArgumentException($"An order does not hear {said[i]}.", nameof(said)),
            };
        }

        return order;
    }

    public static Order Reserved() => Order().Hears(Stock(StockStatus.Reserved));

    public static Order Confirmed() => Reserved().Hears(Payment(PaymentStatus.Captured, 2));

    /// <summary>The statuses that the changes not yet saved went through, those ignored in brackets.</summary>
    public static string[] Published(this Order order) =>
        [.. order.TakeChanges().Select(change => change.Ignored ? $"({change.To})" : change.To)];
}
