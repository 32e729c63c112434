using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Features;

/// <summary>
/// Writes every change that is heard of into the timeline of its order. Takes what the timeline shows and nothing else: what a payment
/// is made with is in <c>OrderStatusChanged.Payment</c>, and is never looked at.
/// </summary>
sealed class RecordTimelineConsumer(TrackingDb db) :
    IConsumer<OrderStatusChanged>,
    IConsumer<PaymentStatusChanged>,
    IConsumer<StockStatusChanged>,
    IConsumer<PackageStatusChanged>,
    IConsumer<NotificationStatusChanged>,
    IConsumer<StatusChangeIgnored>,
    IConsumer<PackageSignal>,
    IConsumer<PackageEstimateChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var order = await db.Orders.FindAsync([context.Message.OrderId], context.CancellationToken);
        if (order is null)
            db.Orders.Add(order = new() { Id = context.Message.OrderId });
        order.Hear(context.Message);
        await Record(TimelineEntry.Of(context.Message), context.CancellationToken);
    }

    public Task Consume(ConsumeContext<PaymentStatusChanged> context) => Record(TimelineEntry.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<StockStatusChanged> context) => Record(TimelineEntry.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<PackageStatusChanged> context) => Record(TimelineEntry.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<NotificationStatusChanged> context) => Record(TimelineEntry.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<StatusChangeIgnored> context) => Record(TimelineEntry.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<PackageSignal> context) => Record(TimelineEntry.Of(context.Message), context.CancellationToken);

    public Task Consume(ConsumeContext<PackageEstimateChanged> context) => Record(TimelineEntry.Of(context.Message), context.CancellationToken);

    async Task Record(TimelineEntry entry, CancellationToken cancellationToken)
    {
        if (!await db.Timeline.AnyAsync(e => e.Id == entry.Id, cancellationToken))
            db.Timeline.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
    }
}
