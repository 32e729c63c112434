using System.Net;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Features;

[Trait("Category", "Server")]
public sealed class When_many_change_a_payment_at_once_on_postgresql(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task They_wait_for_each_other_and_the_sums_are_right()
    {
        await using ServiceFixture payments = new(
            host => host.With<PaymentsService>(), PaymentsService.Name, "Database:Provider=PostgreSql",
            $"Database:ConnectionString={await databases.Database("payments")}", $"Payments:WebhookSecret={PaymentsFixture.Secret}", "Payments:LookEvery=00:00:00.100");
        await payments.InitializeAsync();
        var (order, payment) = await payments.Paid();

        var told = payments.Event(payment, "partially_refunded", amount: 2m);
        var callbacks = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => payments.CallBack(told)));
        var refunds = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { amount = 4m, reason = "all at once" })));
        (await callbacks).ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK);
        refunds.Select(r => r.StatusCode).ShouldBeSubsetOf([HttpStatusCode.Created, HttpStatusCode.Conflict]);
        refunds.Count(r => r.StatusCode == HttpStatusCode.Created).ShouldBe(7);

        await payments.Publish(Buyer.Order(payments, order, OrderStatus.Cancelled));
        var shown = await Eventually.Get(() => payments.Payment(order), p => p["status"]!.ToString() == "refunded");
        shown["refunded"]!.GetValue<decimal>().ShouldBe(30m);
        payments.Heard<PaymentStatusChanged>(p => p.OrderId == order && p.Status == Refunded).Count.ShouldBeLessThanOrEqualTo(1);
    }
}
