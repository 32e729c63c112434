using System.Globalization;
using System.Text.Json.Nodes;
using StatusTracking.Testing;

namespace StatusTracking.WholeSystem;

/// <summary>
/// The life of one order of a sweep, from its placing to its end, by a client that repeats what was not answered. Every fourth order is
/// cancelled and refunded; every other one of the rest is paid by a callback that is due a second later.
/// </summary>
static class SweptLife
{
    public const string Sku = "MUG-01";
    public const decimal Total = 12.50m;

    static int _number;

    static readonly (string Status, string Detail)[] Way =
    [
        ("picked_up", "accepted"),
        ("in_transit", "departed_facility"),
        ("in_transit", "arrived_facility"),
        ("in_transit", "departed_facility"),
        ("out_for_delivery", "vehicle"),
        ("delivered", "to_recipient"),
    ];

    public static Task Live(PatientShop shop)
    {
        var number = Interlocked.Increment(ref _number);
        return number % 4 == 0 ? Cancelled(shop, number) : Delivered(shop, number, number % 2 == 0 ? "tok_slow" : "tok_ok");
    }

    /// <summary>Places an order and writes into the ledger what must come of it.</summary>
    public static async Task<Guid> Place(PatientShop shop, string reference, string token, string ends, IReadOnlyList<string> told, decimal kept)
    {
        var email = $"{reference.ToLowerInvariant()}@example.org";
        var body = Shop.Order(Sku, token, email);
        body["reference"] = reference;
        var phone = body["customer"]!["phone"]!.GetValue<string>();
        var reply = await shop.Post("orders", body, $"order {reference}");
        var id = Guid.Parse(reply["id"]!.GetValue<string>());
        shop.Ledger.Add(new() { Id = id, Reference = reference, Email = email, Phone = phone, Ends = ends, Told = told, Captured = Total, Kept = kept });
        return id;
    }

    static async Task Delivered(PatientShop shop, int number, string token)
    {
        var order = await Place(shop, $"SWEEP-{number}", token, "completed", HappyPackage.Told, Total);
        await shop.Reaches(order, "confirmed");
        var package = await shop.PackageOf(order);
        var tracking = (700_000_000_000 + number).ToString(CultureInfo.InvariantCulture);
        await shop.Post($"packages/{package}/label", new JsonObject { ["carrier"] = "dhl", ["trackingNumber"] = tracking }, $"label {number}");
        var at = TimeProvider.System.GetUtcNow();
        foreach (var (step, scan) in Way.Index())
        {
            var id = $"scan-{step}";
            await shop.Post($"packages/{package}/events", new JsonObject
            {
                ["eventId"] = id,
                ["status"] = scan.Status,
                ["detail"] = scan.Detail,
                ["occurredAt"] = at.AddSeconds(step).ToString("O"),
                ["location"] = "Köln",
            }, $"scan {number} {step}");
            shop.Ledger.AddScan(package, id);
            // "Shipped" gives way to "left the distribution centre" where that is heard first, and after a crash it may be.
            if (step == 0)
                await shop.HasDecided(order, "shipped");
        }

        await shop.Reaches(order, "completed");
    }

    static async Task Cancelled(PatientShop shop, int number)
    {
        var order = await Place(shop, $"SWEEP-{number}", "tok_ok", "cancelled", ["order_cancelled/email", "order_confirmed/email", "refunded/email"], kept: 0);
        await shop.Reaches(order, "confirmed");
        await shop.Post($"orders/{order}/cancel", new JsonObject { ["reason"] = "The buyer changed their mind." }, $"cancel {number}");
        await shop.Reaches(order, "refunded", "paymentStatus");
    }
}
