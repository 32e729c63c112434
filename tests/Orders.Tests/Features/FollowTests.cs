using System.Text.Json.Nodes;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Orders.Tests.Features;

public class When_the_other_services_speak(OrdersFixture orders)
{
    [Fact]
    public async Task An_order_goes_from_its_stock_to_its_delivery()
    {
        var id = await orders.PlaceConfirmed();
        await orders.Publish(OrderWords.Package(id, PackageStatus.LabelCreated, 2));
        var packed = await orders.Becomes(id, order => order["fulfilmentStatus"]!.GetValue<string>() == "packed");
        packed["paymentStatus"]!.GetValue<string>().ShouldBe("paid");
        packed["packages"]![0]!["carrier"]!.GetValue<string>().ShouldBe("dhl");
        packed["packages"]![0]!["trackingNumber"]!.GetValue<string>().ShouldBe("JD200");

        await orders.Publish(OrderWords.Package(id, PackageStatus.PickedUp, 3));
        await orders.Publish(OrderWords.Package(id, PackageStatus.Delivered, 4));
        var order = await orders.Stands(id, "completed");

        order["fulfilmentStatus"]!.GetValue<string>().ShouldBe("delivered");
        var said = await orders.Published<OrderStatusChanged>(5, m => m.OrderId == id);
        said.OrderBy(m => m.Sequence).Select(m => m.To).ShouldBe(["submitted", "awaiting_payment", "confirmed", "in_fulfilment", "completed"]);
    }

    [Fact]
    public async Task Their_words_in_the_wrong_order_and_twice_end_the_same()
    {
        var id = await orders.Place();
        IStatusEvent[] words =
        [
            OrderWords.Package(id, PackageStatus.Delivered, 4), OrderWords.Payment(id, PaymentStatus.Captured, 2), OrderWords.Package(id, PackageStatus.PickedUp, 3),
            OrderWords.Payment(id, PaymentStatus.Pending, 1), OrderWords.Package(id, PackageStatus.Delivered, 4), OrderWords.Stock(id, StockStatus.Reserved),
        ];

        foreach (var word in words)
            await orders.Publish(word);
        await orders.Stands(id, "completed");

        var said = await orders.Published<OrderStatusChanged>(5, m => m.OrderId == id);
        said.OrderBy(m => m.Sequence).Select(m => m.To).ShouldBe(["submitted", "awaiting_payment", "confirmed", "in_fulfilment", "completed"]);
    }

    [Fact]
    public async Task Short_stock_fails_the_order_and_names_what_is_missing()
    {
        var id = await orders.Place();

        await orders.Publish(OrderWords.Stock(id, StockStatus.Rejected, 2, new SkuQuantity("MUG-01", 2)));

        (await orders.Stands(id, "failed"))["reason"]!.GetValue<string>().ShouldBe("Out of stock: 2 × MUG-01 missing.");
    }

    [Fact]
    public async Task A_backorder_is_shown_with_its_reason()
    {
        var id = await orders.Place();

        await orders.Publish(OrderWords.Stock(id, StockStatus.Backordered, 2, new SkuQuantity("MUG-01", 1)));

        var order = await orders.Becomes(id, o => o["reason"] is not null);
        order["status"]!.GetValue<string>().ShouldBe("submitted");
        order["reason"]!.GetValue<string>().ShouldContain("MUG-01");
    }

    [Fact]
    public async Task A_packages_clock_shows_in_the_delivery_health()
    {
        var id = await orders.PlaceConfirmed();
        await orders.Publish(OrderWords.Package(id, PackageStatus.InTransit, 3));
        await orders.Publish(OrderWords.Signal(id, PackageSignalKind.Delayed));

        await orders.Becomes(id, o => o["deliveryHealth"]!.GetValue<string>() == "delayed");
    }

