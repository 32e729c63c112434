using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using StatusTracking.Testing;
using StatusTracking.WholeSystem;

namespace StatusTracking.Benchmarks.Million;

/// <summary>
/// A store with a million packages on PostgreSQL. Two orders are placed for real, one labelled and one delivered; the rest are those two, with ids, numbers,
/// people and times that follow from a seed. Everything happened in the last 60 days; the newest packages wait for their first scan.
/// </summary>
sealed class MillionStore
{
    public const int Seed = 42;
    public const int Packages = 1_000_000;

    /// <summary>Packages of an order.</summary>
    const int Each = 4;

    public const int Orders = Packages / Each;

    /// <summary>The newest packages: labelled, and not with the carrier yet.</summary>
    public const int Fresh = 5_000;

    /// <summary>Scans of the one package that has many.</summary>
    public const int ScansOfOne = 2_000;

    // Multiplying by an odd number is one to one modulo 2³²: numbers are as scattered as drawn ones, and none comes twice.
    const string OrderFacts = """
        SELECT o, md5('$seed/order/' || o)::uuid AS id, replace(md5('$seed/order/' || o), '-', '') AS hex,
          lpad(upper(to_hex((o::bigint * 2654435761) % 4294967296)), 8, '0') AS digits,
          (ARRAY['Ada','Grace','Katherine','Alan','Edsger','Barbara','Donald','Frances','Margaret','Dennis','Radia','Ken','Jean','Leslie','Adele','John','Mary','Tony','Shafi','Niklaus'])[o % 20 + 1] AS first,
          (ARRAY['Byron','Hopper','Johnson','Turing','Dijkstra','Liskov','Knuth','Allen','Hamilton','Ritchie','Perlman','Thompson','Bartik','Lamport','Goldberg','Backus','Shaw','Hoare','Goldwasser','Wirth','Öztürk','Müller','Nowak','García','Rossi'])[o / 20 % 25 + 1] AS last,
          '4915' || lpad(((o::bigint * 2654435761) % 1000000000)::text, 9, '0') AS phone,
          '$now'::timestamptz - interval '60 days' * (1 - o / $orders.0) AS at
        FROM generate_series(1, $orders) o
        """;

    const string PackageFacts = $"""
        SELECT p, md5('$seed/package/' || p)::uuid AS package, md5('$seed/package/' || p) AS package_hex, md5('$seed/page/' || p) AS token,
          '0034' || lpad(((p::bigint * 2654435761) % 10000000000)::text, 16, '0') AS tracking, (ARRAY['dhl','ups','dpd','gls','hermes'])[p % 5 + 1] AS carrier,
          f.*, f.at + interval '1 second' * (p % $each) AS made, least('$now'::timestamptz, f.at + interval '36 hours') AS moved, f.at + interval '3 days' AS due,
          CASE WHEN p > $packages * 17 / 20 THEN (ARRAY['exception','on_hold','out_for_delivery','out_for_delivery','delivery_attempted','picked_up'])[p % 20 + 1] WHEN p % 100 = 0 THEN 'returned' WHEN p % 1000 = 1 THEN 'lost' END AS odd
        FROM generate_series($first, $last) p JOIN ({OrderFacts}) f ON f.o = (p + $each - 1) / $each
        """;

    readonly Dictionary<string, string> _databases = [];
    readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    readonly string _server;

    MillionStore(string server) => _server = server;

    /// <summary>Whether the rows are there, from a run before on the same server.</summary>
    public bool IsSeeded { get; private set; }

    /// <summary>The package with many scans.</summary>
    public Guid Scanned { get; private set; }

    public static async Task<MillionStore> Open()
    {
        var store = new MillionStore(Environment.GetEnvironmentVariable("STATUSTRACKING_TEST_POSTGRESQL")!);
        var rows = new SeededRows(store.With("postgres"));
        store.IsSeeded = await rows.Value<bool>("SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'million_done')");
        if (store.IsSeeded)
            store.Scanned = await new SeededRows(store.With("million_done")).Value<Guid>("SELECT id FROM scanned");
        return store;
    }

