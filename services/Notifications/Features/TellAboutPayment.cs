using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// Tells the buyer that a payment failed, needs them, or was refunded. Payments' messages name nobody; where the order is not known yet,
/// the news waits for it.
/// </summary>
sealed class TellAboutPaymentConsumer(NotificationsDb db, TellPerson person) : IConsumer<PaymentStatusChanged>
{
    public static readonly string[] Keys = ["payment.failed.*", "payment.action_required.*", "payment.refunded.*", "payment.partially_refunded.*"];

    public async Task Consume(ConsumeContext<PaymentStatusChanged> context)
    {
        var message = context.Message;
        if (News(message) is not { } news)
            return;
        var buyer = await db.Buyers.FindAsync([message.OrderId], context.CancellationToken);
        if (buyer is null)
            db.Buyers.Add(buyer = new Buyer(message.OrderId));
        if (buyer is { Customer: { } customer, OrderNumber: { } number })
            await person.Tell(news.For(message.OrderId, number, customer, buyer.TrackingUrl), context.CancellationToken);
        else
            buyer.Keep(news);
        await db.SaveChangesAsync(context.CancellationToken);
    }

    static PaymentNews? News(PaymentStatusChanged message)
    {
        // A payment fails once and asks for its buyer once; it may be refunded in several parts.
        (AlertKind Kind, string Occurrence)? what = message.Status switch
        {
            PaymentStatus.Failed => (AlertKind.PaymentFailed, "1"),
            PaymentStatus.ActionRequired => (AlertKind.PaymentActionRequired, "1"),
            PaymentStatus.Refunded or PaymentStatus.PartiallyRefunded => (AlertKind.Refunded, message.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            _ => null,
        };
        return what is not var (kind, occurrence) ? null : new()
        {
            PaymentId = message.SubjectId,
            Kind = kind,
            Occurrence = occurrence,
            Money = new(message.Amount, kind == AlertKind.Refunded ? message.Refunded : null, message.Currency),
            OccurredAt = message.OccurredAt,
            RecordedAt = message.RecordedAt,
            Sequence = message.Sequence,
            ActionUrl = message.ActionUrl,
        };
    }
}
