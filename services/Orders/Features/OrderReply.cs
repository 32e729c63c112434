using StatusTracking.Contracts;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Features;

/// <summary>An order, as every route of it answers. Never holds the payment token.</summary>
sealed record OrderReply
{
    public required Guid Id { get; init; }

    /// <summary>For people, such as <c>ST-7F3K-2M9Q</c>.</summary>
    public required string Number { get; init; }

    public required string? Reference { get; init; }

    public required OrderStatus Status { get; init; }

    /// <summary>Why it stands there, or what it waits for.</summary>
    public required string? Reason { get; init; }

    public required PaymentRollUp PaymentStatus { get; init; }

    public required FulfilmentRollUp FulfilmentStatus { get; init; }

    public required DeliveryHealth DeliveryHealth { get; init; }

    public required Person Customer { get; init; }

    public required Person? Recipient { get; init; }

    public required Address ShippingAddress { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    public required IReadOnlyList<OrderLineSnapshot> Lines { get; init; }

    public required decimal Shipping { get; init; }

    public required decimal Discount { get; init; }

    /// <summary>What the buyer pays, tax included.</summary>
    public required decimal Total { get; init; }

    /// <summary>Our page of the order.</summary>
    public required string TrackingUrl { get; init; }

    public required IReadOnlyList<OrderPackageReply> Packages { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static OrderReply Of(Order order, OrderPolicy policy) => new()
    {
        Id = order.Id,
        Number = order.Number,
        Reference = order.Reference,
        Status = order.Status,
        Reason = order.Explanation(policy.ConfirmOn),
        PaymentStatus = order.PaymentStatus,
        FulfilmentStatus = order.FulfilmentStatus,
        DeliveryHealth = order.DeliveryHealth,
        Customer = order.Customer,
        Recipient = order.Recipient,
        ShippingAddress = order.ShippingAddress,
        Currency = order.Currency,
        Lines = [.. order.Lines.Select(line => line.ToSnapshot() with { UnitPrice = Currencies.Express(order.Currency, line.UnitPrice) })],
        Shipping = Currencies.Express(order.Currency, order.Shipping),
        Discount = Currencies.Express(order.Currency, order.Discount),
        Total = Currencies.Express(order.Currency, order.Total),
        TrackingUrl = order.TrackingUrl,
        Packages = [.. order.Packages.OrderBy(package => package.Id).Select(OrderPackageReply.Of)],
        PlacedAt = order.PlacedAt,
        UpdatedAt = order.TouchedAt,
    };
}

/// <summary>A package, as the order knows it.</summary>
sealed record OrderPackageReply
{
    public required Guid Id { get; init; }

    public required PackageStatus Status { get; init; }

    public required string? Detail { get; init; }

    public required string? Carrier { get; init; }

    public required string? TrackingNumber { get; init; }

    /// <summary>Our page of the package.</summary>
    public required string? TrackingUrl { get; init; }

    /// <summary>The carrier's page.</summary>
    public required string? CarrierUrl { get; init; }

    public required DateTimeOffset? EstimatedDelivery { get; init; }

    /// <summary>The package that this one replaces.</summary>
    public required Guid? Replaces { get; init; }

    /// <summary>What an operator chose for it, where it did not arrive.</summary>
    public required Resolution? Resolution { get; init; }

    public static OrderPackageReply Of(OrderPackage package) => new()
    {
        Id = package.Id,
        Status = package.Status,
        Detail = package.Detail,
        Carrier = package.Carrier,
        TrackingNumber = package.TrackingNumber,
        TrackingUrl = package.TrackingUrl,
        CarrierUrl = package.CarrierUrl,
        EstimatedDelivery = package.EstimatedDelivery,
        Replaces = package.Replaces,
        Resolution = package.Resolution,
    };
}
