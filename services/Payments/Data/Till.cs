using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Domain;
using StatusTracking.Payments.Features;

namespace StatusTracking.Payments.Data;

/// <summary>
/// Opens orders' accounts to one transaction at a time: an account is locked by writing its version, and only then read. So a refund, a
/// callback and the end of the order, all at once, each see what the one before them did.
/// </summary>
sealed class Till(PaymentsDb db, Outbox<PaymentsDb> outbox, TimeProvider time, IOptions<PaymentsOptions> options)
{
    /// <summary>Locks the account of an order until the end of the running transaction; makes it where there is none.</summary>
    public async Task<OrderAccount> OpenAsync(Guid orderId, string number, CancellationToken cancellation) =>
        await LockAsync(orderId, cancellation) ?? db.Accounts.Add(new(orderId, number)).Entity;

    /// <summary>Locks the account that a payment belongs to; null where there is no such payment.</summary>
    public async Task<(OrderAccount Account, Payment Payment)?> OpenForAsync(Guid paymentId, CancellationToken cancellation)
    {
        var orderId = await db.Payments.Where(p => p.Id == paymentId).Select(p => p.OrderId).FirstOrDefaultAsync(cancellation);
        return orderId != Guid.Empty && await LockAsync(orderId, cancellation) is { } account
            ? (account, account.Payments.Single(p => p.Id == paymentId))
            : null;
    }

    /// <summary>Whether a package is known to be in this state or beyond; states only ever grow.</summary>
    public async Task<bool> HasGoneAsync(Guid packageId, ShipmentState state, CancellationToken cancellation) =>
        await db.Set<Shipment>().Where(s => s.Id == packageId).Select(s => (ShipmentState?)s.State).FirstOrDefaultAsync(cancellation) is { } reached && reached >= state;

    /// <summary>Saves the account. Calls that it wants made are made as soon as the transaction has committed.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        var calls = db.ChangeTracker.Entries<GatewayCall>().ToList();
        var now = await db.GetUtcNow(cancellation);
        foreach (var call in calls)
            call.Entity.FallDue(now);
        if (calls.Any(c => c.State == EntityState.Added && c.Entity.LeaseToken is null))
            await outbox.Send(WakeGatewayConsumer.Queue, new WakeGateway(), cancellationToken: cancellation);
        foreach (var payment in db.ChangeTracker.Entries<Payment>())
            if (payment.Entity.Status == PaymentStatus.Authorized && payment.OriginalValues.GetValue<PaymentStatus>(nameof(Payment.Status)) != PaymentStatus.Authorized)
                await outbox.Send(ExpireAuthorizationConsumer.Queue, new ExpireAuthorization(payment.Entity.Id), time.GetUtcNow() + options.Value.AuthorizationLifetime, cancellation);
        await db.SaveChangesAsync(cancellation);
    }

    async Task<OrderAccount?> LockAsync(Guid orderId, CancellationToken cancellation)
    {
        await db.Accounts.Where(a => a.OrderId == orderId).ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, a => a.Version + 1), cancellation);
        return await db.Accounts
            .Include(a => a.Payments).ThenInclude(p => p.Refunds)
            .Include(a => a.Payments).ThenInclude(p => p.Calls)
            .Include(a => a.Shipments)
            .AsSplitQuery()
            .FirstOrDefaultAsync(a => a.OrderId == orderId, cancellation);
    }
}
