using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Tells the customer that an order is confirmed, or that it has ended without being sent.</summary>
sealed class TellAboutOrderConsumer(NotificationsDb db, TellPerson person) : IConsumer<OrderStatusChanged>
{
    public static readonly string[] Keys = ["order.confirmed.*", "order.cancelled.*", "order.expired.*"];

    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        if (Kind(context.Message.Status) is not { } kind)
            return;
        await person.Tell(Alert(context.Message, kind), context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
    }

    static AlertKind? Kind(OrderStatus? status) => status switch
    {
        OrderStatus.Confirmed => AlertKind.OrderConfirmed,
        OrderStatus.Cancelled or OrderStatus.Expired => AlertKind.OrderCancelled,
        _ => null,
    };

    static Alert Alert(OrderStatusChanged message, AlertKind kind) => new()
    {
        Kind = kind,
        Occurrence = "1",
        About = message.SubjectId,
        OrderId = message.OrderId,
        To = message.Order.Customer,
        OrderNumber = message.Order.Number,
        TrackingUrl = message.Order.TrackingUrl,
        OccurredAt = message.OccurredAt,
        RecordedAt = message.RecordedAt,
        Sequence = message.Sequence,
        // Expired while it waited for money, or while it waited for goods: only the first is the buyer's doing.
        Detail = message.Status == OrderStatus.Expired && message.From != OrderStatus.Submitted.ToWord() ? "expired" : null,
        Money = new(message.Order.Total, null, message.Order.Currency),
        Lines = kind == AlertKind.OrderConfirmed ? [.. message.Order.Lines.Select(l => new LineFacts(l.Name, l.Quantity))] : null,
    };
}
