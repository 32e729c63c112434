using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>Every service a process of its own, over RabbitMQ and PostgreSQL, telling a real SMTP server and a server of Twilio's shape.</summary>
public sealed class DistributedSystem : IAsyncLifetime
{
    RabbitMqVirtualHost? _broker;
    PostgreSqlDatabases? _databases;
    RunningSystem? _system;

    public SmtpServer Smtp { get; } = new();

    public TwilioServer Twilio { get; private set; } = null!;

    public RunningSystem System => _system!;

    public RabbitMqVirtualHost Broker => _broker!;

    public PostgreSqlDatabases Databases => _databases!;

    internal Shop Shop => new(System.Client);

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqVirtualHost.Create();
        _databases = await PostgreSqlDatabases.Create();
        Twilio = await TwilioServer.Start();
        var settings = new Dictionary<string, string>(Twilio.Settings)
        {
            ["Email:Smtp:Host"] = Smtp.Host,
            ["Email:Smtp:Port"] = $"{Smtp.Port}",
            ["Email:Smtp:Security"] = "None",
            ["Messaging:Lease"] = "00:00:05",
            ["Orders:EraseAgainAfter"] = "00:00:03",
        };
        _system = await RunningSystem.Start(new RunningSystemOptions
        {
            Broker = _broker.Url,
            BrokerOf = await _broker.AddUsersOfServices(),
            Database = _databases.Database,
            Settings = settings,
        });
        await Shop.PutStock("MUG-01", 10_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
        await Smtp.DisposeAsync();
        if (Twilio is not null)
            await Twilio.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
    }
}

[Trait("Category", "Server")]
public sealed class When_each_service_is_a_process(DistributedSystem system) : IClassFixture<DistributedSystem>
{
    Shop Shop => system.Shop;

