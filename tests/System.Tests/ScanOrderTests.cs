using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>
/// The same scans in order, and twice more in an order and a number of their own, each time of another package: over HTTP, through the fold and
/// the saga, into Notifications. The keys of what people are told are the same; which of them were sent and which superseded may differ.
/// </summary>
public sealed class When_the_same_scans_come_in_another_order(ITestOutputHelper output) : IAsyncLifetime
{
    const int Histories = 20;
    const int Arrivals = 3;

    static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = 6 };
    static readonly string[] Sides = ["on_hold", "exception", "delivery_attempted", "available_for_pickup", "returning", "returned", "lost", "disposed", "expired"];
    static readonly string[] Journey = ["picked_up", "in_transit", "in_transit", "in_transit", "out_for_delivery", "delivered"];
    static readonly string?[] Details = [null, "departed_facility", "arrived_facility"];
    static readonly string[] Shipped = ["picked_up", "in_transit", "out_for_delivery", "delivery_attempted", "available_for_pickup", "delivered", "returning", "returned"];
    static readonly string[] BySms = ["left_distribution_centre", "out_for_delivery", "available_for_pickup", "delivery_attempted", "delivered", "exception"];

    readonly EmbeddedSystem _system = new("Notifications:MaxAge=00:00:00");

    Shop Shop => new(_system.Client);

    public async ValueTask InitializeAsync()
    {
        await _system.InitializeAsync();
        await Shop.PutStock("MUG-01", 10 * Histories * Arrivals);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task People_are_told_by_the_same_keys_each_once()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var day = _system.Time.GetUtcNow().Date.AddDays(-2);
        var histories = Enumerable.Range(0, Histories).Select(_ => History(random, new(day, TimeSpan.Zero))).ToList();
        var plans = histories.SelectMany((scans, history) => Enumerable.Range(0, Arrivals).Select(arrival => (scans, history, arrival, Seed: random.Next()))).ToList();

        var packages = new ConcurrentBag<(int History, int Arrival, Guid Order, Guid Package)>();
        await Parallel.ForEachAsync(plans, Parallelism, async (plan, _) =>
        {
            var order = await Shop.Place(Shop.Order(email: $"buyer-{plan.history}-{plan.arrival}@example.org"));
            var package = await Shop.PackageOf(order);
            await Shop.Label(package, $"{plan.history:D6}{plan.arrival:D6}");
            foreach (var request in plan.arrival == 0 ? plan.scans.Select(s => new[] { s }) : Shuffled(plan.scans, new Random(plan.Seed)))
                await Shop.Post("packages/events", new JsonArray([.. request.Select(scan => Body(scan, package))]));
            packages.Add((plan.history, plan.arrival, order, package));
        });

        foreach (var (history, arrival, order, package) in packages.OrderBy(p => p.History))
        {
            var expected = histories[history].SelectMany(Keys).Distinct().Order(StringComparer.Ordinal);
            await Eventually.Passes(
                async () => (await Told(order, package)).Order(StringComparer.Ordinal).ShouldBe(expected, $"history {history} of seed {seed}, arrival {arrival}: {string.Join(", ", histories[history])}"),
                TimeSpan.FromMinutes(3));
        }

        // Also later: by now all that was still on its way has come.
        foreach (var (history, _, order, package) in packages)
            (await Told(order, package)).Count.ShouldBe(histories[history].SelectMany(Keys).Distinct().Count(), $"history {history} of seed {seed}");
    }

    /// <summary>The keys of one package: (kind, occurrence, channel). Each is there once, or the list has a repeat.</summary>
    async Task<List<string>> Told(Guid order, Guid package) =>
        [.. from n in (await Shop.Get($"notifications?orderId={order}&limit=200"))["items"]!.AsArray()
            where n["about"]!.GetValue<Guid>() == package
            select $"{n["kind"]}/{n["occurrence"]}/{n["channel"]}"];

    static List<Scan> History(Random random, DateTimeOffset day) =>
        [.. from number in Enumerable.Range(0, random.Next(6, 10))
            let status = number == 0 || random.Next(3) == 0 ? random.GetItems(Sides, 1)[0] : random.GetItems(Journey, 1)[0]
            let detail = status == "in_transit" ? random.GetItems(Details, 1)[0] : null
            let at = day.AddMinutes(random.Next(36 * 60))
            orderby at
            select new Scan($"e{number}", status, detail, at)];

    /// <summary>In requests of up to three, some of them twice.</summary>
    static IEnumerable<Scan[]> Shuffled(List<Scan> scans, Random random)
    {
        var arrivals = scans.Concat(scans.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(arrivals);
        for (var i = 0; i < arrivals.Length;)
        {
            var request = arrivals.Skip(i).Take(random.Next(1, 4)).ToArray();
            i += request.Length;
            yield return request;
        }
    }

    static JsonObject Body(Scan scan, Guid package) => new()
    {
        ["packageId"] = package.ToString(),
        ["eventId"] = scan.EventId,
        ["status"] = scan.Status,
        ["detail"] = scan.Detail,
        ["occurredAt"] = scan.At.ToString("O"),
    };

    /// <summary>What DOMAIN says that a scan speaks of, and on which channels a fresh installation tells it.</summary>
    static IEnumerable<string> Keys(Scan scan)
    {
        var berlin = TimeZoneInfo.ConvertTime(scan.At, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var keys = new List<(string Kind, string Occurrence)>();
        if (Shipped.Contains(scan.Status))
            keys.Add(("shipped", "1"));
        switch (scan.Status)
        {
            case "in_transit" when scan.Detail == "departed_facility":
                keys.Add(("left_distribution_centre", "1"));
                break;
            case "delivered" or "returned":
                keys.Add((scan.Status, "1"));
                break;
            case "out_for_delivery" or "available_for_pickup" or "delivery_attempted" or "exception":
                keys.Add((scan.Status, berlin));
                break;
        }

        return keys.SelectMany(key => BySms.Contains(key.Kind) ? new[] { "email", "sms" } : ["email"], (key, channel) => $"{key.Kind}/{key.Occurrence}/{channel}");
    }

    sealed record Scan(string EventId, string Status, string? Detail, DateTimeOffset At);
}