    /// <summary>A service's database.</summary>
    public async Task<string> Database(string service)
    {
        var name = $"million_{service}";
        var server = new SeededRows(With("postgres"));
        if (!await server.Value<bool>($"SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{name}')"))
            await server.Execute($"CREATE DATABASE {name}");
        return _databases[service] = With(name);
    }

    /// <summary>The order number of the n-th order, as the seed makes it.</summary>
    public static string NumberOf(int order)
    {
        var digits = (order * 2654435761L % 4294967296L).ToString("X8", CultureInfo.InvariantCulture);
        return $"ST-{digits[..4]}-{digits[4..]}";
    }

    /// <summary>The tracking number of the n-th package, as the seed makes it.</summary>
    public static string TrackingNumberOf(int package) => $"0034{package * 2654435761L % 10000000000L:0000000000000000}";

    /// <summary>Places the two orders that the rest is made of, and lets one more package have its scans.</summary>
    public async Task<(Guid Labelled, Guid Delivered)> PlaceTemplates(Shop shop)
    {
        await shop.PutStock("MUG-01", 1000);
        var packages = new List<Guid>();
        for (var n = 0; n < 3; n++)
        {
            var package = await shop.PackageOf(await shop.Place(Shop.Order(email: $"template-{n}@example.org")));
            await shop.Label(package, $"0034{n}00000000000000{n}");
            packages.Add(package);
        }

        var now = TimeProvider.System.GetUtcNow();
        foreach (var (n, status, detail) in new[] { (1, "picked_up", "accepted"), (2, "in_transit", "departed_facility"), (3, "out_for_delivery", "vehicle"), (4, "delivered", "to_recipient") })
            await shop.Scan(packages[1], $"scan-{n}", status, detail, now.AddSeconds(n));
        Scanned = packages[2];
        for (var from = 0; from < ScansOfOne; from += 500)
            await shop.Post("packages/events", new JsonObject
            {
                ["events"] = new JsonArray([.. Enumerable.Range(from, 500).Select(n => (JsonNode)Scans.Body(Scanned, $"scan-{n}", n, now.AddMilliseconds(n)))]),
            });
        await Eventually.True(
            async () => (await shop.Get($"packages/{Scanned}/timeline?limit=200&newestFirst=true"))["items"]!.AsArray().Any(i => (long?)i!["sequence"] >= ScansOfOne), TimeSpan.FromMinutes(1));
        await Eventually.True(async () => (await shop.Get($"sagas/packages/{packages[1]}"))["status"]!.GetValue<string>() == "delivered", TimeSpan.FromMinutes(1));
        await Eventually.True(async () => (await shop.Get($"orders?status=completed&limit=1"))["items"]!.AsArray().Count == 1, TimeSpan.FromMinutes(1));
        return (packages[0], packages[1]);
    }

    /// <summary>Writes the rows. Nothing else may be using the databases.</summary>
    public async Task Write(Guid labelled, Guid delivered)
    {
        await Task.WhenAll(WriteOrders(delivered), WritePackages(labelled, delivered), WriteSagas(labelled, delivered));
        var server = new SeededRows(With("postgres"));
        await server.Execute("CREATE DATABASE million_done");
        await new SeededRows(With("million_done")).Execute($"CREATE TABLE scanned AS SELECT '{Scanned}'::uuid AS id");
        IsSeeded = true;
    }