    [Fact]
    public async Task A_happy_package_makes_five_emails_and_three_sms()
    {
        var buyer = $"{Guid.NewGuid():N}@example.org";
        var order = await HappyPackage.Live(Shop, TimeProvider.System, times: 2, email: buyer);
        await HappyPackage.IsTold(Shop, order);
        (await system.Smtp.Wait(5, m => m.Recipients.Contains(buyer))).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Anyone_who_speaks_AMQP_reads_the_changes_as_plain_JSON_with_CloudEvents_headers()
    {
        await using var anyone = await RawAmqp.Connect(system.Broker.Url);
        var queue = await anyone.Listen("status-changes", "package.#");
        var order = await HappyPackage.Live(Shop, TimeProvider.System);

        var departed = await queue.First(m => m.RoutingKey == "package.in_transit.departed_facility" && m.Body.GetProperty("orderId").GetGuid() == order);
        departed.Body.GetProperty("to").GetString().ShouldBe("in_transit");
        departed.Body.GetProperty("subject").GetString().ShouldBe("package");
        departed.Body.GetProperty("package").GetProperty("customer").GetProperty("name").GetString().ShouldBe("Ada Byron");
        departed.IsPersistent.ShouldBeTrue();
        departed.ContentType.ShouldBe("application/json");
        departed.Text.ShouldNotContain("\n");
        var headers = departed.Headers;
        headers["cloudEvents:type"].ShouldBe("statustracking.package.in_transit.v1");
        headers["cloudEvents:specversion"].ShouldBe("1.0");
        headers["cloudEvents:source"].ShouldBe("/statustracking/logistics");
        headers["cloudEvents:subject"].ShouldBe(departed.Body.GetProperty("subjectId").GetString());
        headers["cloudEvents:id"].ShouldBe(departed.MessageId);
        headers["MT-MessageType"]!.ToString()!.ShouldContain("PackageStatusChanged");
        headers.Keys.ShouldNotContain("MT-Host-Info");
        queue.Messages.ShouldAllBe(m => m.RoutingKey.Split('.').Length == 3);
    }

    [Fact]
    public async Task A_foreign_producer_records_a_scan()
    {
        var order = await Shop.Place(Shop.Order());
        await Shop.Reaches(order, "confirmed");
        var package = await Shop.PackageOf(order);
        await Shop.Label(package, "200000000001");
        await using var anyone = await RawAmqp.Connect(system.Broker.Url);
        var body = JsonSerializer.Serialize(new { packageId = package, eventId = "foreign-1", status = "picked_up", occurredAt = TimeProvider.System.GetUtcNow() });
        for (var n = 0; n < 3; n++)
            await anyone.Send("logistics-record-scan", body, new Dictionary<string, object?> { ["cloudEvents:type"] = "statustracking.record_scan.v1" });

        await Shop.Reaches(order, "in_fulfilment");
        (await Shop.Get($"packages/{package}"))["status"]!.GetValue<string>().ShouldBe("picked_up");
    }

    [Fact]
    public async Task A_message_that_fails_is_listed_mended_sent_again_and_handled()
    {
        var order = await Shop.Place(Shop.Order());
        await Shop.Reaches(order, "confirmed");
        var package = await Shop.PackageOf(order);
        await Shop.Label(package, "00340434161094022115");
        await using var anyone = await RawAmqp.Connect(system.Broker.Url);
        var body = JsonSerializer.Serialize(new { packageId = Guid.NewGuid(), eventId = "mistaken", status = "picked_up", occurredAt = TimeProvider.System.GetUtcNow() });
        await anyone.Send("logistics-record-scan", body, new Dictionary<string, object?> { ["cloudEvents:type"] = "statustracking.record_scan.v1" });

        await MendedScan.IsMended(Shop, "mistaken", package);
        await Shop.Reaches(order, "in_fulfilment");
    }

    [Fact]
    public async Task The_broker_holds_the_exchange_and_durable_quorum_queues_and_nothing_went_astray()
    {
        await HappyPackage.Live(Shop, TimeProvider.System);
        var exchanges = await system.Broker.List("exchanges");
        exchanges.Single(e => e["name"]!.GetValue<string>() == "status-changes")["type"]!.GetValue<string>().ShouldBe("topic");
        var queues = await system.Broker.List("queues");
        var ours = queues.Where(q => q["auto_delete"]?.GetValue<bool>() == false && q["exclusive"]?.GetValue<bool>() != true).ToList();
        foreach (var queue in ours.Where(q => !q["name"]!.GetValue<string>().EndsWith("_error", StringComparison.Ordinal)))
        {
            queue["durable"]!.GetValue<bool>().ShouldBeTrue();
            queue["arguments"]!["x-queue-type"]!.GetValue<string>().ShouldBe("quorum", queue["name"]!.GetValue<string>());
        }

        ours.Select(q => q["name"]!.GetValue<string>()).ShouldContain("logistics-record-scan");
        ours.Single(q => q["name"]!.GetValue<string>() == "logistics-record-scan")["arguments"]!["x-delivery-limit"]!.GetValue<int>().ShouldBe(20);
        await Eventually.Passes(async () =>
        {
            var unrouted = (await system.Broker.List("queues")).Single(q => q["name"]!.GetValue<string>() == "status-changes.unrouted");
            (unrouted["messages"]?.GetValue<int>() ?? 0).ShouldBe(0);
        });
    }

    [Fact]
    public async Task Whatever_goes_wrong_on_the_way_no_service_needs_more_of_the_broker_than_its_own_user_may()
    {
        var lost = await Shop.Place(Shop.Order());
        var cancelled = await Shop.Place(Shop.Order());
        var declined = await Shop.Place(Shop.Order(token: "tok_declined"));
        await Shop.Reaches(lost, "confirmed");
        await Shop.Reaches(cancelled, "confirmed");
        await Shop.Reaches(declined, "action_required");
        var package = await Shop.PackageOf(lost);
        await Shop.Label(package, "300000000001");
        var now = TimeProvider.System.GetUtcNow();
        await Shop.Scan(package, "1", "picked_up", null, now);
        await Shop.Scan(package, "2", "lost", "confirmed", now.AddSeconds(1));
        await Shop.Reaches(lost, "action_required");
        await Shop.Post($"orders/{lost}/resolve", new JsonObject { ["packageId"] = package, ["choice"] = "replace", ["reason"] = "The carrier lost it." });
        await Shop.Post($"orders/{cancelled}/cancel");
        await Shop.Post($"orders/{declined}/payments", new JsonObject { ["method"] = "card", ["token"] = "tok_ok" });
        await Shop.Reaches(declined, "confirmed");
        await Eventually.Passes(async () =>
        {
            (await Shop.Get($"packages?orderId={lost}"))["items"]!.AsArray().Count.ShouldBe(2);
            (await Shop.Get($"orders/{cancelled}"))["paymentStatus"]!.GetValue<string>().ShouldBe("refunded");
        });

        await using var anyone = await RawAmqp.Connect(system.Broker.Url);
        foreach (var (body, type) in new[] { ("no JSON", "statustracking.record_scan.v1"), ("{}", "statustracking.record_scan.v1"), ("{}", "statustracking.unheard_of.v1") })
            await anyone.Send("logistics-record-scan", body, new Dictionary<string, object?> { ["cloudEvents:type"] = type });
        await anyone.Publish("status-changes", "package.created.none", "no JSON");
        // Out of their queues within the time that a neighbour would wait.
        await Eventually.Passes(async () =>
        {
            var waiting = from queue in await system.Broker.List("queues")
                          let name = queue["name"]!.GetValue<string>()
                          where name == "logistics-record-scan" || name == "orders-follow-packages"
                          select (name, queue["messages"]?.GetValue<int>() ?? 0);
            waiting.ShouldBe([("logistics-record-scan", 0), ("orders-follow-packages", 0)], ignoreOrder: true);
        });
        foreach (var service in system.System.Services)
            File.ReadAllText(service.Log).ShouldNotContain("ACCESS_REFUSED", customMessage: service.Instance);
    }

    [Fact]
    public async Task Whoever_is_erased_is_found_in_no_table_of_any_service_and_in_no_queue_of_the_broker()
    {
        var order = await Shop.Place(Somebody.Order(), idempotencyKey: $"{Guid.NewGuid()}");
        var package = await Somebody.IsSent(Shop, order, TimeProvider.System);
        await Eventually.Passes(async () => (await Shop.Sent(order)).ShouldContain("shipped/email"));
        // What fails is kept by who could not handle it, and told to Admin; what nobody is bound to rests at the broker.
        await using var anyone = await RawAmqp.Connect(system.Broker.Url);
        await anyone.Send("logistics-record-scan", "no JSON, given to Wilhelmina Quist", new Dictionary<string, object?> { ["cloudEvents:type"] = "statustracking.record_scan.v1" });
        var lost = JsonSerializer.Serialize(new { packageId = Guid.NewGuid(), eventId = "lost", status = "delivered", description = "Given to Wilhelmina Quist", occurredAt = TimeProvider.System.GetUtcNow() });
        await anyone.Send("logistics-record-scan", lost, new Dictionary<string, object?> { ["cloudEvents:type"] = "statustracking.record_scan.v1" });
        await anyone.Send("notifications-send-alert", JsonSerializer.Serialize(new { orderId = order, to = Somebody.Email }), new Dictionary<string, object?> { ["cloudEvents:type"] = "statustracking.send_alert.v1" });
        await anyone.Publish("status-changes", "parcel.given.none", JsonSerializer.Serialize(new { orderId = order, customer = new { name = "Wilhelmina Quist", email = Somebody.Email } }));
        await Eventually.Passes(async () =>
        {
            var found = string.Join('\n', await Found());
            foreach (var place in new[] { "logistics: \"logistics\".\"outbox\"", "notifications: \"notifications\".\"outbox\"", "admin: \"admin\".\"failures\"", "orders: \"orders\".\"idempotency_keys\"" })
                found.ShouldContain(place);
            (await system.Broker.List("queues")).Single(q => q["name"]!.GetValue<string>() == "status-changes.unrouted")["messages"]!.GetValue<int>().ShouldBe(1);
        });

        var erasure = await Shop.Post("people/erasures", new JsonObject { ["email"] = Somebody.Email, ["reason"] = "Wilhelmina Quist asked." });

        await Eventually.Passes(async () => (await Shop.Get($"people/erasures/{erasure["id"]}"))["completedAt"].ShouldNotBeNull());
        (await Found()).ShouldBeEmpty();
        await Eventually.Passes(async () =>
        {
            var waiting = (await system.Broker.List("queues")).Where(q => (q["messages"]?.GetValue<int>() ?? 0) > 0).Select(q => q["name"]!.GetValue<string>()).ToList();
            foreach (var queue in waiting)
                (await anyone.Look(queue)).SelectMany(m => Somebody.TracesIn(m.Text + string.Join(' ', m.Headers.Values))).ShouldBeEmpty(queue);
            waiting.ShouldBe(["status-changes.unrouted"]);
        });
        // Taken out, so that nothing has gone astray where others look.
        (await (await anyone.Drain("status-changes.unrouted")).First()).Text.ShouldContain(order.ToString());
        var written = (await Shop.Get($"audit?target={erasure["id"]}"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        written["action"]!.GetValue<string>().ShouldBe("person_erased");
        written["note"]!.GetValue<string>().ShouldBe("erased asked.");
    }

    async Task<List<string>> Found()
    {
        var found = new List<string>();
        foreach (var service in Somebody.Services)
        {
            await using var db = new Npgsql.NpgsqlConnection(await system.Databases.Database(service));
            await db.OpenAsync();
            await Somebody.Search(db, service, "SELECT concat('\"', table_schema, '\".\"', table_name, '\"') FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')", found);
        }

        return found;
    }

    [Fact]
    public async Task Tracking_killed_in_mid_stream_loses_nothing_and_tells_nothing_twice()
    {
        int killing = 0, restarting = 0;
        var dead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var buyers = Enumerable.Range(0, 6).Select(_ => $"{Guid.NewGuid():N}@example.org").ToList();
        var orders = await Task.WhenAll(buyers.Select(buyer => HappyPackage.Live(Shop, TimeProvider.System, email: buyer, before: async step =>
        {
            if (step == 2 && Interlocked.Exchange(ref killing, 1) == 0)
            {
                await system.System.Kill("Tracking");
                dead.SetResult();
            }

            if (step == 4 && Interlocked.Exchange(ref restarting, 1) == 0)
            {
                await dead.Task;
                await system.System.Restart("Tracking");
            }
        })));

        restarting.ShouldBe(1);
        foreach (var order in orders)
            await HappyPackage.IsTold(Shop, order);
        foreach (var buyer in buyers)
            system.Smtp.Received.Count(m => m.Recipients.Contains(buyer)).ShouldBe(5);
    }

    [Fact]
    public async Task A_status_is_not_accepted_from_someone_without_a_key()
    {
        using var nobody = new HttpClient { BaseAddress = system.System.Client.BaseAddress };
        (await nobody.PostAsJsonAsync("api/v1/orders", Shop.Order())).StatusCode.ShouldBe(global::System.Net.HttpStatusCode.Unauthorized);
    }
}
