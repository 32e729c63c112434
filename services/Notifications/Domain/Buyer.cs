using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// What Notifications knows of an order: who bought. Payments' messages name no person, and may come before the order's own: the row is
/// then there first, holding what is to be told, until the order arrives. Both sides change this one row, so neither can miss the other.
/// </summary>
sealed class Buyer
{
    Buyer()
    {
    }

    public Buyer(Guid orderId) => OrderId = orderId;

    public Guid OrderId { get; private set; }

    public string? OrderNumber { get; private set; }

    public Person? Customer { get; private set; }

    public string? TrackingUrl { get; private set; }

    /// <summary>Of the order's change that this is from; 0 while the order is not known.</summary>
    public long Sequence { get; private set; }

    /// <summary>What waits for the order.</summary>
    public IReadOnlyList<PaymentNews> Waiting { get; private set; } = [];

    /// <summary>The order's packages, as far as they were heard of; null = of none.</summary>
    public IReadOnlyList<OrderPackage>? Packages { get; private set; }

    /// <summary>Whether several packages bring it. Where we have not heard of all of them yet, they count as one: nobody waits for what may not come.</summary>
    public static bool IsSplit(IReadOnlyList<OrderPackage>? packages) => packages?.Count(p => !p.IsGone) > 1;

    /// <summary>A concurrency token.</summary>
    public int Version { get; private set; }

    /// <summary>Takes over what an order's message says, unless it is older than what is known.</summary>
    /// <returns>What waited for it.</returns>
    public IReadOnlyList<PaymentNews> Learn(OrderSnapshot order, long sequence)
    {
        if (sequence <= Sequence)
            return [];
        (OrderNumber, Customer, TrackingUrl, Sequence) = (order.Number, order.Customer, order.TrackingUrl, sequence);
        Version++;
        var waited = Waiting;
        Waiting = [];
        return waited;
    }

    /// <summary>Forgets who bought. What comes for them tells nobody.</summary>
    /// <returns>Whether they were known.</returns>
    public bool Erase()
    {
        if (Customer is null || Customer == Erasures.Nobody)
            return false;
        Customer = Erasures.Nobody;
        Version++;
        return true;
    }

    /// <summary>Takes in that there is a package, or that there is none any more, in whatever order that is heard.</summary>
    public void Note(Guid package, bool isGone)
    {
        var known = Packages?.FirstOrDefault(p => p.Id == package);
        if (known is not null && (known.IsGone || !isGone))
            return;
        Packages = [.. (Packages ?? []).Where(p => p.Id != package), new(package, isGone)];
        Version++;
    }

    public void Keep(PaymentNews news)
    {
        if (Waiting.Any(w => w.PaymentId == news.PaymentId && w.Kind == news.Kind && w.Occurrence == news.Occurrence))
            return;
        Waiting = [.. Waiting, news];
        Version++;
    }
}

/// <summary>A package of an order.</summary>
/// <param name="Id">Which.</param>
/// <param name="IsGone">It was cancelled, or replaced by another: it brings nothing.</param>
sealed record OrderPackage(Guid Id, bool IsGone);

/// <summary>News about a payment, for whoever the buyer is.</summary>
sealed record PaymentNews
{
    public required Guid PaymentId { get; init; }

    public required AlertKind Kind { get; init; }

    public required string Occurrence { get; init; }

    public required MoneyFacts Money { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public DateTimeOffset? RecordedAt { get; init; }

    public required long Sequence { get; init; }

    public string? Reason { get; init; }

    public string? ActionUrl { get; init; }

    public Alert For(Guid orderId, string orderNumber, Person customer, string? trackingUrl) => new()
    {
        Kind = Kind,
        Occurrence = Occurrence,
        About = PaymentId,
        OrderId = orderId,
        To = customer,
        OrderNumber = orderNumber,
        TrackingUrl = trackingUrl,
        OccurredAt = OccurredAt,
        RecordedAt = RecordedAt,
        Sequence = Sequence,
        Reason = Reason,
        Money = Money,
        ActionUrl = ActionUrl,
    };
}