    async Task WriteOrders(Guid delivered)
    {
        var rows = new SeededRows(_databases["orders"]);
        var facts = Facts(OrderFacts);
        await rows.Fill(["orders.orders", "orders.search_terms"], async () =>
        {
            await rows.Multiply("orders.orders", $"\"Packages\" @> '[{{\"Id\": \"{delivered}\"}}]'", facts, new Dictionary<string, string>
            {
                ["Id"] = "f.id",
                ["Number"] = "'ST-' || left(f.digits, 4) || '-' || right(f.digits, 4)",
                ["Reference"] = "'SHOP-' || f.o",
                ["Status"] = $"CASE WHEN f.o > {Orders - Fresh / Each} THEN 'confirmed' WHEN f.o > {Orders} * 17 / 20 THEN CASE WHEN f.o % 100 = 0 THEN 'action_required' ELSE 'in_fulfilment' END ELSE t.\"Status\" END",
                ["TrackingUrl"] = $"'http://localhost/track/' || md5('{Seed}/page-of-order/' || f.o)",
                ["PlacedAt"] = "f.at",
                ["CreatedAt"] = "f.at",
                ["UpdatedAt"] = $"least('{_now:O}'::timestamptz, f.at + interval '36 hours')",
                ["TouchedAt"] = $"least('{_now:O}'::timestamptz, f.at + interval '36 hours')",
                ["Customer"] = "t.\"Customer\" || jsonb_build_object('Name', f.first || ' ' || f.last, 'Email', 'buyer' || f.o || '@example.org', 'Phone', '+' || f.phone)",
                ["Packages"] = $"(SELECT jsonb_agg((t.\"Packages\" -> 0) || jsonb_build_object('Id', md5('{Seed}/package/' || p)::uuid)) FROM generate_series({Each} * (f.o - 1) + 1, {Each} * f.o) p)",
            });
            await rows.Execute($"""
                INSERT INTO orders.search_terms ("Term", "CreatedAt", "SubjectId")
                SELECT unnest(ARRAY[f.hex, 'st' || lower(f.digits), 'shop' || f.o, lower(f.first), lower(f.last), 'buyer' || f.o || '@exampleorg', f.phone, '0' || substr(f.phone, 3)]), f.at, f.id
                FROM ({facts}) f
                UNION ALL
                SELECT unnest(ARRAY[f.package_hex, f.tracking]), f.at, f.id FROM ({Facts(1, Packages)}) f
                """);
        });
    }

    async Task WritePackages(Guid labelled, Guid delivered)
    {
        var rows = new SeededRows(_databases["logistics"]);
        // The scans hang on the packages' key.
        await rows.Execute("ALTER TABLE logistics.scans DROP CONSTRAINT \"FK_scans_packages_PackageId\"");
        await rows.Fill(["logistics.packages", "logistics.search_terms"], async () =>
        {
            var differs = new Dictionary<string, string>
            {
                ["Id"] = "f.package",
                ["OrderId"] = "f.id",
                ["Carrier"] = "f.carrier",
                ["TrackingNumber"] = "f.tracking",
                ["TrackingNumberKey"] = "f.tracking",
                ["TrackingUrl"] = "'http://localhost/track/' || f.token",
                ["EstimatedDelivery"] = "f.due",
                ["LabelledAt"] = "f.made",
                ["CreatedAt"] = "f.made",
                ["UpdatedAt"] = "f.made",
                ["Shipment"] = "t.\"Shipment\" || jsonb_build_object('OrderNumber', 'ST-' || left(f.digits, 4) || '-' || right(f.digits, 4), 'Reference', 'SHOP-' || f.o, 'Customer', (t.\"Shipment\" -> 'Customer') || jsonb_build_object('Name', f.first || ' ' || f.last, 'Email', 'buyer' || f.o || '@example.org', 'Phone', '+' || f.phone))",
            };
            await rows.Multiply("logistics.packages", $"\"Id\" = '{labelled}'", Facts(Packages - Fresh + 1, Packages), differs);
            differs["Status"] = $"coalesce(f.odd, CASE WHEN f.p > {Packages} * 17 / 20 THEN 'in_transit' ELSE 'delivered' END)";
            differs["Detail"] = "NULL";
            differs["LastScanAt"] = differs["UpdatedAt"] = "f.moved";
            await rows.Multiply("logistics.packages", $"\"Id\" = '{delivered}'", Facts(1, Packages - Fresh), differs);
            await rows.Execute($"""
                INSERT INTO logistics.search_terms ("Term", "CreatedAt", "SubjectId")
                SELECT unnest(ARRAY[f.package_hex, right(f.package_hex, 8), f.hex, 'st' || lower(f.digits), 'shop' || f.o, f.tracking, lower(f.first), lower(f.last), 'buyer' || f.o || '@exampleorg',
                  f.phone, '0' || substr(f.phone, 3)]), f.made, f.package
                FROM ({Facts(1, Packages)}) f
                """);
        });
        await rows.Execute("ALTER TABLE logistics.scans ADD CONSTRAINT \"FK_scans_packages_PackageId\" FOREIGN KEY (\"PackageId\") REFERENCES logistics.packages (\"Id\") ON DELETE CASCADE");
    }

