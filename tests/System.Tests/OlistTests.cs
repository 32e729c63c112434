using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>
/// 500 real orders with their real times, dirt included, through the public HTTP API only, as they came; a third of them again with all scans
/// shuffled, and with every call made twice. All must end as they ended.
/// </summary>
public sealed class When_real_orders_are_brought_over
{
    public enum Run { AsItCame, Shuffled, EverythingTwice }

    const int Orders = 500;
    const int Seed = 20261123;

    /// <summary>So many orders have their hand-over and their delivery exchanged: the data has none that were delivered before.</summary>
    const int Exchanged = 5;

    static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = 6 };

    [Theory]
    [InlineData(Run.AsItCame, 1)]
    [InlineData(Run.Shuffled, 3)]
    [InlineData(Run.EverythingTwice, 3)]
    public async Task They_end_where_they_ended(Run run, int each)
    {
        var orders = Pick(TestData.Require("olist", "orders.csv")).Where((_, number) => number % each == 0 || number >= Orders - Exchanged).ToList();
        await using var system = new EmbeddedSystem("Notifications:MaxAge=00:00:00");
        await system.InitializeAsync();
        var shop = new Shop(system.Client);
        await shop.PutStock("OLIST", 10 * Orders);
        var times = run == Run.EverythingTwice ? 2 : 1;

        var placed = new ConcurrentDictionary<string, Guid>();
        var packages = new ConcurrentDictionary<string, Guid>();
        await Parallel.ForEachAsync(orders.Index(), Parallelism, async (item, _) =>
        {
            var (number, order) = item;
            for (var n = 0; n < times; n++)
                placed[order.Id] = await shop.Place(Body(order, number), order.Id);
            if (order.Status == "unavailable")
            {
                await shop.Reaches(placed[order.Id], "failed", TimeSpan.FromMinutes(3));
                return;
            }

            packages[order.Id] = await PackageOf(shop, placed[order.Id]);
            for (var n = 0; n < times; n++)
            {
                if (order.Status == "canceled")
                    await shop.Post($"orders/{placed[order.Id]}/cancel");
                else
                    await shop.Label(packages[order.Id], order.Id, order.Approved);
            }
        });

        var scans = orders.Where(o => packages.ContainsKey(o.Id)).SelectMany(o => Scans(o, packages[o.Id])).ToArray();
        if (run == Run.Shuffled)
            new Random(Seed).Shuffle(scans);
        for (var n = 0; n < times; n++)
        {
            foreach (var batch in scans.Chunk(100))
            {
                var reply = await shop.Post("packages/events", new JsonArray([.. batch.Select(s => s.DeepClone())]));
                reply["results"]!.AsArray().ShouldAllBe(r => r!["result"]!.GetValue<string>() != "rejected");
            }
        }

        await Parallel.ForEachAsync(orders, Parallelism, async (order, _) =>
        {
            await shop.Reaches(placed[order.Id], End(order), TimeSpan.FromMinutes(5));
        });
        await Parallel.ForEachAsync(orders.Where(o => o.Status is not "unavailable"), Parallelism, async (order, _) =>
        {
            var told = (await shop.Get($"notifications?orderId={placed[order.Id]}&limit=200"))["items"]!.AsArray()
                .Select(n => $"{n!["kind"]}/{n["channel"]}/{n["recipient"]}").ToList();
            told.ShouldBeUnique($"order {order.Id} was told something twice");
        });
        orders.SelectMany(o => o.ImpossibleScans).Distinct().Order().ShouldBe(["delivered before_hand_over", "picked_up after_delivery", "picked_up before_order"]);
        await Parallel.ForEachAsync(orders.Where(o => packages.ContainsKey(o.Id)), Parallelism, async (order, _) =>
        {
            (await Marks(shop, $"packages/{packages[order.Id]}", "scans", "status")).ShouldBe(order.ImpossibleScans, ignoreOrder: true, $"scans of order {order.Id}");
            // Of two that contradict each other the timeline marks the one that came second: until then nothing spoke against the first.
            await Eventually.Passes(async () =>
            {
                var marks = (await Marks(shop, $"orders/{placed[order.Id]}/timeline?limit=200", "items", "to")).ToHashSet();
                marks.IsSubsetOf(order.ImpossibleScans).ShouldBeTrue($"timeline of order {order.Id}: {string.Join(", ", marks)}");
                marks.Count.ShouldBeInRange(Math.Min(1, order.ImpossibleScans.Count), order.ImpossibleScans.Count, $"timeline of order {order.Id}");
            }, TimeSpan.FromMinutes(3));
        });
    }

    /// <summary>What is marked as impossible: <c>picked_up before_order</c>.</summary>
    static async Task<IEnumerable<string>> Marks(Shop shop, string path, string list, string status) =>
        from item in (await shop.Get(path))[list]!.AsArray()
        where item!["impossible"] is not null
        select $"{item[status]} {item["impossible"]}";

    static async Task<Guid> PackageOf(Shop shop, Guid order) => await Eventually.Get<Guid>(
        async () => (await shop.Get($"packages?orderId={order}"))["items"]!.AsArray() is [{ } package, ..] ? Guid.Parse(package["id"]!.GetValue<string>()) : Guid.Empty,
        id => id != Guid.Empty, TimeSpan.FromMinutes(3));

    static string End(RealOrder order) => order.Status switch
    {
        "canceled" => "cancelled",
        "unavailable" => "failed",
        _ when order.Delivered is not null => "completed",
        _ when order.HandedOver is not null => "in_fulfilment",
        _ => "confirmed",
    };

    static JsonObject Body(RealOrder order, int number)
    {
        var body = Shop.Order(order.Status == "unavailable" ? "NOT-STOCKED" : "OLIST", email: $"buyer-{number}@example.org");
        body["customer"]!["phone"] = $"+491511{1_000_000 + number}";
        body["reference"] = order.Id;
        body["placedAt"] = order.Purchased.ToString("O");
        return body;
    }

    static IEnumerable<JsonNode> Scans(RealOrder order, Guid package)
    {
        if (order.HandedOver is { } handedOver)
            yield return Scan("picked_up", handedOver);
        if (order.Delivered is { } delivered)
            yield return Scan("delivered", delivered);

        JsonObject Scan(string status, DateTimeOffset at) => new()
        {
            ["packageId"] = package.ToString(),
            ["eventId"] = $"{order.Id}-{status}",
            ["status"] = status,
            ["occurredAt"] = at.ToString("O"),
        };
    }

    /// <summary>Every order that did not simply arrive, those whose times are impossible, and the first of the others.</summary>
    static List<RealOrder> Pick(string file)
    {
        var all = File.ReadLines(file).Skip(1).Select(RealOrder.Parse).ToList();
        var picked = all.OrderBy(o => o.Status == "delivered" && !o.IsImpossible).Take(Orders).ToList();
        foreach (var (number, order) in picked.Index().TakeLast(Exchanged))
            picked[number] = order with { HandedOver = order.Delivered, Delivered = order.HandedOver };
        return picked;
    }

    sealed record RealOrder(string Id, string Status, DateTimeOffset Purchased, DateTimeOffset? Approved, DateTimeOffset? HandedOver, DateTimeOffset? Delivered)
    {
        public bool IsImpossible => HandedOver < Purchased || HandedOver < Approved || Delivered < HandedOver || (Status == "canceled" && HandedOver is not null);

        /// <summary>Its scans that cannot have happened when the data says, with what speaks against them.</summary>
        public IReadOnlyList<string> ImpossibleScans =>
        [
            .. HandedOver < Purchased ? ["picked_up before_order"] : Array.Empty<string>(),
            .. Delivered < Purchased ? ["delivered before_order"] : Delivered < HandedOver ? ["delivered before_hand_over"] : Array.Empty<string>(),
            .. Delivered < HandedOver && HandedOver >= Purchased ? ["picked_up after_delivery"] : Array.Empty<string>(),
        ];

        public static RealOrder Parse(string line)
        {
            var cells = line.Split(',').Select(c => c.Trim('"')).ToArray();
            return new(cells[0], cells[2], Time(cells[3])!.Value, Time(cells[4]), Time(cells[5]), Time(cells[6]));
        }

        static DateTimeOffset? Time(string text) =>
            text.Length == 0 ? null : DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
