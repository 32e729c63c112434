using System.Globalization;
using System.Text.Json.Nodes;

namespace StatusTracking.Chaos;

/// <summary>How an order goes.</summary>
enum LifeKind
{
    /// <summary>Paid, labelled, scanned in order, delivered.</summary>
    Happy,

    /// <summary>The same, its scans in any order.</summary>
    Shuffled,

    /// <summary>Delivered, and some of the money given back in one or two parts.</summary>
    Refunded,

    /// <summary>Called off by its buyer while its package is still in the house.</summary>
    Cancelled,

    /// <summary>The card is declined, and nothing follows.</summary>
    Declined,
}

/// <summary>A scan as a carrier posts it.</summary>
readonly record struct PlannedScan(string EventId, string Status, string Detail, int AtSecond);

/// <summary>
/// Everything that a client is going to do about one order: a function of the seed and the order's number, so that whoever judges the run
/// knows it without asking the client. Each buyer has an address and a telephone of their own: what is sent to them is about this order.
/// </summary>
sealed class Life
{
    const int Skus = 200;

    Life(int seed, int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        Number = number;
        Reference = $"CHAOS-{seed}-{number}";
        Email = $"buyer-{number}@example.org";
        Phone = string.Create(CultureInfo.InvariantCulture, $"+49151{10_000_000 + number}");
        Kind = random.Next(100) switch
        {
            < 62 => LifeKind.Happy,
            < 80 => LifeKind.Shuffled,
            < 88 => LifeKind.Refunded,
            < 95 => LifeKind.Cancelled,
            _ => LifeKind.Declined,
        };
        Lines = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(Skus)).Distinct().Select(n => (Sku: $"SKU-{n:000}", Quantity: 1 + random.Next(3)))];
        Scans = Plan(random);
        RefundParts = Kind is LifeKind.Refunded ? 1 + random.Next(2) : 0;
        InBatches = random.Next(100) < 30;
        Repeats = random.Next();
    }

    public static Life Of(int seed, int number) => new(seed, number);

    public static IEnumerable<string> AllSkus => Enumerable.Range(0, Skus).Select(n => $"SKU-{n:000}");

    public int Number { get; }

    public string Reference { get; }

    public string Email { get; }

    public string Phone { get; }

    public LifeKind Kind { get; }

    public IReadOnlyList<(string Sku, int Quantity)> Lines { get; }

    /// <summary>In the order in which they are posted.</summary>
    public IReadOnlyList<PlannedScan> Scans { get; }

    public int RefundParts { get; }

    /// <summary>Whether its scans are posted together with others'.</summary>
    public bool InBatches { get; }

    /// <summary>The seed of which calls are made twice.</summary>
    public int Repeats { get; }

    public string Token => Kind is LifeKind.Declined ? "tok_declined" : "tok_ok";

    public bool IsDelivered => Kind is LifeKind.Happy or LifeKind.Shuffled or LifeKind.Refunded;

    /// <summary>Acts that its client has a 2xx for in the end: the order, the label, scans, a cancellation, refunds.</summary>
    public int Events => 1 + (IsDelivered ? 1 : 0) + Scans.Count + (Kind is LifeKind.Cancelled ? 1 : 0) + RefundParts;

    public string TrackingNumber => string.Create(CultureInfo.InvariantCulture, $"{300_000_000_000 + Number}");

    /// <summary>In euros; no part of the money is worth more than a piece.</summary>
    public const decimal PartOfRefund = 1.25m;

    public JsonObject Order() => new()
    {
        ["reference"] = Reference,
        ["customer"] = new JsonObject { ["name"] = $"Buyer {Number}", ["email"] = Email, ["phone"] = Phone, ["locale"] = "en", ["timeZone"] = "Europe/Berlin" },
        ["shippingAddress"] = new JsonObject { ["line1"] = "Hauptstr. 1", ["city"] = "Berlin", ["postalCode"] = "10115", ["country"] = "DE" },
        ["currency"] = "EUR",
        ["lines"] = new JsonArray([.. Lines.Select(l => new JsonObject { ["sku"] = l.Sku, ["name"] = l.Sku, ["quantity"] = l.Quantity, ["unitPrice"] = 12.50 })]),
        ["payment"] = new JsonObject { ["method"] = "card", ["token"] = Token },
    };

    PlannedScan[] Plan(Random random)
    {
        if (!IsDelivered)
            return [];
        var way = new List<(string, string)> { ("picked_up", "accepted") };
        for (var hub = 1 + random.Next(5); hub > 0; hub--)
        {
            way.Add(("in_transit", "departed_facility"));
            way.Add(("in_transit", "arrived_facility"));
        }

        way.Add(("out_for_delivery", "vehicle"));
        way.Add(("delivered", "to_recipient"));
        PlannedScan[] scans = [.. way.Select((step, at) => new PlannedScan($"{Reference}-{at}", step.Item1, step.Item2, at))];
        if (Kind is LifeKind.Shuffled)
            random.Shuffle(scans);
        return scans;
    }
}