    async Task WriteSagas(Guid labelled, Guid delivered)
    {
        var rows = new SeededRows(_databases["tracking"]);
        await rows.Fill(["tracking.packages", "tracking.timeline"], async () =>
        {
            var number = await rows.Value<string>($"SELECT \"Package\"::jsonb ->> 'orderNumber' FROM tracking.packages WHERE \"CorrelationId\" = '{delivered}'");
            var numberOfLabelled = await rows.Value<string>($"SELECT \"Package\"::jsonb ->> 'orderNumber' FROM tracking.packages WHERE \"CorrelationId\" = '{labelled}'");
            var differs = new Dictionary<string, string>
            {
                ["CorrelationId"] = "f.package",
                ["OrderId"] = "f.id",
                ["HeardAt"] = "f.made",
                ["StatusRecordedAt"] = "f.made",
                ["Token"] = "f.token",
                ["Package"] = $"replace(t.\"Package\", '{numberOfLabelled}', 'ST-' || left(f.digits, 4) || '-' || right(f.digits, 4))",
                ["QuietToken"] = "NULL",
                ["QuietAt"] = "NULL",
                ["OverdueToken"] = "NULL",
                ["OverdueAt"] = "NULL",
            };
            await rows.Multiply("tracking.packages", $"\"CorrelationId\" = '{labelled}'", Facts(Packages - Fresh + 1, Packages), differs);
            differs["Package"] = $"replace(t.\"Package\", '{number}', 'ST-' || left(f.digits, 4) || '-' || right(f.digits, 4))";
            differs["State"] = differs["Status"] = $"coalesce(f.odd, CASE WHEN f.p > {Packages} * 17 / 20 THEN 'in_transit' ELSE 'delivered' END)";
            differs["Detail"] = "NULL";
            differs["HeardAt"] = differs["StatusRecordedAt"] = "f.moved";
            await rows.Multiply("tracking.packages", $"\"CorrelationId\" = '{delivered}'", Facts(1, Packages - Fresh), differs);

            // Six changes of a delivered package; every tenth has all of them, and the others go straight to the door.
            const string At = "(f.made + interval '6 hours' * t.\"Sequence\")";
            const string Ticks = $"lpad((extract(epoch FROM {At}) * 10000000 + 621355968000000000)::bigint::text, 19, '0')";
            await rows.Multiply("tracking.timeline", $"\"About\" = '{delivered}' AND \"Subject\" = 'package' AND NOT \"Ignored\" AND NOT \"Signal\"",
                Facts(1, Packages), new Dictionary<string, string>
                {
                    ["Id"] = "'package/' || f.package_hex || '/' || t.\"Sequence\"",
                    ["Position"] = $"{Ticks} || {Ticks} || lpad(t.\"Sequence\"::text, 10, '0') || left(md5(f.package_hex || t.\"Sequence\"), 16)",
                    ["OrderId"] = "f.id",
                    ["About"] = "f.package",
                    ["SubjectId"] = "f.package",
                    ["OccurredAt"] = At,
                    ["RecordedAt"] = At,
                },
                $"CASE WHEN f.p > {Packages - Fresh} THEN t.\"Sequence\" <= 2 ELSE t.\"Sequence\" <> 5 OR f.p % 10 = 0 END");
        });
    }

    string Facts(int first, int last) => Facts(PackageFacts).Replace("$first", $"{first}", StringComparison.Ordinal).Replace("$last", $"{last}", StringComparison.Ordinal);

    string Facts(string of) => of
        .Replace("$seed", $"{Seed}", StringComparison.Ordinal)
        .Replace("$orders", $"{Orders}", StringComparison.Ordinal)
        .Replace("$packages", $"{Packages}", StringComparison.Ordinal)
        .Replace("$each", $"{Each}", StringComparison.Ordinal)
        .Replace("$now", $"{_now:O}", StringComparison.Ordinal);

    string With(string database) => new NpgsqlConnectionStringBuilder(_server) { Database = database }.ConnectionString;
}
