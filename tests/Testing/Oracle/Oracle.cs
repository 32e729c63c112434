namespace StatusTracking.Testing;

/// <summary>
/// Compares what was accepted with what became of it. It believes nobody's word about himself: what was accepted is what the client wrote
/// down, what was told is what the providers got, and the rest is read from the services' tables.
/// </summary>
public static class Oracle
{
    static readonly string[] InMotion = ["created", "queued", "deferred", "sending", "retrying"];

    /// <summary>Judges everything. While work goes on, the verdict says what is undone.</summary>
    /// <param name="ledger">The client's book.</param>
    /// <param name="told">What the providers got.</param>
    /// <param name="tables">The services' databases.</param>
    /// <param name="listedUncertain">The notifications that the API lists as uncertain.</param>
    public static async Task<Verdict> Judge(Ledger ledger, IReadOnlyList<Told> told, ServiceTables tables, IReadOnlySet<Guid> listedUncertain)
    {
        var verdict = new Verdict { Attempted = ledger.Attempted, Acknowledged = ledger.Acknowledged };
        await new Invariants(tables, verdict).Check();
        await Orders(ledger, tables, verdict);
        await Scans(ledger, tables, verdict);
        await Messages(ledger, told, tables, listedUncertain, verdict);
        return verdict;
    }

    static async Task Orders(Ledger ledger, ServiceTables tables, Verdict verdict)
    {
        var orders = (await tables.Read("orders", "orders", r => (Reference: r.Text(0) ?? "", Id: r.Id(1), Status: r.Text(2)!), "Reference", "Id", "Status")).ToLookup(o => o.Reference);
        var payments = (await tables.Read("payments", "payments", r => (Order: r.Id(0), Captured: r.Amount(1), Refunded: r.Amount(2)), "OrderId", "Captured", "Refunded")).ToLookup(p => p.Order);
        var known = ledger.Orders.Select(o => o.Reference).ToHashSet();
        foreach (var stranger in orders.Where(o => !known.Contains(o.Key)))
            verdict.Unexpected.Add($"order {stranger.Key}: nobody has a 2xx for it");
        foreach (var accepted in ledger.Orders)
        {
            var rows = orders[accepted.Reference].ToList();
            Once(verdict, rows.Count, $"order {accepted.Reference}");
            foreach (var order in rows.Where(o => o.Id != accepted.Id))
                verdict.Unexpected.Add($"order {accepted.Reference} was accepted as {accepted.Id} and is {order.Id}");
            foreach (var order in rows.Where(o => o.Status != accepted.Ends))
                verdict.Lost.Add($"order {accepted.Reference} is {order.Status}, not {accepted.Ends}");
            var (captured, kept) = (payments[accepted.Id].Sum(p => p.Captured), payments[accepted.Id].Sum(p => p.Captured - p.Refunded));
            if (captured != accepted.Captured || kept != accepted.Kept)
                (captured > accepted.Captured || kept < accepted.Kept ? verdict.Duplicated : verdict.Lost).Add(
                    $"order {accepted.Reference}: {captured} captured and {kept} kept, not {accepted.Captured} and {accepted.Kept}");
        }
    }

    static async Task Scans(Ledger ledger, ServiceTables tables, Verdict verdict)
    {
        var scans = (await tables.Read("logistics", "scans", r => (Package: r.Id(0), EventId: r.Text(1)!), "PackageId", "EventId")).ToLookup(s => s);
        foreach (var scan in ledger.Scans)
            Once(verdict, scans[scan].Count(), $"scan {scan.EventId} of package {scan.Package}");
        foreach (var stranger in scans.Select(s => s.Key).Except(ledger.Scans))
            verdict.Unexpected.Add($"scan {stranger.EventId} of package {stranger.Package}: nobody has a 2xx for it");
    }

    static async Task Messages(Ledger ledger, IReadOnlyList<Told> told, ServiceTables tables, IReadOnlySet<Guid> listedUncertain, Verdict verdict)
    {
        var rows = await tables.Read("notifications", "notifications",
            r => (Id: r.Id(0), Recipient: r.Text(1)!, Told: $"{r.Text(2)}/{r.Text(3)}", Status: r.Text(4)!, Reason: r.Text(5), Attempts: r.Number(6)),
            "Id", "Recipient", "Kind", "Channel", "Status", "Reason", "Attempts");
        var arrived = told.ToLookup(t => t.Notification);
        foreach (var twice in told.GroupBy(t => (t.Recipient, t.Words)).Where(g => g.Count() > 1))
            verdict.Duplicated.Add($"{twice.Key.Recipient} was told {twice.Count()} times: {twice.Key.Words}");
        foreach (var stranger in arrived.Select(t => t.Key).Except(rows.Select(n => n.Id)))
            verdict.Unexpected.Add($"{arrived[stranger].First()} was decided by nobody");

        foreach (var row in rows)
        {
            var times = arrived[row.Id].Count();
            var what = $"{row.Told} to {row.Recipient} ({row.Id})";
            switch (row.Status)
            {
                case "sent" or "delivered":
                    Once(verdict, times, what);
                    break;
                case "uncertain":
                    verdict.Uncertain.Add($"{what}, {(times == 0 ? "which did not arrive" : "which arrived")}");
                    if (!listedUncertain.Contains(row.Id))
                        verdict.Unexpected.Add($"{what} is uncertain, and the API does not list it");
                    break;
                // Newer news overtook it while it was held up: then it is rightly not told.
                case "suppressed" when row is { Reason: "superseded", Attempts: > 0 }:
                    if (times > 0)
                        verdict.Unexpected.Add($"{what} is suppressed, and it arrived");
                    break;
                case var status when InMotion.Contains(status):
                    verdict.Undone.Add($"{what} is {status}");
                    break;
                default:
                    verdict.Unexpected.Add($"{what} is {row.Status}");
                    break;
            }
        }

        verdict.EverUncertain = (await tables.Read("notifications", "status_history", r => (Id: r.Id(0), To: r.Text(1)), "SubjectId", "To"))
            .Where(h => h.To == "uncertain").Select(h => h.Id).Distinct().Count();

        var due = ledger.Orders.SelectMany(o => o.Told.Select(t => (Recipient: t.EndsWith("/sms", StringComparison.Ordinal) ? o.Phone : o.Email, Told: t))).ToHashSet();
        var decided = rows.ToLookup(n => (n.Recipient, n.Told));
        foreach (var message in due)
            Once(verdict, decided[message].Count(), $"{message.Told} to {message.Recipient}");
        foreach (var surplus in rows.Where(n => !due.Contains((n.Recipient, n.Told))))
            verdict.Unexpected.Add($"{surplus.Told} to {surplus.Recipient} ({surplus.Id}): there was no cause to tell it");
    }

    static void Once(Verdict verdict, int times, string what)
    {
        if (times == 0)
            verdict.Lost.Add(what);
        else if (times > 1)
            verdict.Duplicated.Add($"{what}: {times} times");
    }
}
