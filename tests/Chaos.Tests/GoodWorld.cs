namespace StatusTracking.Chaos.Tests;

/// <summary>The facts of a run in which everything came to what it had to: for tests that then take something away or add it.</summary>
static class GoodWorld
{
    public const int Seed = 42;

    static readonly DateTimeOffset At = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Life> Lives { get; } = [.. Enumerable.Range(1, 60).Select(n => Life.Of(Seed, n))];

    public static Life First(LifeKind kind) => Lives.First(l => l.Kind == kind);

    public static Facts Facts()
    {
        var ids = Lives.ToDictionary(l => l.Number, l => (Order: Id(1, l), Package: Id(2, l), Payment: Id(3, l)));
        var shipped = Lives.Where(l => l.Kind is not LifeKind.Declined).ToList();
        var notifications = Lives.SelectMany(Notifications).ToList();
        var told = notifications.Select(n => (n.Channel, Told: new Told(n.Recipient, n.Kind, $"{n.Id:N}"))).ToList();
        var history = Lives.Select(l => new Change("order", ids[l.Number].Order, 1)).Concat(shipped.SelectMany(l => Enumerable.Range(1, 3).Select(n => new Change("package", ids[l.Number].Package, n)))).ToList();
        return new()
        {
            Seed = Seed,
            Lives = Lives.Count,
            Ledger = [.. Lives.SelectMany(l => Ledger(l, ids[l.Number].Order, ids[l.Number].Package))],
            Mails = [.. told.Where(t => t.Channel == "email").Select(t => t.Told)],
            Sms = [.. told.Where(t => t.Channel == "sms").Select(t => t.Told)],
            Orders = [.. Lives.Select(l => new OrderRow(ids[l.Number].Order, l.Reference, l.Kind switch { LifeKind.Cancelled => "cancelled", LifeKind.Declined => "action_required", _ => "completed" }, 50))],
            Packages = [.. shipped.Select(l => new PackageRow(ids[l.Number].Package, ids[l.Number].Order, l.IsDelivered ? "delivered" : "cancelled", 3))],
            Scans = [.. shipped.SelectMany(l => l.Scans.Select(s => new ScanRow(ids[l.Number].Package, s.EventId)))],
            Payments = [.. Lives.Select(l => Payment(l, ids[l.Number].Payment, ids[l.Number].Order))],
            Refunds = [.. Lives.SelectMany(l => Enumerable.Repeat(new RefundRow(ids[l.Number].Order, Life.PartOfRefund, "succeeded"), l.Kind is LifeKind.Cancelled ? 1 : l.RefundParts))],
            Stock = [.. Life.AllSkus.Select(sku => new StockRow(sku, Traffic.StockOf - Pieces(sku, l => l.IsDelivered), Pieces(sku, l => l.Kind is LifeKind.Declined)))],
            Sagas = [.. shipped.Select(l => new SagaRow(ids[l.Number].Package, l.IsDelivered ? "delivered" : "cancelled", 3))],
            Notifications = notifications,
            History = history,
            Timeline = history,
            SendWindows = [(At.AddSeconds(-30), At.AddSeconds(30))],
        };
    }

    public static Guid Id(int what, Life life) => new(what, (short)life.Number, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    static IEnumerable<Acknowledged> Ledger(Life life, Guid order, Guid package)
    {
        yield return new(At, Act.Order, life.Number, life.Reference, order, null, false);
        if (life.Kind is LifeKind.Cancelled)
            yield return new(At, Act.Cancel, life.Number, life.Reference, order, package, false);
        foreach (var scan in life.Scans)
            yield return new(At, Act.Scan, life.Number, scan.EventId, order, package, false);
    }

    static PaymentRow Payment(Life life, Guid id, Guid order) => life.Kind switch
    {
        LifeKind.Cancelled => new(id, order, "refunded", 50, 50),
        LifeKind.Declined => new(id, order, "failed", 0, 0),
        LifeKind.Refunded => new(id, order, "partially_refunded", 50, life.RefundParts * Life.PartOfRefund),
        _ => new(id, order, "captured", 50, 0),
    };

    static int Pieces(string sku, Func<Life, bool> of) => Lives.Where(of).SelectMany(l => l.Lines).Where(l => l.Sku == sku).Sum(l => l.Quantity);

    static IEnumerable<NotificationRow> Notifications(Life life)
    {
        string[] kinds = life.Kind switch
        {
            LifeKind.Declined => ["payment_failed"],
            LifeKind.Cancelled => ["order_confirmed", "order_cancelled", "refunded"],
            LifeKind.Shuffled => ["order_confirmed", "delivered"],
            _ => ["order_confirmed", "shipped", "left_distribution_centre", "out_for_delivery", "delivered", .. Enumerable.Repeat("refunded", life.RefundParts)],
        };
        foreach (var kind in kinds)
        {
            yield return Row(life.Email, kind, "email");
            if (kind is "left_distribution_centre" or "out_for_delivery" or "delivered")
                yield return Row(life.Phone, kind, "sms");
        }
    }

    static NotificationRow Row(string recipient, string kind, string channel) => new(Guid.NewGuid(), recipient, kind, channel, "sent", null, 1, false, At);
}
