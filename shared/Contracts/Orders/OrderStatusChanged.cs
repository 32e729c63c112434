using System.Text.Json.Serialization;

namespace StatusTracking.Contracts;

/// <summary>An order's statuses. Legal moves: <c>Orders/Domain</c>.</summary>
public enum OrderStatus { Submitted, AwaitingPayment, ActionRequired, Confirmed, InFulfilment, Completed, Cancelled, Failed, Expired }

/// <summary>Rolled up from the order's payments.</summary>
public enum PaymentRollUp { Unpaid, Authorized, Paid, PartiallyRefunded, Refunded }

/// <summary>Rolled up from the order's packages. <c>Packed</c>: all are labelled.</summary>
public enum FulfilmentRollUp { Unfulfilled, Packed, PartiallyShipped, Shipped, PartiallyDelivered, Delivered, PartiallyReturned, Returned }

/// <summary>Rolled up from the packages' signals and statuses.</summary>
public enum DeliveryHealth { OnTime, AtRisk, Delayed, Exception }

/// <summary>An order changed its status. Owner: Orders.</summary>
public sealed record OrderStatusChanged : StatusChanged
{
    /// <inheritdoc/>
    public override string Subject => Subjects.Order;

    /// <summary>The order as it is after the change: enough to act without asking back.</summary>
    public required OrderSnapshot Order { get; init; }

    /// <summary>
    /// What to collect, and only on <c>awaiting_payment</c>; null on every other change. Holds the payment token:
    /// it must not be stored, logged or shown by anyone but Payments.
    /// </summary>
    public PaymentRequest? Payment { get; init; }

    /// <summary>The status as a value; null for a word that this version does not know.</summary>
    [JsonIgnore]
    public OrderStatus? Status => Word.Parse<OrderStatus>(To);
}

/// <summary>An order at the moment of a change.</summary>
public sealed record OrderSnapshot
{
    /// <summary>For people, such as <c>ST-7F3K-2M9Q</c>; unique.</summary>
    public required string Number { get; init; }

    /// <summary>The shop's own reference; need not be unique.</summary>
    public string? Reference { get; init; }

    /// <summary>Who bought.</summary>
    public required Person Customer { get; init; }

    /// <summary>Who receives, where it is not the customer.</summary>
    public Person? Recipient { get; init; }

    /// <summary>Where it goes.</summary>
    public required Address ShippingAddress { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>What the buyer pays, tax included, in units of the currency.</summary>
    public required decimal Total { get; init; }

    /// <summary>What of <see cref="Total"/> is for sending it, in units of the currency; null from a version that did not say.</summary>
    public decimal? Shipping { get; init; }

    /// <summary>What was taken off the lines and the shipping to come to <see cref="Total"/>, in units of the currency; null from a version that did not say.</summary>
    public decimal? Discount { get; init; }

    /// <summary>Where its payments stand: the word of a <see cref="PaymentRollUp"/>; null from a version that did not say.</summary>
    public string? PaymentStatus { get; init; }

    /// <summary>Where its packages stand: the word of a <see cref="FulfilmentRollUp"/>; null from a version that did not say.</summary>
    public string? FulfilmentStatus { get; init; }

    /// <summary>Whether its packages come in time: the word of a <see cref="Contracts.DeliveryHealth"/>; null from a version that did not say.</summary>
    public string? DeliveryHealth { get; init; }

    /// <summary>What was bought.</summary>
    public required IReadOnlyList<OrderLineSnapshot> Lines { get; init; }

    /// <summary>When the buyer placed it.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Our page of the whole order.</summary>
    public string? TrackingUrl { get; init; }
}

/// <summary>One line of an order. Prices include tax; <paramref name="TaxRate"/> is a fraction (0.19), null = not said.</summary>
public sealed record OrderLineSnapshot(string Sku, string Name, int Quantity, decimal UnitPrice, decimal? TaxRate);

/// <summary>What Payments is to collect. <paramref name="Token"/> is a secret of the buyer's payment method.</summary>
public sealed record PaymentRequest(decimal Amount, string Currency, string Method, string Token);
