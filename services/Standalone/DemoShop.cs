using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace StatusTracking.Standalone;

/// <summary>
/// A shop that is busy: orders in many states at once, then a new one and some scans every few seconds. It uses nothing but the public
/// HTTP API, as a shop would.
/// </summary>
sealed class DemoShop(ReadyHost ready, IConfiguration configuration, TimeProvider time, ILogger<DemoShop> logger) : BackgroundService
{
    static readonly TimeSpan Pace = TimeSpan.FromSeconds(6);
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    static readonly (string Name, string Locale, string TimeZone, string City, string Postcode, string Country)[] Buyers =
    [
        ("Ada Byron", "de", "Europe/Berlin", "Berlin", "10115", "DE"),
        ("Grace Hopper", "en", "America/New_York", "Washington", "20001", "US"),
        ("Alan Turing", "en", "Europe/London", "London", "SW1A 1AA", "GB"),
        ("Emmy Noether", "de", "Europe/Berlin", "Erlangen", "91052", "DE"),
        ("Rosalind Franklin", "en", "Europe/London", "London", "W8 5HQ", "GB"),
        ("Konrad Zuse", "de", "Europe/Berlin", "Hünfeld", "36088", "DE"),
    ];

    readonly Random _random = new(configuration.GetValue("Standalone:DemoSeed", 2026));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var shop = new HttpClient { BaseAddress = await ready.WaitAsync(stoppingToken) };
        shop.DefaultRequestHeaders.Add("X-Api-Key", configuration["Auth:ApiKey"]);

        var options = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stoppingToken };
        await Parallel.ForEachAsync(DemoOrder.Day.Index(), options, async (order, ct) => await Live(shop, order.Index, order.Item, ct));
        logger.LogInformation("The demo has placed {Count} orders; more follow every {Pace}", DemoOrder.Day.Count, Pace);

        using var timer = new PeriodicTimer(Pace, time);
        for (var number = DemoOrder.Day.Count; await timer.WaitForNextTickAsync(stoppingToken); number++)
            await Live(shop, number, new DemoOrder("POSTER-A2", Scans: _random.Next(0, DemoOrder.Way.Count + 1)), stoppingToken);
    }

    /// <summary>Lives through one order as far as it goes. A reply that is an error is told and left: the demo goes on.</summary>
    async Task Live(HttpClient shop, int number, DemoOrder order, CancellationToken stopping)
    {
        try
        {
            var placedAt = time.GetUtcNow().AddHours(-2 - number % 40);
            var id = await Place(shop, number, order, placedAt, stopping);
            if (order.Cancelled)
                await Post(shop, $"orders/{id}/cancel", new { reason = "The buyer changed their mind." }, stopping);
            else if (order.IsShipped)
                await Ship(shop, await PackageOf(shop, id, stopping), number, order, placedAt, stopping);
        }
        catch (HttpRequestException e)
        {
            logger.LogWarning("Demo order {Number} ended early: {Reason}", number, e.Message);
        }
    }

    static async Task<string> Place(HttpClient shop, int number, DemoOrder order, DateTimeOffset placedAt, CancellationToken stopping)
    {
        var buyer = Buyers[number % Buyers.Length];
        // An address an order: the caps on messages a person would silence the demo within the hour.
        var address = $"{buyer.Name.Split(' ')[0].ToLowerInvariant()}.{number + 1}@example.org";
        var placed = await Post(shop, "orders", new
        {
            reference = $"DEMO-{number + 1:0000}",
            customer = new { name = buyer.Name, email = address, phone = $"+4915112{300_000 + number}", locale = buyer.Locale, timeZone = buyer.TimeZone },
            shippingAddress = new { line1 = $"Hauptstr. {number % 90 + 1}", city = buyer.City, postalCode = buyer.Postcode, country = buyer.Country },
            currency = "EUR",
            lines = new[] { new { sku = order.Sku, name = order.Sku, quantity = 1, unitPrice = 12.50m + number % 7 } },
            payment = new { method = "card", token = order.Token },
            placedAt,
        }, stopping);
        return placed["id"]!.GetValue<string>();
    }

    static async Task<string> PackageOf(HttpClient shop, string order, CancellationToken stopping)
    {
        while (true)
        {
            var found = await shop.GetFromJsonAsync<JsonObject>($"api/v1/packages?orderId={order}", stopping);
            if (found?["items"]?.AsArray() is [{ } package, ..])
                return package["id"]!.GetValue<string>();
            await Task.Delay(Poll, stopping);
        }
    }

    async Task Ship(HttpClient shop, string package, int number, DemoOrder order, DateTimeOffset placedAt, CancellationToken stopping)
    {
        if (!order.Labelled)
            return;
        var created = placedAt.AddMinutes(20);
        await Post(shop, $"packages/{package}/label", new
        {
            carrier = "demo",
            trackingNumber = $"DEMO{number:000000}",
            estimatedDelivery = placedAt.AddDays(3),
            createdAt = created,
        }, stopping);
        var scans = DemoOrder.Way.Take(order.Scans).Concat(order.Ending is { } ending ? [ending] : []).ToList();
        var step = (time.GetUtcNow() - created) / (scans.Count + 1);
        foreach (var (index, scan) in scans.Index())
        {
            await Post(shop, $"packages/{package}/events", new
            {
                eventId = $"demo-{number}-{index}",
                status = scan.Status,
                detail = scan.Detail,
                occurredAt = created + step * (index + 1),
                location = scan.Location,
            }, stopping);
        }
    }

    static async Task<JsonNode> Post(HttpClient shop, string path, object body, CancellationToken stopping)
    {
        using var response = await shop.PostAsJsonAsync($"api/v1/{path}", body, stopping);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(stopping)}");
        return (await response.Content.ReadFromJsonAsync<JsonNode>(stopping))!;
    }
}
