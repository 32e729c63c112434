using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.SimulatedCarrier;

namespace StatusTracking.Standalone;

/// <summary>
/// A shop that is busy: orders in many states at once, then a new one with each turn, while a simulated carrier moves what is under way by the
/// webhooks of a real provider. It uses nothing but what is open to everyone: the public HTTP API, and the queue that takes scans.
/// </summary>
sealed class DemoShop(ReadyHost ready, IConfiguration configuration, IOptions<StandaloneOptions> options, ISendEndpointProvider queues, TimeProvider time, ILogger<DemoShop> logger) : BackgroundService
{
    /// <summary>How many turns the life of a package takes with which all goes well.</summary>
    const int TurnsOfHappyOne = 12;

    /// <summary>Whose webhooks they are: by a provider's mapping, as it signs.</summary>
    const string Provider = "easypost";

    /// <summary>The setting of the secret that the provider signs with.</summary>
    public const string SecretKey = $"Carriers:{Provider}:Secret";

    const string Carrier = "demo";

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

    /// <summary>What the carrier will say, by when.</summary>
    readonly PriorityQueue<CarrierCall, DateTimeOffset> _calls = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var shop = new HttpClient { BaseAddress = await ready.WaitAsync(stoppingToken) };
        shop.DefaultRequestHeaders.Add("X-Api-Key", configuration["Auth:ApiKey"]);
        var (seed, pace) = (options.Value.DemoSeed, options.Value.DemoPace);
        var random = new Random(seed);

