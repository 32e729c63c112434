using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Domain;
using StatusTracking.Orders.Tests.Domain;

namespace StatusTracking.Orders.Tests.Features;

/// <summary>So many orders that a word which many of them have is looked for in another way than one which few have.</summary>
static class ManyOrders
{
    const int Old = 1200;
    const int New = 2200;

    /// <summary>Saves them, a minute between each two, and looks for them in all ways.</summary>
    public static async Task AreFound(OrdersFixture orders)
    {
        var all = new List<Order>();
        for (var n = 0; n < Old + New; n++)
            all.Add(Order(n, n < Old ? $"OLD-{n:0000}" : $"NEW-{n:0000}"));
        foreach (var batch in all.Chunk(200))
        {
            await using var db = orders.Db();
            db.Orders.AddRange(batch);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Guid[] newestFirst = [.. all.AsEnumerable().Reverse().Select(o => o.Id)];
        await Finds("q=ada", newestFirst);
        await Finds("q=old-", newestFirst[New..]);
        await Finds("q=old%20ada", newestFirst[New..]);
        await Finds("q=old&sort=created", [.. newestFirst[New..].Reverse()]);
        await Finds("q=old&sort=-updated", newestFirst[New..]);
        await Finds("q=old&status=submitted", newestFirst[New..]);
        await Finds("q=old&status=failed", []);
        await Finds("q=old%20ada%20new", []);
        await Finds("q=OLD-1&sort=updated", [.. newestFirst[New..(New + 200)].Reverse()]);
        await Finds("q=new-2000%20ada", [all[2000].Id]);

        async Task Finds(string query, Guid[] expected)
        {
            var seen = new List<Guid>();
            string? after = null;
            do
            {
                var page = await orders.Get($"/api/v1/orders?{query}&limit=200{(after is null ? "" : $"&after={after}")}");
                seen.AddRange(page["items"]!.AsArray().Select(o => o!["id"]!.GetValue<Guid>()));
                after = page["next"]?.GetValue<string>();
            }
            while (after is not null);
            seen.ShouldBe(expected, false, query);
        }
    }

    static Order Order(int n, string reference) => new(
        new PlacedOrder
        {
            Id = Guid.NewGuid(),
            Number = $"ST-{n:00000000}",
            TrackingUrl = "http://localhost/track/abc",
            Reference = reference,
            Customer = new Person("Ada Byron", $"{n}@example.org", null, null, null),
            ShippingAddress = new Address("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
            Currency = "EUR",
            Lines = [new OrderLine { Sku = "MUG-01", Name = "Mug", Quantity = 1, UnitPrice = 1 }],
            PaymentMethod = "card",
            PaymentToken = "tok_ok",
        },
        Some.At(n / 60.0));
}
