using System.Net;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Payments.Domain;
using StatusTracking.Testing;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Features;

[Trait("Category", "Server")]
public sealed class When_the_clock_of_the_machine_is_off_on_postgresql(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task The_gateway_is_asked_in_time_and_not_again_before(int hours)
    {
        DirectedGateway gateway = null!;
        gateway = new() { Start = (_, _) => gateway.Keys.Count < 2 ? throw new HttpRequestException("reset") : Task.FromResult(new GatewayAnswer(GatewayOutcome.Captured)) };
        await using var payments = gateway.Host("Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database($"payments{hours}")}");
        payments.Time.AdjustTime(payments.Time.GetUtcNow().AddHours(hours));
        await payments.InitializeAsync();

        var order = await payments.Collect("tok_any");
        // The database's time is carried on by the counter of this clock, which stands still: what waits a second waits.
        await Eventually.True(() => payments.InDatabase(db => db.Calls.AnyAsync(c => c.Attempts == 1 && c.LeaseUntil == null)));
        await Eventually.Never(() => Task.FromResult(gateway.Keys.Count > 1), TimeSpan.FromSeconds(1));
        payments.Time.Advance(TimeSpan.FromSeconds(5));
        await payments.Heard(order, Captured);
    }
}

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
