using MassTransit;
using Microsoft.EntityFrameworkCore;
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
        var alert = Alert(context.Message, kind);
        if (kind == AlertKind.OrderCancelled)
            alert = alert with { Appointments = await Appointments(alert, context.CancellationToken) };
        await person.Tell(alert, context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
    }

    /// <summary>What this person was told of the days of the order's packages. A package may have been picked up in the moment of the cancellation.</summary>
    async Task<IReadOnlyList<Appointment>?> Appointments(Alert cancelled, CancellationToken cancellationToken)
    {
        var told = await db.Notifications.AsNoTracking()
            .Where(n => n.Order == cancelled.OrderId && n.Channel == Channel.Email && n.About != cancelled.About)
            .Select(n => n.Alert).ToListAsync(cancellationToken);
        var address = cancelled.AddressOn(Channel.Email);
        var appointments = told
            .Where(a => Calendar.IsOf(a.Kind) && a.Package?.ExpectedAt is not null && string.Equals(a.AddressOn(Channel.Email), address, StringComparison.OrdinalIgnoreCase))
            .GroupBy(a => a.About)
            .Select(g => g.MaxBy(a => a.Sequence)!)
            .Select(a => new Appointment(a.About, a.Package!.ExpectedAt!.Value, a.Sequence + 1))
            .OrderBy(a => a.PackageId)
            .ToList();
        return appointments.Count == 0 ? null : appointments;
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
