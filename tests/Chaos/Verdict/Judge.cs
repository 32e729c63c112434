using System.Globalization;

namespace StatusTracking.Chaos;

/// <summary>
/// Compares what was accepted with what became of it. Believes nobody's word about himself: what was accepted is what the client wrote down,
/// what was told is what the providers got, and what an order must come to follows from its <see cref="Life"/> alone.
/// </summary>
sealed class Judge
{
    /// <summary>Kinds that are told by SMS as well as by e-mail.</summary>
    static readonly string[] BySms = ["left_distribution_centre", "out_for_delivery", "delivered"];

    static readonly string[] Waiting = ["created", "queued", "deferred", "sending", "retrying"];

    readonly Facts _facts;
    readonly List<string> _lost = [];
    readonly List<string> _duplicated = [];
    readonly List<string> _unexpected;
    readonly List<string> _uncertain = [];
    readonly List<string> _unexplained = [];
    readonly List<string> _unlisted = [];
    readonly ILookup<string, NotificationRow> _notifications;
    readonly HashSet<string> _scannedInAnyOrder;
    readonly Dictionary<(string, string), int> _told;
    int _uncertainArrived;
    int _gaveWay;
    int _superseded;

    Judge(Facts facts)
    {
        _facts = facts;
        _unexpected = [.. facts.Oddities];
        _notifications = facts.Notifications.ToLookup(n => n.Recipient);
        _scannedInAnyOrder = [.. Lives.Where(l => l.Kind is LifeKind.Shuffled).SelectMany(l => new[] { l.Email, l.Phone })];
        _told = facts.Mails.Concat(facts.Sms).GroupBy(t => (t.Recipient, t.Kind)).ToDictionary(g => g.Key, g => g.Count());
    }

    public static Verdict Of(Facts facts) => new Judge(facts).Decide();

    Verdict Decide()
    {
        foreach (var (life, what) in _facts.Unfinished)
            _lost.Add($"Order {life} still waits {what}");
        Orders();
        Scans();
        Shelves();
        Sagas();
        Timelines();
        Messages();
        Uncertain();
        return new()
        {
            Acknowledged = _facts.Ledger.Where(l => !l.Repeat).Select(l => (l.Act, l.Key)).Distinct().Count(),
            Lost = _lost,
            Duplicated = _duplicated,
            Unexpected = _unexpected,
            Uncertain = _uncertain,
            Unexplained = _unexplained,
            Unlisted = _unlisted,
            UncertainArrived = _uncertainArrived,
            GaveWay = _gaveWay,
            Superseded = _superseded,
        };
    }

    IEnumerable<Life> Lives => Enumerable.Range(1, _facts.Lives).Select(n => Life.Of(_facts.Seed, n)).Where(l => !_facts.Unfinished.ContainsKey(l.Number));

    void Orders()
    {
        var accepted = _facts.Ledger.Where(l => l.Act is Act.Order).ToLookup(l => l.Key);
        var orders = _facts.Orders.ToLookup(o => o.Reference ?? "");
        foreach (var stranger in _facts.Orders.Where(o => !accepted.Contains(o.Reference ?? "")))
            _unexpected.Add($"Order {stranger.Reference} ({stranger.Id}) was accepted and its client never knew");
        var packages = _facts.Packages.ToLookup(p => p.OrderId);
        var payments = _facts.Payments.ToLookup(p => p.OrderId);
        var refunds = _facts.Refunds.ToLookup(r => r.OrderId);
        foreach (var life in Lives.Where(l => accepted.Contains(l.Reference)))
        {
            OrderRow[] rows = [.. orders[life.Reference]];
            Once(rows.Length, 1, $"order {life.Reference}");
            if (rows is not [var order])
                continue;
            if (accepted[life.Reference].Any(l => l.OrderId != order.Id))
                _unexpected.Add($"Order {life.Reference} was accepted under another id than {order.Id}");
            Is(order.Status, life.Kind switch { LifeKind.Cancelled => "cancelled", LifeKind.Declined => "action_required", _ => "completed" }, $"order {life.Reference} ({order.Id})");
            PackagesOf(life, [.. packages[order.Id]]);
            MoneyOf(life, order, [.. payments[order.Id]], [.. refunds[order.Id]]);
        }
    }

    void PackagesOf(Life life, PackageRow[] packages)
    {
        Once(packages.Length, life.Kind is LifeKind.Declined ? 0 : 1, $"package of order {life.Reference}");
        foreach (var package in packages)
            Is(package.Status, life.IsDelivered ? "delivered" : "cancelled", $"package {package.Id} of {life.Reference}");
    }

