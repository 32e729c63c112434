using System.Net;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Payments.Domain;
using StatusTracking.Testing;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Features;

public sealed class When_calls_to_the_gateway_have_been_kept_long_enough
{
    [Fact]
    public async Task Finished_ones_go_and_money_is_still_counted()
    {
        await using var payments = KeptCalls.Host();
        await payments.InitializeAsync();

        await KeptCalls.Go_and_money_is_still_counted(payments, KeptCalls.LongEnough);
    }

    [Fact]
    public async Task Those_of_an_open_payment_and_those_still_to_be_made_stay()
    {
        await using var payments = KeptCalls.Host();
        await payments.InitializeAsync();
        var (_, paid) = await payments.Paid();
        var waiting = (await payments.Heard(await payments.Collect("tok_action_required"), ActionRequired)).SubjectId;
        var held = (await payments.Heard(await payments.Collect("tok_authorize"), Authorized)).SubjectId;
        var down = (await payments.Heard(await payments.Collect("tok_down"), Pending)).SubjectId;

        payments.Time.Advance(KeptCalls.LongEnough);
        await Eventually.True(async () => (await payments.CallsOf(paid)).Count == 0);

        (await payments.CallsOf(waiting)).ShouldBe([(GatewayCallKind.Start, GatewayCallState.Done)]);
        (await payments.CallsOf(held)).ShouldBe([(GatewayCallKind.Start, GatewayCallState.Done)]);
        (await payments.CallsOf(down)).ShouldBe([(GatewayCallKind.Start, GatewayCallState.Waiting)]);
    }

    [Fact]
    public async Task Zero_keeps_them_for_ever()
    {
        await using var payments = KeptCalls.Host("Payments:KeepGatewayCalls=00:00:00", "Messaging:KeepHistory=1.00:00:00");
        await payments.InitializeAsync();
        var (_, paid) = await payments.Paid();

        payments.Time.Advance(TimeSpan.FromDays(3650));
        // Of the same round, and just before.
        await Eventually.True(() => payments.InDatabase(async db => !await db.Set<Messaging.StatusHistory>().AnyAsync()));
        await Eventually.Never(async () => (await payments.CallsOf(paid)).Count == 0, TimeSpan.FromSeconds(2));
    }
}

[Trait("Category", "Server")]
public sealed class When_calls_have_been_kept_long_enough_on_postgresql(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task Finished_ones_go_and_money_is_still_counted()
    {
        // The clean-up there runs by the server's clock, which is asked once a minute and carried on by the test's in between.
        await using var payments = KeptCalls.Host("Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database("payments")}", "Payments:KeepGatewayCalls=00:00:30");
        await payments.InitializeAsync();

        await KeptCalls.Go_and_money_is_still_counted(payments, TimeSpan.FromSeconds(50));
    }
}

static class KeptCalls
{
    public static readonly TimeSpan LongEnough = TimeSpan.FromDays(31);

    public static ServiceFixture Host(params string[] settings) => new(
        host => host.With<PaymentsService>(), PaymentsService.Name,
        [
            $"Payments:WebhookSecret={PaymentsFixture.Secret}", "Payments:LookEvery=00:00:00.100", "Payments:AuthorizationLifetime=60.00:00:00",
            "Payments:KeepGatewayCalls=30.00:00:00", "Messaging:CleanUpInterval=00:00:01", .. settings,
        ]);

    public static async Task Go_and_money_is_still_counted(ServiceFixture payments, TimeSpan later)
    {
        var (order, payment) = await payments.Paid();
        using (var part = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { amount = 10m, reason = "one was broken" }))
            part.EnsureSuccessStatusCode();
        await payments.Heard(order, PartiallyRefunded);
        (await payments.CallBack(payments.Event(payment, "partially_refunded", "evt-1", 5m))).EnsureSuccessStatusCode();

        payments.Time.Advance(later);
        await Eventually.True(async () => (await payments.CallsOf(payment)).Count == 0);

        (await (await payments.CallBack(payments.Event(payment, "partially_refunded", "evt-1", 5m))).Json())["result"]!.ToString().ShouldBe("duplicate");
        using var greed = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { amount = 15.01m, reason = "greed" });
        greed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var rest = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { reason = "so was the rest" });
        (await rest.Json())["amount"]!.GetValue<decimal>().ShouldBe(15m);
        (await payments.Heard(order, Refunded)).Refunded.ShouldBe(30m);
    }

    public static async Task<IReadOnlyList<(GatewayCallKind, GatewayCallState)>> CallsOf(this ServiceFixture payments, Guid payment)
    {
        var calls = await payments.InDatabase(db => db.Calls.AsNoTracking().Where(c => c.PaymentId == payment).OrderBy(c => c.Id).ToListAsync());
        return [.. calls.Select(c => (c.Kind, c.State))];
    }
}
