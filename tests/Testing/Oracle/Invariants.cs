namespace StatusTracking.Testing;

/// <summary>What must be true in the services' databases when everything has come to rest, whoever asked for what.</summary>
sealed class Invariants(ServiceTables tables, Verdict verdict)
{
    static readonly (string Service, string Table)[] Subjects =
        [("orders", "orders"), ("payments", "payments"), ("inventory", "reservations"), ("logistics", "packages"), ("notifications", "notifications")];

    /// <summary>Schedules that wait for hours and days: they are no work that is left.</summary>
    static readonly string[] Clocks = ["LookForSilence", "LookAtEstimate", "ExpireOrder", "ExpireAuthorization"];

    public async Task Check()
    {
        var heard = (await tables.Read("tracking", "timeline", r => Line.Of(r) with { IsSignal = r.Flag(6) }, "Subject", "SubjectId", "To", "Sequence", "Ignored", "RecordedAt", "Signal"))
            .Where(l => !l.IsSignal).ToList();
        var written = new List<Line>();
        foreach (var (service, table) in Subjects)
            written.AddRange(await History(service, table));
        Same(written, heard);
        await Outboxes();
        await Packages();
        await Shelves();
        await Money();
        await Attempts();
    }

    /// <summary>Each subject's history is without a gap and ends where the subject stands: no change without its row, no row without its change.</summary>
    async Task<IReadOnlyList<Line>> History(string service, string table)
    {
        var lines = await tables.Read(service, "status_history", Line.Of, "Subject", "SubjectId", "To", "Sequence", "Ignored", "RecordedAt");
        var changes = lines.Where(l => !l.Ignored).ToLookup(l => l.SubjectId);
        foreach (var (id, status, sequence) in await tables.Read(service, table, r => (r.Id(0), r.Text(1)!, r.Number(2)), "Id", "Status", "Sequence"))
        {
            var history = changes[id].OrderBy(l => l.Sequence).ToList();
            if (!history.Select(l => l.Sequence).SequenceEqual(Enumerable.Range(1, (int)sequence).Select(n => (long)n)) || history[^1].To != status)
                verdict.Unexpected.Add($"{table} {id} is {status} after {sequence} changes, and its history is {string.Join(", ", history.Select(l => $"{l.Sequence} {l.To}"))}");
        }

        return lines;
    }

    /// <summary>What an owner wrote and what was heard of it: no zombie (a change that nobody heard), no ghost (one heard that was never made).</summary>
    void Same(List<Line> written, List<Line> heard)
    {
        // Two words about the same, ignored in the same moment, are one line.
        var (inHistory, inTimeline) = (written.ToHashSet(), heard.ToHashSet());
        foreach (var zombie in inHistory.Except(inTimeline))
            verdict.Lost.Add($"{zombie}: not in the timeline");
        foreach (var ghost in inTimeline.Except(inHistory))
            verdict.Unexpected.Add($"{ghost}: in the timeline and in no history");
        foreach (var twice in heard.GroupBy(l => l).Where(g => g.Count() > 1))
            verdict.Duplicated.Add($"{twice.Key}: {twice.Count()} times in the timeline");
        foreach (var twice in written.Where(l => !l.Ignored).GroupBy(l => l).Where(g => g.Count() > 1))
            verdict.Duplicated.Add($"{twice.Key}: {twice.Count()} times in its history");
    }

    async Task Outboxes()
    {
        foreach (var service in Subjects.Select(s => s.Service).Append("tracking"))
        {
            foreach (var (destination, types, parked, error) in await tables.Read(service, "outbox", r => (r.Text(0), r.Text(1)!, r.IsNull(2), r.Text(3)), "Destination", "MessageTypes", "NextAttemptAt", "LastError"))
            {
                if (parked)
                    verdict.Unexpected.Add($"a message of {service} to {destination} is parked: {error}");
                else if (!Clocks.Any(types.Contains))
                    verdict.Undone.Add($"a message of {service} to {destination} has not left: {types}");
            }

            foreach (var running in (await tables.Read(service, "idempotency_keys", r => (Key: r.Text(0), IsRunning: r.IsNull(1)), "Key", "StatusCode")).Where(k => k.IsRunning))
                verdict.Undone.Add($"the request to {service} with the Idempotency-Key {running.Key} has no reply");
        }
    }