    void MoneyOf(Life life, OrderRow order, PaymentRow[] payments, RefundRow[] refunds)
    {
        Once(payments.Length, 1, $"payment of order {life.Reference}");
        var back = life.Kind switch { LifeKind.Cancelled => order.Total, LifeKind.Refunded => life.RefundParts * Life.PartOfRefund, _ => 0 };
        Once(refunds.Length, life.Kind switch { LifeKind.Cancelled => 1, LifeKind.Refunded => life.RefundParts, _ => 0 }, $"refund of order {life.Reference}");
        foreach (var payment in payments)
        {
            Is(payment.Status, life.Kind switch { LifeKind.Cancelled => "refunded", LifeKind.Refunded => "partially_refunded", LifeKind.Declined => "failed", _ => "captured" }, $"payment {payment.Id} of {life.Reference}");
            Amount(payment.Captured, life.Kind is LifeKind.Declined ? 0 : order.Total, $"captured of {life.Reference}");
            Amount(payment.Refunded, back, $"given back of {life.Reference}");
        }
    }

    void Scans()
    {
        var accepted = _facts.Ledger.Where(l => l.Act is Act.Scan).Select(l => (l.PackageId!.Value, l.Key)).ToHashSet();
        var found = _facts.Scans.GroupBy(s => (s.PackageId, s.EventId)).ToDictionary(g => g.Key, g => g.Count());
        foreach (var scan in accepted)
            Once(found.GetValueOrDefault(scan), 1, $"scan {scan.Key}");
        foreach (var scan in found.Keys.Where(s => !accepted.Contains(s)))
            _unexpected.Add($"Scan {scan.EventId} was recorded and its client never knew");
    }

    /// <summary>Each piece that was delivered left its shelf once; each piece of an order that waits for its money is still promised, once.</summary>
    void Shelves()
    {
        var gone = Pieces(l => l.IsDelivered);
        var promised = Pieces(l => l.Kind is LifeKind.Declined);
        foreach (var item in _facts.Stock)
        {
            Amount(Traffic.StockOf - item.OnHand, gone.GetValueOrDefault(item.Sku), $"pieces of {item.Sku} that left");
            Amount(item.Reserved, promised.GetValueOrDefault(item.Sku), $"pieces of {item.Sku} that are promised");
        }
    }

