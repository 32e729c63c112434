using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Remembers who bought, and tells them what came before we knew.</summary>
sealed class RememberBuyerConsumer(NotificationsDb db, TellPerson person) : IConsumer<OrderStatusChanged>
{
    public static readonly string[] Keys = ["order.submitted.*"];

    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var message = context.Message;
        var buyer = await db.Buyers.FindAsync([message.OrderId], context.CancellationToken);
        if (buyer is null)
            db.Buyers.Add(buyer = new Buyer(message.OrderId));
        foreach (var news in buyer.Learn(message.Order, message.Sequence))
            await person.Tell(news.For(message.OrderId, message.Order.Number, message.Order.Customer, message.Order.TrackingUrl), context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
