using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.OrderStatus;

namespace StatusTracking.Orders.Domain;

/// <summary>What a buyer placed. It keeps its own view of its stock, payments and packages, and stands where these put it.</summary>
sealed partial class Order : Subject<OrderStatus>, ISearched
{
    public static readonly Transitions<OrderStatus> Moves = new()
    {
        { Submitted, AwaitingPayment, ActionRequired, Failed, Expired, OrderStatus.Cancelled },
        { AwaitingPayment, Confirmed, ActionRequired, Failed, Expired, OrderStatus.Cancelled },
        { ActionRequired, AwaitingPayment, Confirmed, InFulfilment, Completed, OrderStatus.Cancelled, Expired },
        { Confirmed, InFulfilment, ActionRequired, OrderStatus.Cancelled },
        { InFulfilment, Completed, ActionRequired, OrderStatus.Cancelled },
        { Completed, InFulfilment },
    };

    /// <summary>What Payments is asked to collect with the next message, and with that one only.</summary>
    (long Sequence, PaymentRequest Request)? _collect;

    bool _termsChanged;

    Order()
    {
    }

    public Order(PlacedOrder placed, Occasion occasion)
    {
        Id = placed.Id;
        Number = placed.Number;
        TrackingUrl = placed.TrackingUrl;
        Reference = placed.Reference;
        Customer = placed.Customer;
        Recipient = placed.Recipient;
        ShippingAddress = placed.ShippingAddress;
        Currency = placed.Currency;
        Lines = [.. placed.Lines];
        Shipping = placed.Shipping;
        Discount = placed.Discount;
        Total = placed.Total;
        PaymentMethod = placed.PaymentMethod;
        PaymentToken = placed.PaymentToken;
        PlacedAt = occasion.OccurredAt;
        TouchedAt = occasion.RecordedAt;
        _termsChanged = true;
        Begin(Submitted, occasion);
    }

    public override Guid OrderId => Id;

    public override string SubjectWord => Subjects.Order;

    protected override Transitions<OrderStatus> Legal => Moves;

    public string Number { get; private set; } = null!;

    public string TrackingUrl { get; private set; } = null!;

    public string? Reference { get; private set; }

    public Person Customer { get; private set; } = null!;

    public Person? Recipient { get; private set; }

    public Address ShippingAddress { get; private set; } = null!;

    public string Currency { get; private set; } = null!;

    public List<OrderLine> Lines { get; private set; } = [];

    public decimal Shipping { get; private set; }

    public decimal Discount { get; private set; }

    public decimal Total { get; private set; }

    public DateTimeOffset PlacedAt { get; private set; }

    /// <summary>When anything of it last changed, its packages and roll-ups included.</summary>
    public DateTimeOffset TouchedAt { get; private set; }

    public string PaymentMethod { get; private set; } = null!;

    /// <summary>A secret of the buyer's: kept until Payments is asked to collect, or until there is nothing to collect any more.</summary>
    public string? PaymentToken { get; private set; }

    /// <summary>What was heard of the reservation; null before the first word.</summary>
    public StockStatus? Stock { get; private set; }

    public long StockSequence { get; private set; }

    /// <summary>Which SKU is short, and by how much.</summary>
    public string? StockReason { get; private set; }

    public List<OrderPayment> Payments { get; private set; } = [];

    public List<OrderPackage> Packages { get; private set; } = [];

    /// <summary>The last of submitted, awaiting_payment, confirmed, in_fulfilment and completed that it reached.</summary>
    public OrderStatus LastStation { get; private set; }

    /// <summary>When it expires unless something happens; null where no clock runs.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>A gateway holds the money for us.</summary>
    bool IsHeld => Payments.Exists(p => p.Status == Contracts.PaymentStatus.Authorized);

    public PaymentRollUp PaymentStatus { get; private set; }

    public FulfilmentRollUp FulfilmentStatus { get; private set; }

    public DeliveryHealth DeliveryHealth { get; private set; }

    /// <summary>Why it stands where it stands: of an order that waits, what it waits for now.</summary>
    public string? Explanation(ConfirmOn policy) => IsTerminal ? Reason : Standing.Of(this, policy).Reason;

    /// <summary>Whatever a buyer, a label or a page of ours can name.</summary>
    public IReadOnlySet<string> SearchTerms()
    {
        var terms = new SearchTerms();
        terms.Add(Id);
        terms.Add(Number);
        terms.Add(Reference);
        foreach (var person in new[] { Customer, Recipient })
        {
            terms.AddName(person?.Name);
            terms.Add(person?.Email);
            terms.AddPhone(person?.Phone);
        }

        foreach (var package in Packages)
        {
            terms.Add(package.Id);
            terms.Add(package.TrackingNumber);
        }

        return terms.All;
    }

    public bool TakeTermsChanged()
    {
        var changed = _termsChanged;
        _termsChanged = false;
        return changed;
    }

    /// <summary>Forgets its people, and everything of the address but the country. What was bought and paid stays: a shop must keep its books.</summary>
    public void Erase(IReadOnlyCollection<string> words)
    {
        Customer = Erasures.Nobody;
        Recipient = null;
        ShippingAddress = ShippingAddress.Without();
        if (Reference is { } reference && words.Any(word => reference.Contains(word, StringComparison.OrdinalIgnoreCase)))
            Reference = null;
        foreach (var payment in Payments)
            payment.Erase(words);
        _termsChanged = true;
    }

    public override StatusChanged ToMessage(StatusChange change) => new OrderStatusChanged
    {
        SubjectId = Id,
        OrderId = Id,
        From = change.From,
        To = change.To,
        Detail = change.Detail,
        Reason = change.Reason,
        Late = change.Late,
        OccurredAt = change.Occasion.OccurredAt,
        RecordedAt = change.Occasion.RecordedAt,
        Sequence = change.Sequence,
        Payment = _collect is { } collect && collect.Sequence == change.Sequence ? collect.Request : null,
        Order = new OrderSnapshot
        {
            Number = Number,
            Reference = Reference,
            Customer = Customer,
            Recipient = Recipient,
            ShippingAddress = ShippingAddress,
            Currency = Currency,
            Total = Total,
            Shipping = Shipping,
            Discount = Discount,
            PaymentStatus = PaymentStatus.ToWord(),
            FulfilmentStatus = FulfilmentStatus.ToWord(),
            DeliveryHealth = DeliveryHealth.ToWord(),
            Lines = [.. Lines.Select(line => line.ToSnapshot())],
            PlacedAt = PlacedAt,
            TrackingUrl = TrackingUrl,
        },
    };
}

/// <summary>An order as it was placed: checked, and with the names that we give it.</summary>
sealed record PlacedOrder
{
    public required Guid Id { get; init; }

    public required string Number { get; init; }

    public required string TrackingUrl { get; init; }

    public string? Reference { get; init; }

    public required Person Customer { get; init; }

    public Person? Recipient { get; init; }

    public required Address ShippingAddress { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public decimal Shipping { get; init; }

    public decimal Discount { get; init; }

    public required string PaymentMethod { get; init; }

    public required string PaymentToken { get; init; }

    /// <summary>What the buyer pays.</summary>
    public decimal Total => Lines.Sum(line => line.Quantity * line.UnitPrice) + Shipping - Discount;
}
