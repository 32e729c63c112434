using Npgsql;

namespace StatusTracking.Chaos;

/// <summary>Reads the services' databases by SQL, as any tool would: nothing of the product is asked.</summary>
sealed class Databases(Func<string, string> connectionOf)
{
    /// <summary>Those that keep the history of subjects.</summary>
    static readonly string[] Owners = ["orders", "payments", "inventory", "logistics", "notifications"];

    static readonly string[] All = [.. Owners, "tracking", "admin"];

    /// <summary>What waits for its own time, days ahead, and is no work that is left: clocks of packages, orders and authorizations.</summary>
    const string IsClock = """ "MessageTypes" ~ '(LookForSilence|LookAtEstimate|ExpireOrder|ExpireAuthorization)' AND "NextAttemptAt" > now() + interval '2 hours' """;

    public async Task<Facts> Read(Facts of)
    {
        var history = new List<Change>();
        foreach (var owner in Owners)
            history.AddRange(await Changes(owner, "status_history"));
        return of with
        {
            Orders = await Rows("orders", """SELECT "Id", "Reference", "Status", "Total" FROM orders.orders""",
                r => new OrderRow(r.GetGuid(0), r.IsDBNull(1) ? null : r.GetString(1), r.GetString(2), r.GetDecimal(3))),
            Packages = await Rows("logistics", """SELECT "Id", "OrderId", "Status", "Sequence" FROM logistics.packages""",
                r => new PackageRow(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetInt64(3))),
            Scans = await Rows("logistics", """SELECT "PackageId", "EventId" FROM logistics.scans""", r => new ScanRow(r.GetGuid(0), r.GetString(1))),
            Payments = await Rows("payments", """SELECT "Id", "OrderId", "Status", "Captured", "Refunded" FROM payments.payments""",
                r => new PaymentRow(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetDecimal(3), r.GetDecimal(4))),
            Refunds = await Rows("payments", """SELECT "OrderId", "Amount", "Status" FROM payments.refunds""", r => new RefundRow(r.GetGuid(0), r.GetDecimal(1), r.GetString(2))),
            Stock = await Rows("inventory", """SELECT "Sku", "OnHand", "Reserved" FROM inventory.stock_items WHERE "Sku" LIKE 'SKU-%'""",
                r => new StockRow(r.GetString(0), r.GetInt32(1), r.GetInt32(2))),
            Sagas = await Rows("tracking", """SELECT "CorrelationId", "State", "Sequence" FROM tracking.packages""", r => new SagaRow(r.GetGuid(0), r.GetString(1), r.GetInt64(2))),
            Notifications = await Rows("notifications", """
                SELECT n."Id", n."Recipient", n."Kind", n."Channel", n."Status", n."Reason", n."Attempts", n."UpdatedAt" - n."QueuedAt" > interval '15 minutes',
                    (SELECT max(a."StartedAt") FROM notifications.attempts a WHERE a."NotificationId" = n."Id")
                FROM notifications.notifications n
                """,
                r => new NotificationRow(
                    r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.IsDBNull(5) ? null : r.GetString(5), r.GetInt32(6),
                    !r.IsDBNull(7) && r.GetBoolean(7), r.IsDBNull(8) ? null : r.GetFieldValue<DateTimeOffset>(8))),
            History = history,
            Timeline = await Changes("tracking", "timeline"),
            IgnoredInHistory = await Ignored(Owners, "status_history"),
            IgnoredInTimeline = await Ignored(["tracking"], "timeline"),
        };
    }

    /// <summary>Work that is left in the databases, in words: empty when all is done.</summary>
    public async Task<IReadOnlyList<string>> Undone()
    {
        var undone = new List<string>();
        foreach (var service in All)
        {
            var rows = await Scalar(service, $"""SELECT count(*) FROM {service}.outbox WHERE "NextAttemptAt" IS NOT NULL AND NOT ({IsClock})""");
            if (rows > 0)
                undone.Add($"{rows} rows in the outbox of {service}");
        }

        await Count("notifications", """notifications.notifications WHERE "Status" IN ('created', 'queued', 'deferred', 'sending', 'retrying')""", "messages to people");
        await Count("payments", """payments.gateway_calls WHERE "State" = 'waiting'""", "calls to the gateway");
        return undone;

        async Task Count(string service, string from, string what)
        {
            if (await Scalar(service, $"SELECT count(*) FROM {from}") is > 0 and var count)
                undone.Add($"{count} {what}");
        }
    }

    /// <summary>Rows that will not leave by themselves, with their reasons.</summary>
    public async Task<IReadOnlyList<string>> Parked()
    {
        var parked = new List<string>();
        foreach (var service in All)
        {
            parked.AddRange(await Rows(service, $"""SELECT "Destination", "LastError" FROM {service}.outbox WHERE "NextAttemptAt" IS NULL""",
                r => $"A message of {service} to {r.GetString(0)} is parked: {(r.IsDBNull(1) ? "" : r.GetString(1))}"));
        }

        return parked;
    }

    /// <summary>
    /// Lets redeliveries come now that are planned for later than a run can wait (MassTransit's second to fourth, after 2 minutes, 15 minutes
    /// and an hour).
    /// </summary>
    /// <returns>How many there were.</returns>
    public async Task<long> HurryRedeliveries()
    {
        long hurried = 0;
        foreach (var service in All)
            hurried += await Scalar(service, $"""WITH hurried AS (UPDATE {service}.outbox SET "NextAttemptAt" = now() WHERE "NextAttemptAt" > now() + interval '40 seconds' AND NOT ({IsClock}) RETURNING 1) SELECT count(*) FROM hurried""");
        return hurried;
    }

    /// <summary>How many messages have been uncertain at some time, those included that were resolved since.</summary>
    public Task<long> EverUncertain() => Scalar("notifications", """SELECT count(DISTINCT "SubjectId") FROM notifications.status_history WHERE "To" = 'uncertain' AND NOT "Ignored" """);

    /// <summary>Messages that consumers handled, by service.</summary>
    public async Task<long> Handled()
    {
        long handled = 0;
        foreach (var service in All.Where(s => s != "admin"))
            handled += await Scalar(service, $"SELECT count(*) FROM {service}.inbox");
        return handled;
    }

    Task<IReadOnlyList<Change>> Changes(string service, string table) => Rows(service,
        $"""SELECT "Subject", "SubjectId", "Sequence" FROM {service}.{table} WHERE NOT "Ignored" AND "Sequence" IS NOT NULL""",
        r => new Change(string.Intern(r.GetString(0)), r.GetGuid(1), r.GetInt64(2)));

    async Task<IReadOnlyDictionary<Guid, int>> Ignored(IEnumerable<string> services, string table)
    {
        // Two words about the same, heard in the same moment, are one line.
        var ignored = new Dictionary<Guid, int>();
        foreach (var service in services)
        {
            foreach (var (subject, count) in await Rows(service, $"""
                SELECT "SubjectId", count(DISTINCT ("To", "Detail", "OccurredAt", "RecordedAt"))::int FROM {service}.{table} WHERE "Ignored" GROUP BY "SubjectId"
                """, r => (r.GetGuid(0), r.GetInt32(1))))
            {
                ignored[subject] = count;
            }
        }

        return ignored;
    }

    async Task<long> Scalar(string service, string sql) => (await Rows(service, sql, r => r.GetInt64(0)))[0];

    async Task<IReadOnlyList<T>> Rows<T>(string service, string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var connection = new NpgsqlConnection(connectionOf(service));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(row(reader));
        return rows;
    }
}
