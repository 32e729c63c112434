using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// Remembers which packages an order has: where there are several, the same news of them is told together. Logistics says so when it makes one, be it
/// with the order or by splitting another, which is long before a carrier has anything to tell; and no message that brings news says it.
/// </summary>
sealed class RememberPackagesConsumer(NotificationsDb db) : IConsumer<PackageStatusChanged>
{
    public static readonly string[] Keys = ["package.created.*", "package.cancelled.*"];

    public async Task Consume(ConsumeContext<PackageStatusChanged> context)
    {
        var message = context.Message;
        var buyer = await db.Buyers.FindAsync([message.OrderId], context.CancellationToken);
        if (buyer is null)
            db.Buyers.Add(buyer = new Buyer(message.OrderId));
        buyer.Note(message.SubjectId, isGone: message.Status == PackageStatus.Cancelled);
        if (message.Package.Replaces is { } replaced)
            buyer.Note(replaced, isGone: true);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