    Dictionary<string, int> Pieces(Func<Life, bool> of) =>
        _facts.Unfinished.Count > 0 ? [] : Lives.Where(of).SelectMany(l => l.Lines).GroupBy(l => l.Sku).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));

    void Sagas()
    {
        var sagas = _facts.Sagas.ToLookup(s => s.PackageId);
        foreach (var package in _facts.Packages)
        {
            SagaRow[] rows = [.. sagas[package.Id]];
            Once(rows.Length, 1, $"saga of package {package.Id}");
            foreach (var saga in rows.Where(s => s.State != package.Status || s.Sequence != package.Sequence))
                _lost.Add($"The saga of package {package.Id} stands at {saga.State} ({saga.Sequence}), the package at {package.Status} ({package.Sequence})");
        }
    }

    /// <summary>No subject's history has a gap or a change twice, and each change is one line of a timeline.</summary>
    void Timelines()
    {
        var shown = _facts.Timeline.GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count());
        var known = _facts.History.GroupBy(c => c).ToDictionary(g => g.Key, g => g.Count());
        foreach (var (change, times) in known)
        {
            Once(times, 1, $"{change} in its owner's history");
            Once(shown.GetValueOrDefault(change), 1, $"{change} in the timeline");
        }

        foreach (var change in shown.Keys.Where(c => !known.ContainsKey(c)))
            _unexpected.Add($"{change} stands in the timeline and not in its owner's history");
        foreach (var subject in known.Keys.GroupBy(c => c.SubjectId).Where(g => g.Max(c => c.Sequence) != g.Count()))
            _lost.Add($"The history of {subject.First().Subject} {subject.Key} has {subject.Count()} changes and goes up to {subject.Max(c => c.Sequence)}");
        foreach (var subject in _facts.IgnoredInHistory.Keys.Union(_facts.IgnoredInTimeline.Keys))
            Once(_facts.IgnoredInTimeline.GetValueOrDefault(subject), _facts.IgnoredInHistory.GetValueOrDefault(subject), $"ignored change of {subject} in the timeline");
    }

    void Messages()
    {
        var known = new HashSet<(string, string)>();
        foreach (var life in Lives)
        {
            foreach (var (kind, times, must) in Expected(life))
            {
                Message(life, life.Email, kind, times, must, known);
                if (BySms.Contains(kind))
                    Message(life, life.Phone, kind, times, must, known);
            }
        }

        if (_facts.Unfinished.Count == 0)
        {
            foreach (var ((recipient, kind), _) in _told.Where(t => !known.Contains(t.Key)))
                _unexpected.Add($"{recipient} was told '{kind}', for which there was no reason");
        }

        foreach (var stuck in _facts.Notifications.Where(n => Waiting.Contains(n.Status)))
            _lost.Add($"Notification {stuck.Id} ({stuck.Kind}, {stuck.Channel}) still is {stuck.Status}");
        foreach (var odd in _facts.Notifications.Where(n => n.Status is "failed" or "undelivered" or "bounced" or "merged" || n.Status is "suppressed" && !IsRightlySuperseded(n)))
            _unexpected.Add($"Notification {odd.Id} ({odd.Kind}, {odd.Channel}) to {odd.Recipient} is {odd.Status}: {odd.Reason}");
    }

    void Message(Life life, string recipient, string kind, int times, bool must, HashSet<(string, string)> known)
    {
        known.Add((recipient, kind));
        var told = _told.GetValueOrDefault((recipient, kind));
        NotificationRow[] rows = [.. _notifications[recipient].Where(n => n.Kind == kind)];
        if (told > times)
            _duplicated.Add($"{recipient} was told '{kind}' {told} times instead of {times}");
        var sent = rows.Count(n => n.Status is "sent" or "delivered");
        if (sent > told)
            _lost.Add($"{recipient}: '{kind}' counts as sent {sent} times, and its provider got it {told} times");

        var unknown = rows.Count(n => n.Status is "uncertain");
        _uncertainArrived += Math.Min(unknown, Math.Max(0, told - sent));
        var overtaken = rows.Count(IsRightlySuperseded);
        _superseded += overtaken;
        var missing = times - Math.Max(told, sent + unknown) - overtaken;
        if (missing <= 0 || !must)
            return;
        if (kind == "shipped" && _notifications[recipient].Any(n => n.Kind == "left_distribution_centre"))
            _gaveWay++;
        else
            _lost.Add($"{recipient} was never told '{kind}' ({life.Kind} order {life.Reference})");
    }

    /// <summary>A message that was held up, or one of a scan that came after later ones: such a scan takes its business key and tells nobody.</summary>
    bool IsRightlySuperseded(NotificationRow row) =>
        row is { Status: "suppressed", Reason: "superseded" } && (row.Attempts > 0 || row.WaitedLong || _scannedInAnyOrder.Contains(row.Recipient));

    /// <summary>
    /// What a life's buyer is told (DOMAIN): of a package that is scanned in order all five; of one whose scans come in any order only what is
    /// never late is certain, and nothing more than once.
    /// </summary>
    static IEnumerable<(string Kind, int Times, bool Must)> Expected(Life life)
    {
        if (life.Kind is LifeKind.Declined)
        {
            yield return ("payment_failed", 1, true);
            yield break;
        }

        yield return ("order_confirmed", 1, true);
        if (life.Kind is LifeKind.Cancelled)
        {
            yield return ("order_cancelled", 1, true);
            yield return ("refunded", 1, true);
            yield break;
        }

        var inOrder = life.Kind is not LifeKind.Shuffled;
        yield return ("shipped", 1, inOrder);
        yield return ("left_distribution_centre", 1, inOrder);
        yield return ("out_for_delivery", 1, inOrder);
        yield return ("delivered", 1, true);
        if (life.RefundParts > 0)
            yield return ("refunded", life.RefundParts, true);
    }

    void Uncertain()
    {
        foreach (var row in _facts.Notifications.Where(n => n.Status is "uncertain"))
        {
            var words = string.Create(CultureInfo.InvariantCulture, $"Notification {row.Id} ({row.Kind}, {row.Channel}), tried at {row.LastTry:HH:mm:ss}: {row.Reason}");
            _uncertain.Add(words);
            if (!_facts.SendWindows.Any(w => row.LastTry >= w.From && row.LastTry <= w.To))
                _unexplained.Add(words);
            if (!_facts.ListedUncertain.Contains(row.Id))
                _unlisted.Add(words);
        }
    }

    void Once(int times, int wanted, string what)
    {
        if (times < wanted)
            _lost.Add($"{what}: {times} instead of {wanted}");
        else if (times > wanted)
            (wanted == 0 ? _unexpected : _duplicated).Add($"{what}: {times} instead of {wanted}");
    }

    void Is(string status, string wanted, string what)
    {
        if (status != wanted)
            _lost.Add($"{what} is {status} and not {wanted}");
    }

    void Amount(decimal amount, decimal wanted, string what)
    {
        if (_facts.Unfinished.Count == 0 && amount != wanted)
            (amount < wanted ? _lost : _duplicated).Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {amount} instead of {wanted}"));
    }
}
