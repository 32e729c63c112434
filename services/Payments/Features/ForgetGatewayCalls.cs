using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;

namespace StatusTracking.Payments.Features;

/// <summary>
/// Deletes calls to the gateway that were finished long ago. What a later decision asks stays: calls that are still to be made or under way,
/// all those of an open payment, and every refund and callback.
/// </summary>
sealed class ForgetGatewayCalls(IOptions<PaymentsOptions> options) : ICleanUp<PaymentsDb>
{
    public async Task Run(PaymentsDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options.Value.KeepGatewayCalls == TimeSpan.Zero)
            return;
        var before = now - options.Value.KeepGatewayCalls;
        var open = new[] { PaymentStatus.Pending, PaymentStatus.ActionRequired, PaymentStatus.Authorized };
        await db.Calls
            .Where(c => c.State != GatewayCallState.Waiting && c.DueAt < before && (c.LeaseUntil == null || c.LeaseUntil < now)
                && !db.Payments.Any(p => p.Id == c.PaymentId && open.Contains(p.Status)))
            .OrderBy(c => c.DueAt)
            .DeleteInBatches(cancellationToken);
    }
}
