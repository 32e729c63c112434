using System.Net;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Orders.Tests.Features;

/// <summary>What the providers do differently: JSON columns, row locks, timestamps, the order of ids, text search.</summary>
[Trait("Category", "Server")]
public class When_orders_live_in_PostgreSql
{
    [Fact]
    public async Task They_do_all_that_they_do_in_Sqlite()
    {
        await using var databases = await PostgreSqlDatabases.Create();
        await using var orders = new OrdersFixture("Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database("orders")}");
        await orders.InitializeAsync();

        var id = await orders.PlaceConfirmed(OrderBody.Good().With("recipient", """{ "name": "Charles Babbage" }"""));
        var package = Guid.CreateVersion7(orders.Time.GetUtcNow());
        await Task.WhenAll(
            orders.Publish(OrderWords.Package(id, PackageStatus.PickedUp, 3, package)), orders.Publish(OrderWords.Package(id, PackageStatus.Lost, 4, package)),
            orders.Publish(OrderWords.Payment(id, PaymentStatus.PartiallyRefunded, 3) with { Refunded = 10 }), orders.Publish(OrderWords.Signal(id, PackageSignalKind.Delayed)));
        await orders.Stands(id, "action_required");
        await orders.Becomes(id, order => order["paymentStatus"]!.GetValue<string>() == "partially_refunded");
        (await orders.Post($"/api/v1/orders/{id}/resolve", $$"""{ "packageId": "{{package}}", "choice": "replace" }""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var replacement = (await orders.First<ReplacePackage>(c => c.PackageId == package)).NewPackageId;
        await orders.Publish(OrderWords.Package(id, PackageStatus.Delivered, 3, replacement, package));
        var order = await orders.Becomes(id, o => o["packages"]!.AsArray().Any(p => p!["id"]!.GetValue<Guid>() == replacement && p["status"]!.GetValue<string>() == "delivered"));
        order["total"]!.ToJsonString().ShouldBe("25.00");
        order["recipient"]!["name"]!.GetValue<string>().ShouldBe("Charles Babbage");

        var another = await orders.Place();
        var page = await orders.Get("/api/v1/orders?q=ADA@example&limit=1");
        page["items"]!.AsArray().Count.ShouldBe(1);
        var next = await orders.Get($"/api/v1/orders?q=ADA@example&limit=1&after={page["next"]}");
        new[] { page, next }.Select(p => p["items"]![0]!["id"]!.GetValue<Guid>()).ShouldBe([id, another], ignoreOrder: true);

        var cancelled = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => orders.Post($"/api/v1/orders/{another}/cancel")).Append(
            orders.Publish(OrderWords.Stock(another, StockStatus.Reserved)).ContinueWith(_ => new HttpResponseMessage(HttpStatusCode.OK), TaskScheduler.Default)));
        cancelled.Select(reply => reply.StatusCode).ShouldAllBe(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task They_are_found_as_in_Sqlite()
    {
        await using var databases = await PostgreSqlDatabases.Create();
        await using var orders = new OrdersFixture("Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database("orders")}");
        await orders.InitializeAsync();
        await ManyOrders.AreFound(orders);
    }
}