    [Fact]
    public async Task A_revised_day_of_delivery_shows_and_no_older_word_takes_it_back()
    {
        var id = await orders.PlaceConfirmed();
        var day = new DateTimeOffset(2026, 12, 24, 12, 0, 0, TimeSpan.Zero);
        PackageEstimateChanged Revised(int revision, int days) => new()
        {
            SubjectId = id,
            OrderId = id,
            To = day.AddDays(days),
            Source = "api",
            Revision = revision,
            OccurredAt = day.AddDays(-9),
            RecordedAt = day.AddDays(-9),
        };
        await orders.Publish(OrderWords.Package(id, PackageStatus.InTransit, 3));
        await orders.Publish(Revised(2, days: 2));
        await orders.Becomes(id, o => EstimateOf(o) == day.AddDays(2));

        await orders.Publish(Revised(1, days: 1));
        await orders.Publish(OrderWords.Package(id, PackageStatus.OutForDelivery, 4));

        var order = await orders.Becomes(id, o => o["packages"]![0]!["status"]!.GetValue<string>() == "out_for_delivery");
        EstimateOf(order).ShouldBe(day.AddDays(2));
    }

    static DateTimeOffset? EstimateOf(JsonNode order) => (DateTimeOffset?)order["packages"]?.AsArray().FirstOrDefault()?["estimatedDelivery"];

    [Fact]
    public async Task A_word_about_an_order_that_is_not_here_disturbs_nobody()
    {
        await orders.Publish(OrderWords.Stock(Guid.NewGuid(), StockStatus.Reserved));

        await orders.PlaceReserved();
    }

    [Fact]
    public async Task Many_words_at_once_about_one_order_lose_nothing()
    {
        var id = await orders.PlaceConfirmed();
        var packages = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7(orders.Time.GetUtcNow())).ToArray();

        await Task.WhenAll(packages.Select(package => orders.Publish(OrderWords.Package(id, PackageStatus.Delivered, 3, package))));

        var order = await orders.Becomes(id, o => o["packages"]!.AsArray().Count == packages.Length);
        order["status"]!.GetValue<string>().ShouldBe("completed");
    }
}

public class When_the_shop_takes_authorisations_for_payment
{
    [Fact]
    public async Task One_confirms_the_order()
    {
        await using var orders = new OrdersFixture("Orders:ConfirmOn=Authorized");
        await orders.InitializeAsync();
        var id = await orders.PlaceReserved();

        await orders.Publish(OrderWords.Payment(id, PaymentStatus.Authorized, 2));

        (await orders.Stands(id, "confirmed"))["paymentStatus"]!.GetValue<string>().ShouldBe("authorized");
    }
}

public class When_the_payment_token_is_looked_for(OrdersFixture orders)
{
    const string Token = "tok_secret_of_ada";

    [Fact]
    public async Task It_is_in_the_request_to_collect_and_nowhere_else()
    {
        var id = await orders.PlaceReserved();
        await orders.Publish(OrderWords.Payment(id, PaymentStatus.Failed, 2, reason: "declined"));
        await orders.Stands(id, "action_required");
        await orders.Post($"/api/v1/orders/{id}/cancel");

        var said = await orders.Published<OrderStatusChanged>(4, m => m.OrderId == id);
        said.Single(m => m.To == "awaiting_payment").Payment.ShouldBe(new PaymentRequest(25m, "EUR", "card", Token));
        said.Where(m => m.To != "awaiting_payment").ShouldAllBe(m => m.Payment == null);

        (await orders.Get($"/api/v1/orders/{id}")).ToJsonString().ShouldNotContain("tok_");
        (await orders.Get($"/api/v1/orders?q=ada")).ToJsonString().ShouldNotContain("tok_");
        await Eventually.True(async () => !(await Kept(id)).Contains(Token, StringComparison.Ordinal));
    }

    /// <summary>All that the database holds of the order.</summary>
    async Task<string> Kept(Guid id)
    {
        await using var db = orders.Db();
        var connection = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var text = new System.Text.StringBuilder();
        foreach (var query in (string[])["SELECT * FROM orders WHERE upper(Id) = $id", "SELECT * FROM status_history WHERE upper(OrderId) = $id", "SELECT CAST(Body AS TEXT) FROM outbox WHERE upper(CAST(Body AS TEXT)) LIKE '%' || $id || '%'", "SELECT CAST(Body AS TEXT) FROM idempotency_keys"])
        {
            await using var command = connection.CreateCommand();
            command.CommandText = query;
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("$id", id.ToString().ToUpperInvariant());
            command.Parameters.Add(parameter);
            await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await rows.ReadAsync(TestContext.Current.CancellationToken))
                for (var i = 0; i < rows.FieldCount; i++)
                    text.Append(rows.GetValue(i)).Append('\n');
        }

        return text.ToString();
    }
}