        // Started again over the same data, it goes on and does not repeat its day.
        var first = (int)(await shop.GetFromJsonAsync<JsonObject>("api/v1/orders/counts", stoppingToken))!["total"]!;
        if (first == 0)
        {
            // First, since they are tried again before they are given up.
            await SendWhatCannotBeRead(stoppingToken);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stoppingToken };
            var placed = new string?[DemoOrder.Day.Count];
            await Parallel.ForEachAsync(DemoOrder.Day.Index(), parallel, async (order, ct) => placed[order.Index] = await Tried(order.Index, () => Place(shop, order.Index, order.Item, PlacedAt(order.Index), ct)));
            await Parallel.ForEachAsync(DemoOrder.Day.Index().Where(order => placed[order.Index] is not null), parallel, async (order, ct) =>
                await Tried(order.Index, () => Live(shop, placed[order.Index]!, order.Index, order.Item, ct)));
            first = DemoOrder.Day.Count;
        }

        logger.LogInformation("The demo has {Count} orders; another follows every {Pace}, and its carrier moves what is under way (seed {Seed})", first, pace, seed);
        using var timer = new PeriodicTimer(pace, time);
        for (var number = first; await timer.WaitForNextTickAsync(stoppingToken); number++)
            await Tried(number, () => Turn(shop, number, random, stoppingToken));
    }

    /// <summary>One new order, and what the carrier has to say of those before.</summary>
    async Task<string> Turn(HttpClient shop, int number, Random random, CancellationToken stopping)
    {
        while (_calls.TryPeek(out var call, out var at) && at <= time.GetUtcNow())
        {
            _calls.Dequeue();
            await Call(shop, call, stopping);
        }

        var now = time.GetUtcNow();
        var order = await Place(shop, number, new("POSTER-A2"), now, stopping);
        var placed = await PackageOf(shop, order, stopping);
        await Label(shop, placed, number, now, now, stopping);
        // Most go well; of each trouble there is one in a dozen or so.
        var scenario = Scenarios.All[Math.Max(0, random.Next(2 * Scenarios.All.Count) - Scenarios.All.Count)];
        var speed = Scenarios.Named("happy").Steps[^1].After / (options.Value.DemoPace * TurnsOfHappyOne);
        foreach (var call in EasyPostCarrier.CallsOf(new(Carrier, NumberOf(number), now, now.AddDays(3)), scenario, speed))
            _calls.Enqueue(call, call.At);
        return order;
    }

    /// <summary>As the provider calls: signed, and without a key.</summary>
    async Task Call(HttpClient shop, CarrierCall call, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shop.BaseAddress!, $"api/v1/carriers/{Provider}/events"));
        request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new("application/json") } };
        request.Headers.Add(EasyPostCarrier.SignatureHeader, EasyPostCarrier.Sign(call.Body, configuration[SecretKey]!));
        using var reply = await shop.SendAsync(request, stopping);
        if (!reply.IsSuccessStatusCode)
            throw new HttpRequestException($"The carrier's webhook was answered {(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync(stopping)}");
    }

    /// <summary>What a partner's program might send: the failures page has something to repair.</summary>
    async Task SendWhatCannotBeRead(CancellationToken stopping)
    {
        var queue = await queues.GetSendEndpoint(new Uri("queue:logistics-record-scan"));
        for (var i = 1; i <= 3; i++)
        {
            await queue.Send(new RecordScan
            {
                PackageId = Guid.Empty,
                EventId = $"partner-{i}",
                Source = "partner",
                Status = "in_transit",
                OccurredAt = time.GetUtcNow(),
            }, stopping);
        }
    }

    static string NumberOf(int number) => $"DEMO{number:000000}";

    DateTimeOffset PlacedAt(int number) => time.GetUtcNow().AddHours(-2 - number % 40);

    /// <summary>A reply that is an error is told and left: the demo goes on.</summary>
    async Task<string?> Tried(int number, Func<Task<string>> work)
    {
        try
        {
            return await work();
        }
        catch (HttpRequestException e)
        {
            logger.LogWarning("Demo order {Number} ended early: {Reason}", number, e.Message);
            return null;
        }
    }

    /// <summary>Lives through one order as far as it goes.</summary>
    async Task<string> Live(HttpClient shop, string id, int number, DemoOrder order, CancellationToken stopping)
    {
        if (order.Cancelled)
            await Post(shop, $"orders/{id}/cancel", new { reason = "The buyer changed their mind." }, stopping);
        else if (order.IsShipped)
            await Ship(shop, await PackageOf(shop, id, stopping), number, order, stopping);
        return id;
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

    async Task Ship(HttpClient shop, string package, int number, DemoOrder order, CancellationToken stopping)
    {
        if (!order.Labelled)
            return;
        var placedAt = PlacedAt(number);
        var created = placedAt.AddMinutes(20);
        await Label(shop, package, number, placedAt, created, stopping);
        var scans = DemoOrder.Way.Take(order.Scans).Concat(order.Ending is { } ending ? [ending] : []).ToList();
        var step = (time.GetUtcNow() - created) / (scans.Count + 1);
        if (scans.Count > 0)
            await Report(shop, package, number, 0, [.. scans.Select((scan, index) => (scan, created + step * (index + 1)))], stopping);
    }

    static async Task Label(HttpClient shop, string package, int number, DateTimeOffset placedAt, DateTimeOffset createdAt, CancellationToken stopping) =>
        await Post(shop, $"packages/{package}/label", new
        {
            carrier = Carrier,
            trackingNumber = NumberOf(number),
            estimatedDelivery = placedAt.AddDays(3),
            createdAt,
        }, stopping);

    static async Task Report(HttpClient shop, string package, int number, int first, IReadOnlyList<(Scan Scan, DateTimeOffset At)> scans, CancellationToken stopping) =>
        await Post(shop, "packages/events", scans.Select((scan, index) => new
        {
            packageId = package,
            eventId = $"demo-{number}-{first + index}",
            status = scan.Scan.Status,
            detail = scan.Scan.Detail,
            occurredAt = scan.At,
            location = scan.Scan.Location,
        }), stopping);

    static async Task<JsonNode> Post(HttpClient shop, string path, object body, CancellationToken stopping)
    {
        using var response = await shop.PostAsJsonAsync($"api/v1/{path}", body, stopping);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(stopping)}");
        return (await response.Content.ReadFromJsonAsync<JsonNode>(stopping))!;
    }
}
