using Shouldly;
using StatusTracking.Testing;

namespace StatusTracking.WholeSystem;

/// <summary>The whole life of an order whose package meets no trouble, and what its buyer is told (DOMAIN).</summary>
static class HappyPackage
{
    public static readonly string[] Told =
    [
        "delivered/email", "delivered/sms",
        "left_distribution_centre/email", "left_distribution_centre/sms",
        "order_confirmed/email",
        "out_for_delivery/email", "out_for_delivery/sms",
        "shipped/email",
    ];

    static readonly (string Status, string? Detail)[] Way =
    [
        ("picked_up", "accepted"),
        ("in_transit", "departed_facility"),
        ("in_transit", "arrived_facility"),
        ("in_transit", "departed_facility"),
        ("out_for_delivery", "vehicle"),
        ("delivered", "to_recipient"),
    ];

    /// <summary>Places an order and brings its package home, each scan posted as often as asked.</summary>
    public static async Task<Guid> Live(Shop shop, TimeProvider time, int times = 1, string email = "ada@example.org", Func<int, Task>? before = null)
    {
        var order = await shop.Place(Shop.Order(email: email), Guid.NewGuid().ToString());
        await shop.Reaches(order, "confirmed");
        var package = await shop.PackageOf(order);
        await shop.Label(package, Random.Shared.NextInt64(100_000_000_000, 999_999_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (step, scan) in Way.Index())
        {
            if (before is not null)
                await before(step);
            var at = time.GetUtcNow();
            for (var n = 0; n < times; n++)
                (await shop.Scan(package, $"scan-{step}", scan.Status, scan.Detail, at.AddSeconds(step))).ShouldBe(n == 0 ? "accepted" : "duplicate");
        }

        await shop.Reaches(order, "completed");
        return order;
    }

    public static Task IsTold(Shop shop, Guid order) =>
        Eventually.Passes(async () => (await shop.Sent(order)).ShouldBe(Told), TimeSpan.FromSeconds(60));
}
