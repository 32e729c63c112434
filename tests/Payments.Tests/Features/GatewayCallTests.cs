using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Payments.Domain;
using StatusTracking.Testing;
using static StatusTracking.Contracts.PaymentStatus;

namespace StatusTracking.Payments.Tests.Features;

/// <summary>A gateway that a test directs. It notes the key of every call.</summary>
sealed class DirectedGateway : IPaymentGateway
{
    public ConcurrentQueue<Guid> Keys { get; } = new();

    public required Func<GatewayRequest, CancellationToken, Task<GatewayAnswer>> Start { get; init; }

    public GatewayAnswer OnRefund { get; init; } = new(GatewayOutcome.Refunded);

    public Task<GatewayAnswer> StartAsync(GatewayRequest request, CancellationToken cancellation)
    {
        Keys.Enqueue(request.IdempotencyKey);
        return Start(request, cancellation);
    }

    public Task<GatewayAnswer> CaptureAsync(GatewayRequest request, CancellationToken cancellation) => Task.FromResult(new GatewayAnswer(GatewayOutcome.Declined, "The authorization is gone."));

    public Task<GatewayAnswer> VoidAsync(GatewayRequest request, CancellationToken cancellation) => Task.FromResult(new GatewayAnswer(GatewayOutcome.Voided));

    public Task<GatewayAnswer> RefundAsync(GatewayRequest request, CancellationToken cancellation) => Task.FromResult(OnRefund);

    public ServiceFixture Host(params string[] settings) => new(
        host =>
        {
            host.Builder.Services.AddSingleton<IPaymentGateway>(this);
            host.With<PaymentsService>();
        },
        PaymentsService.Name, ["Payments:LookEvery=00:00:00.100", .. settings]);
}

public sealed class When_the_gateways_answer_is_lost
{
    [Fact]
    public async Task It_is_asked_again_with_the_same_key()
    {
        DirectedGateway gateway = null!;
        gateway = new() { Start = (_, _) => gateway.Keys.Count < 3 ? throw new HttpRequestException("reset") : Task.FromResult(new GatewayAnswer(GatewayOutcome.Captured)) };
        await using var payments = gateway.Host();
        await payments.InitializeAsync();
        var order = await payments.Collect("tok_any");
        foreach (var attempts in new[] { 1, 2 })
        {
            await Eventually.True(() => payments.InDatabase(db => Task.FromResult(db.Calls.Any(c => c.Attempts == attempts && c.LeaseUntil == null))));
            payments.Time.Advance(TimeSpan.FromSeconds(5));
        }

        await payments.Heard(order, Captured);
        gateway.Keys.Count.ShouldBe(3);
        gateway.Keys.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Because_the_process_died_another_one_asks_with_the_same_key()
    {
        using TempDirectory data = new();
        var setting = $"DataDirectory={data.Path}";
        DirectedGateway silent = new() { Start = (_, cancellation) => new TaskCompletionSource<GatewayAnswer>().Task.WaitAsync(cancellation) };
        Guid order;
        await using (var dying = silent.Host(setting))
        {
            await dying.InitializeAsync();
            order = await dying.Collect("tok_any");
            await Eventually.True(() => !silent.Keys.IsEmpty);
        }

        DirectedGateway well = new() { Start = (_, _) => Task.FromResult(new GatewayAnswer(GatewayOutcome.Captured)) };
        await using var payments = well.Host(setting);
        await payments.InitializeAsync();
        payments.Time.Advance(TimeSpan.FromMinutes(2));
        await payments.Heard(order, Captured);
        well.Keys.ShouldBe(silent.Keys);
    }
}

public sealed class When_the_gateway_says_no
{
    [Fact]
    public async Task A_refund_that_failed_is_listed_and_can_be_made_again()
    {
        DirectedGateway gateway = new() { Start = (_, _) => Task.FromResult(new GatewayAnswer(GatewayOutcome.Captured)), OnRefund = new(GatewayOutcome.Declined, "The account is closed.") };
        await using var payments = gateway.Host();
        await payments.InitializeAsync();
        var (order, payment) = await payments.Paid();
        using var asked = await payments.Client.Post($"/api/v1/payments/{payment}/refunds", new { reason = "returned" });
        asked.EnsureSuccessStatusCode();
        var shown = await Eventually.Get(() => payments.Payment(order), p => p["needsAttention"]!.GetValue<bool>());
        (shown["refundable"]!.GetValue<decimal>(), shown["status"]!.ToString()).ShouldBe((30m, "captured"));
        shown["refunds"]![0]!["failure"]!.ToString().ShouldBe("The account is closed.");
    }

    [Fact]
    public async Task A_capture_is_a_conflict_with_its_words()
    {
        DirectedGateway gateway = new() { Start = (_, _) => Task.FromResult(new GatewayAnswer(GatewayOutcome.Authorized)) };
        await using var payments = gateway.Host();
        await payments.InitializeAsync();
        var order = await payments.Collect("tok_any");
        var payment = (await payments.Heard(order, Authorized)).SubjectId;
        using var reply = await payments.Client.Post($"/api/v1/payments/{payment}/capture");
        reply.StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
        (await reply.Json())["detail"]!.ToString().ShouldContain("The authorization is gone.");
    }
}