    /// <summary>The saga of each package stands where the package stands.</summary>
    async Task Packages()
    {
        var sagas = (await tables.Read("tracking", "packages", r => (Id: r.Id(0), At: (r.Text(1)!, r.Number(2))), "CorrelationId", "State", "Sequence")).ToDictionary(s => s.Id, s => s.At);
        foreach (var (id, status, sequence) in await tables.Read("logistics", "packages", r => (r.Id(0), r.Text(1)!, r.Number(2)), "Id", "Status", "Sequence"))
        {
            if (!sagas.Remove(id, out var at) || at != (status, sequence))
                verdict.Lost.Add($"package {id} is {status} after {sequence} changes, and its saga {at}");
        }

        foreach (var ghost in sagas.Keys)
            verdict.Unexpected.Add($"there is a saga of package {ghost}, which does not exist");
    }

    /// <summary>The ledger adds up to the levels, and nothing is sold that is not there.</summary>
    async Task Shelves()
    {
        var movements = (await tables.Read("inventory", "movements", r => (Sku: r.Text(0)!, OnHand: r.Number(1), Reserved: r.Number(2)), "Sku", "OnHandChange", "ReservedChange")).ToLookup(m => m.Sku);
        foreach (var (sku, onHand, reserved) in await tables.Read("inventory", "stock_items", r => (r.Text(0)!, r.Number(1), r.Number(2)), "Sku", "OnHand", "Reserved"))
        {
            var (sumOnHand, sumReserved) = (movements[sku].Sum(m => m.OnHand), movements[sku].Sum(m => m.Reserved));
            if (sumOnHand != onHand || sumReserved != reserved)
                verdict.Unexpected.Add($"{sku}: {onHand} on hand and {reserved} reserved, and its movements add up to {sumOnHand} and {sumReserved}");
            if (onHand < reserved || reserved < 0)
                verdict.Duplicated.Add($"{sku} is oversold: {onHand} on hand and {reserved} reserved");
        }
    }

    async Task Money()
    {
        var refunds = (await tables.Read("payments", "refunds", r => (Payment: r.Id(0), Amount: r.Amount(1), Status: r.Text(2)), "PaymentId", "Amount", "Status")).ToLookup(r => r.Payment);
        foreach (var (id, captured, refunded) in await tables.Read("payments", "payments", r => (r.Id(0), r.Amount(1), r.Amount(2)), "Id", "Captured", "Refunded"))
        {
            var given = refunds[id].Where(r => r.Status == "succeeded").Sum(r => r.Amount);
            if (given != refunded || refunded > captured)
                verdict.Unexpected.Add($"payment {id}: {captured} captured, {refunded} refunded, by refunds of {given}");
        }

        foreach (var (id, _) in (await tables.Read("payments", "gateway_calls", r => (Id: r.Id(0), State: r.Text(1)), "Id", "State")).Where(c => c.State == "waiting"))
            verdict.Undone.Add($"call {id} to the payment gateway is to be made");
    }

    async Task Attempts()
    {
        foreach (var (id, _) in (await tables.Read("notifications", "attempts", r => (Id: r.Id(0), IsOpen: r.IsNull(1)), "NotificationId", "EndedAt")).Where(a => a.IsOpen))
            verdict.Undone.Add($"an attempt to send {id} is open");
    }

    /// <summary>A change. What was ignored has no sequence of its own, and is told apart by its time.</summary>
    sealed record Line(string Subject, Guid SubjectId, string To, long Sequence, bool Ignored, long IgnoredAt, bool IsSignal)
    {
        public static Line Of(ServiceTables.Row row) => new(
            row.Text(0)!, row.Id(1), row.Text(2)!, row.Flag(4) ? 0 : row.Number(3), row.Flag(4), row.Flag(4) ? row.Moment(5) : 0, IsSignal: false);

        public override string ToString() => Ignored ? $"{Subject} {SubjectId} ignored {To}" : $"{Subject} {SubjectId} change {Sequence} to {To}";
    }
}
