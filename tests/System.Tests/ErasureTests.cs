using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>Whoever asks to be forgotten is found nowhere afterwards: in no table of any service, and in no file.</summary>
public sealed class When_a_person_is_erased : IAsyncLifetime
{
    const string Email = Somebody.Email;
    const string Phone = Somebody.Phone;

    EmbeddedSystem _system = new();

    Shop Shop => new(_system.Client);

    public ValueTask InitializeAsync() => Begin(_system);

    async ValueTask Begin(EmbeddedSystem system)
    {
        if (system != _system)
            await _system.DisposeAsync();
        _system = system;
        await _system.InitializeAsync();
        await Shop.PutStock("MUG-01", 1000);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task Nothing_names_them_any_more_and_the_books_stay()
    {
        var order = await Shop.Place(Order(), idempotencyKey: "once");
        var package = await Sent(order);
        await Eventually.Passes(async () => (await Shop.Sent(order)).ShouldContain("shipped/email"));
        (await Found()).ShouldNotBeEmpty("else this looks for nothing");

        var erasure = await Erase(new() { ["email"] = Email.ToUpperInvariant(), ["reason"] = "They asked." });

        erasure["orders"]!.GetValue<int>().ShouldBe(1);
        await Eventually.Passes(async () => (await Found()).ShouldBeEmpty());
        var kept = await Shop.Get($"orders/{order}");
        kept["total"]!.GetValue<decimal>().ShouldBe(12.50m);
        kept["customer"]!["name"]!.GetValue<string>().ShouldBe("erased");
        kept["shippingAddress"]!["country"]!.GetValue<string>().ShouldBe("DE");
        (await Shop.Get($"orders?q={Email}"))["items"]!.AsArray().ShouldBeEmpty();
        (await Shop.Get("packages?q=quist"))["items"]!.AsArray().ShouldBeEmpty();

        await Complete(erasure);
        await Shop.Scan(package, "9", "delivered", null, _system.Time.GetUtcNow());
        await Shop.Reaches(order, "completed");
        (await Found()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_people_wrote_beside_what_they_did_names_them_no_more()
    {
        var (changed, moved) = (await Shop.Place(Order()), await Shop.Place(Order()));
        await Shop.Reaches(changed, "confirmed");
        await Shop.Post($"orders/{changed}/cancel", new JsonObject { ["reason"] = "WILHELMINA QUIST changed her mind." });
        var package = await Somebody.IsSent(Shop, moved, _system.Time);
        await Shop.Post($"packages/{package}/corrections", new JsonObject { ["status"] = "in_transit", ["reason"] = $"Wilhelmina Quist called from {Phone}." });
        var payment = (await Shop.Get($"payments?orderId={moved}"))["items"]![0]!["id"];
        await Shop.Post($"payments/{payment}/refunds", new JsonObject { ["amount"] = 0.01m, ["reason"] = "Wilhelmina Quist got a scratched one." });
        await Shop.Reaches(changed, "cancelled");
        (await Found()).ShouldNotBeEmpty("else this looks for nothing");

        await Complete(await Erase(new() { ["email"] = Email, ["reason"] = "They asked." }));

        (await Found()).ShouldBeEmpty();
        (await Shop.Get($"orders/{changed}"))["reason"]!.GetValue<string>().ShouldBe("erased changed her mind.");
    }

    [Fact]
    public async Task What_waits_for_them_is_not_sent()
    {
        var now = TimeProvider.System.GetUtcNow();
        await Begin(new($"Notifications:QuietHours={now.AddHours(-2):HH:mm}-{now.AddHours(2):HH:mm}"));
        var placed = Order();
        placed["customer"]!["timeZone"] = "Etc/UTC";
        var order = await Shop.Place(placed);
        await Eventually.Passes(async () => (await Statuses(order)).ShouldContain("deferred quiet_hours"));

        await Complete(await Erase(new() { ["email"] = Email, ["reason"] = "They asked." }));

        (await Statuses(order)).ShouldAllBe(status => status == "suppressed erased");
        _system.Time.Advance(TimeSpan.FromHours(5));
        await Shop.Reaches(order, "confirmed");
        (await Found()).ShouldBeEmpty();
        Directory.GetFiles(_system.DataDirectory, "*.eml", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Nothing_is_left_whenever_it_happens_and_the_order_goes_on(int seed)
    {
        var random = new Random(seed);
        var erasedAt = random.Next(6);
        TestContext.Current.SendDiagnosticMessage($"seed {seed}: erased after step {erasedAt}");
        var order = Guid.Empty;
        var package = Guid.Empty;
        JsonNode? erasure = null;
        Func<Task>[] steps =
        [
            async () => order = await Shop.Place(Order()),
            async () => await Shop.Reaches(order, "confirmed"),
            async () => package = await Shop.PackageOf(order),
            () => Shop.Label(package, "100000000001"),
            () => Shop.Scan(package, "1", "picked_up", "accepted", _system.Time.GetUtcNow().AddSeconds(1)),
            () => Shop.Scan(package, "2", "out_for_delivery", "vehicle", _system.Time.GetUtcNow().AddSeconds(2)),
            () => Shop.Post($"packages/{package}/events", new JsonObject
            {
                ["eventId"] = "3",
                ["status"] = "delivered",
                ["occurredAt"] = _system.Time.GetUtcNow().AddSeconds(3).ToString("O", CultureInfo.InvariantCulture),
                ["location"] = "Fasanenweg 7",
                ["description"] = "Given to Wilhelmina Quist",
            }),
        ];
        foreach (var (number, step) in steps.Index())
        {
            await step();
            if (number == erasedAt)
                erasure = await Erase(new() { ["phone"] = Phone, ["reason"] = "They asked." });
        }

        await Shop.Reaches(order, "completed");
        erasure!["orders"]!.GetValue<int>().ShouldBe(1);
        await Complete(erasure);
        (await Found()).ShouldBeEmpty($"seed {seed}, erased after step {erasedAt}");
    }

    [Fact]
    public async Task To_do_it_again_or_to_nobody_finds_no_order_and_completes()
    {
        var other = await Shop.Place(Shop.Order(email: "someone.else@example.org"));
        var order = await Shop.Place(Order());
        await Sent(order);
        await Complete(await Erase(new() { ["email"] = Email, ["phone"] = Phone, ["reason"] = "They asked." }));

        var again = await Erase(new() { ["email"] = Email, ["phone"] = Phone, ["reason"] = "They asked again." });

        again["orders"]!.GetValue<int>().ShouldBe(0);
        var complete = await Complete(again);
        complete["services"]!.AsArray().Sum(s => s!["rows"]!.GetValue<int>()).ShouldBe(0);
        (await Shop.Get($"orders/{other}"))["customer"]!["email"]!.GetValue<string>().ShouldBe("someone.else@example.org");
    }

    [Fact]
    public async Task An_export_holds_all_of_them_before_and_nothing_after()
    {
        await Shop.Place(Shop.Order(email: "someone.else@example.org"));
        var order = await Shop.Place(Order());
        await Sent(order);
        await Eventually.Passes(async () => (await Shop.Sent(order)).ShouldContain("shipped/email"));
        var whom = new JsonObject { ["email"] = Email, ["phone"] = "+49 (151) 129-87654" };
        await _system.Send("notifications-set-preference", new SetPreference { Channel = "email", Address = Email, Wanted = false, OccurredAt = _system.Time.GetUtcNow() });
        await _system.Send("logistics-record-scan", new RecordScan { PackageId = Guid.NewGuid(), EventId = "lost", Status = "delivered", Description = "Given to Wilhelmina Quist", OccurredAt = _system.Time.GetUtcNow() });
        await Eventually.Passes(async () => (await Shop.Post("people/searches", whom.DeepClone())).ToJsonString().ShouldMatch("""^{"orders":1,"messages":[1-9][0-9]*,"wishes":1,"failures":1}$"""));
        var failure = (await Shop.Post("people/exports", whom.DeepClone()))["failures"]!.AsArray().ShouldHaveSingleItem()!;
        await Shop.Post($"failures/{failure["id"]}/discard", new JsonObject { ["reason"] = "Wilhelmina Quist called." });

        var exported = await Shop.Post("people/exports", whom.DeepClone());

        exported["preferences"]!.AsArray().ShouldHaveSingleItem()!["wanted"]!.GetValue<bool>().ShouldBeFalse();
        exported["wishes"]!.AsArray().ShouldHaveSingleItem()!["source"]!.GetValue<string>().ShouldBe("page");
        exported["deadAddresses"]!.AsArray().ShouldBeEmpty();
        exported["failures"]!.AsArray().ShouldHaveSingleItem()!["body"]!.GetValue<string>().ShouldContain("Given to Wilhelmina Quist");
        exported["audit"]!.AsArray().ShouldHaveSingleItem()!["note"]!.GetValue<string>().ShouldBe("Wilhelmina Quist called.");
        var one = exported["orders"]!.AsArray().ShouldHaveSingleItem()!;
        one["order"]!["id"]!.GetValue<string>().ShouldBe(order.ToString());
        one["order"]!["shippingAddress"]!["line1"]!.GetValue<string>().ShouldBe("Fasanenweg 7");
        one["payments"]!.AsArray().ShouldHaveSingleItem();
        one["packages"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString().ShouldContain("For Wilhelmina Quist");
        one["messages"]!.AsArray().ShouldContain(m => m!.ToJsonString().Contains("Wilhelmina", StringComparison.Ordinal));
        one["timeline"]!.AsArray().Count.ShouldBeGreaterThan(5);

        await Complete(await Erase(new() { ["email"] = Email, ["reason"] = "They asked." }));
        var after = (await Shop.Post("people/exports", whom.DeepClone())).AsObject();
        after.Where(part => part.Value is JsonArray { Count: > 0 }).Select(part => part.Key).ShouldBeEmpty();
        (await Found()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_of_before_that_comes_after_brings_nobody_back()
    {
        var order = await Shop.Place(Order());
        var package = await Sent(order);
        await Eventually.Passes(async () => (await Shop.Sent(order)).ShouldContain("shipped/email"));
        var moved = await _system.First<PackageStatusChanged>(m => m.SubjectId == package && m.To == "picked_up");
        var placed = await _system.First<OrderStatusChanged>(m => m.OrderId == order && m.To == "submitted");
        await Complete(await Erase(new() { ["email"] = Email, ["reason"] = "They asked." }));

        // With the highest sequence, else nobody would look at it.
        await _system.Publish(placed with { Sequence = 1000 });
        await _system.Publish(moved with { Sequence = 1001, Location = "Fasanenweg 7" });
        await _system.Send("notifications-send-alert", new SendAlert
        {
            PackageId = package,
            OrderId = order,
            Kind = "shipped",
            Occurrence = "late",
            Cause = new("picked_up", null, "Fasanenweg 7", null, moved.OccurredAt, moved.RecordedAt, 1002),
            Package = moved.Package,
        });

        await Eventually.Passes(async () => (await Shop.Timeline(order)).Count(t => t["sequence"]?.GetValue<long>() is 1000 or 1001).ShouldBe(2));
        await Eventually.Passes(async () => (await Statuses(order)).ShouldContain("suppressed no_address"));
        await Eventually.Passes(async () => (await Found()).ShouldBeEmpty());
    }

    [Fact]
    public async Task A_later_order_of_theirs_is_a_new_one()
    {
        await Shop.Place(Order());
        var erasure = await Erase(new() { ["email"] = Email, ["reason"] = "They asked." });
        var later = await Shop.Place(Order());

        await Complete(erasure);

        (await Shop.Get($"orders/{later}"))["customer"]!["email"]!.GetValue<string>().ShouldBe(Email);
        await Eventually.Passes(async () => (await Shop.Sent(later)).ShouldContain("order_confirmed/email"));
    }

    [Theory]
    [InlineData("{\"reason\":\"They asked.\"}", "email")]
    [InlineData("{\"email\":\"nobody\",\"reason\":\"They asked.\"}", "email")]
    [InlineData("{\"phone\":\"0151\",\"reason\":\"They asked.\"}", "phone")]
    [InlineData("{\"email\":\"wilhelmina.quist@example.org\"}", "reason")]
    [InlineData("{\"email\":\"wilhelmina.quist@example.org\",\"reason\":\"Wilhelmina.Quist@example.org asked.\"}", "reason")]
    public async Task Bad_input_names_its_field(string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await _system.Client.PostAsync(new Uri("api/v1/people/erasures", UriKind.Relative), content, TestContext.Current.CancellationToken);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["errors"]!.AsObject().ShouldContainKey(field);
    }

    static JsonObject Order() => Somebody.Order();

    Task<Guid> Sent(Guid order) => Somebody.IsSent(Shop, order, _system.Time);

    async Task<JsonNode> Erase(JsonObject whom)
    {
        using var reply = await _system.Client.PostAsJsonAsync("api/v1/people/erasures", whom);
        var text = await reply.Content.ReadAsStringAsync();
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted, text);
        var erasure = JsonNode.Parse(text)!;
        reply.Headers.Location.ShouldNotBeNull().ToString().ShouldBe($"/api/v1/people/erasures/{erasure["id"]}");
        return erasure;
    }

    async Task<IReadOnlyList<string>> Statuses(Guid order) =>
        [.. (await Shop.Get($"notifications?orderId={order}&limit=200"))["items"]!.AsArray().Select(n => $"{n!["status"]} {n["reason"]}")];

    /// <summary>Until every service has looked twice; the second time is minutes later.</summary>
    async Task<JsonNode> Complete(JsonNode erasure)
    {
        var path = $"people/erasures/{erasure["id"]}";
        await Eventually.Passes(async () => (await Shop.Get(path))["services"]!.AsArray().ShouldAllBe(s => s!["erasedAt"] != null));
        _system.Time.Advance(TimeSpan.FromMinutes(5));
        await Eventually.Passes(async () => (await Shop.Get(path))["completedAt"].ShouldNotBeNull());
        return await Shop.Get(path);
    }

    /// <summary>Where any trace of them is: in any column of any table, or in any file that is no database.</summary>
    async Task<List<string>> Found()
    {
        var found = new List<string>();
        foreach (var service in Somebody.Services)
        {
            await using var db = new SqliteConnection($"Data Source={Path.Combine(_system.DataDirectory, $"{service}.db")};Mode=ReadOnly;Pooling=False");
            await db.OpenAsync();
            await Somebody.Search(db, service, "SELECT '\"' || name || '\"' FROM sqlite_master WHERE type = 'table'", found);
        }

        foreach (var file in Directory.GetFiles(_system.DataDirectory, "*", SearchOption.AllDirectories).Where(f => !f.Contains(".db", StringComparison.Ordinal)))
        {
            var text = await File.ReadAllTextAsync(file);
            found.AddRange(Somebody.TracesIn(text).Select(t => $"{Path.GetFileName(file)}: {t}"));
        }

        return found;
    }
}
