using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;

namespace StatusTracking.Payments.Gateway;

/// <summary>
/// Makes one call: the attempt is written, then the gateway is asked with no transaction open, then the answer is written. After a crash in
/// between, the lease runs out and the call is made again with the same key, which the gateway acts on once.
/// </summary>
sealed class GatewayCaller(IServiceScopeFactory scopes, IPaymentGateway gateway, TimeProvider time, IOptions<PaymentsOptions> options, ILogger<GatewayCaller> log)
{
    /// <summary>How long an attempt is one process's own: longer than the gateway may take.</summary>
    public TimeSpan Lease => options.Value.GatewayTimeout * 2;

    /// <summary>Takes calls that are due, at most so many.</summary>
    public async Task<IReadOnlyList<(Guid Call, Guid Lease)>> TakeAsync(int atMost, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var now = await db.GetUtcNow(cancellation);
        var until = now + Lease;
        var due = await db.Calls
            .Where(c => c.State == GatewayCallState.Waiting && c.DueAt <= now && (c.LeaseUntil == null || c.LeaseUntil < now))
            .OrderBy(c => c.DueAt)
            .Take(atMost)
            .Select(c => c.Id)
            .ToListAsync(cancellation);
        List<(Guid, Guid)> taken = [];
        foreach (var id in due)
        {
            var lease = Guid.NewGuid();
            var won = await db.Calls
                .Where(c => c.Id == id && c.State == GatewayCallState.Waiting && c.DueAt <= now && (c.LeaseUntil == null || c.LeaseUntil < now))
                .ExecuteUpdateAsync(
                    set => set.SetProperty(c => c.LeaseToken, lease).SetProperty(c => c.LeaseUntil, until).SetProperty(c => c.Attempts, c => c.Attempts + 1),
                    cancellation);
            if (won == 1)
                taken.Add((id, lease));
        }

        return taken;
    }

    /// <summary>Asks the gateway and applies what it says.</summary>
    public async Task MakeAsync(Guid callId, Guid lease, CancellationToken cancellation)
    {
        var (kind, request) = await ReadAsync(callId, cancellation);
        CrashPoint.Reached(CrashPoint.GatewayBeforeCall);
        var answer = await AskAsync(kind, request, cancellation);
        CrashPoint.Reached(CrashPoint.GatewayAnswered);
        await ApplyAsync(request.PaymentId, callId, lease, answer, cancellation);
    }

    async Task<(GatewayCallKind, GatewayRequest)> ReadAsync(Guid callId, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == callId, cancellation);
        var payment = await db.Payments.AsNoTracking().SingleAsync(p => p.Id == call.PaymentId, cancellation);
        return (call.Kind, new()
        {
            IdempotencyKey = call.Id,
            PaymentId = payment.Id,
            Amount = call.Amount,
            Currency = payment.Currency,
            Method = payment.Method,
            Token = call.Kind == GatewayCallKind.Start ? payment.Token : null,
        });
    }

    async Task<GatewayAnswer> AskAsync(GatewayCallKind kind, GatewayRequest request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Value.GatewayTimeout);
        try
        {
            return await (kind switch
            {
                GatewayCallKind.Start => gateway.StartAsync(request, limit.Token),
                GatewayCallKind.Capture => gateway.CaptureAsync(request, limit.Token),
                GatewayCallKind.Void => gateway.VoidAsync(request, limit.Token),
                _ => gateway.RefundAsync(request, limit.Token),
            });
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.LogWarning(failure, "The gateway gave no answer to call {CallId} ({Kind}) of payment {PaymentId}; it is made again", request.IdempotencyKey, kind, request.PaymentId);
            return new(GatewayOutcome.Unavailable, failure.Message);
        }
    }

    async Task ApplyAsync(Guid paymentId, Guid callId, Guid lease, GatewayAnswer answer, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDb>();
        var till = scope.ServiceProvider.GetRequiredService<Till>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await till.OpenForAsync(paymentId, cancellation) is not var (account, payment))
            return;
        var call = payment.Calls.Single(c => c.Id == callId);
        // Someone else has the answer already, or has the lease and will have one: "no answer" of ours says nothing new then.
        if (call.State == GatewayCallState.Done || (answer.Outcome == GatewayOutcome.Unavailable && call.LeaseToken != lease))
            return;
        account.Answer(payment, call, answer, call.AnsweredAt(time.GetUtcNow()));
        await till.SaveAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
