using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Tells whoever gets a package of what happened to it. The saga decides that it is due; who, where and in which words is decided here.</summary>
sealed class SendAlertConsumer(NotificationsDb db, TellPerson person) : IConsumer<SendAlert>
{
    public async Task Consume(ConsumeContext<SendAlert> context)
    {
        var command = context.Message;
        await person.Tell(Alert(command), context.CancellationToken, command.Superseded ?? false, Kinds(command.GivesWayTo));
        await db.SaveChangesAsync(context.CancellationToken);
    }

    /// <summary>A kind that this version does not know has no rule, so that nothing gives way to it.</summary>
    static AlertKind[]? Kinds(IReadOnlyList<string>? words) => words is null ? null : [.. words.Select(word => Word.Parse<AlertKind>(word)).OfType<AlertKind>()];

    static Alert Alert(SendAlert command) => Notifications.Alert.Of(command.Package, KindOf(command), command.Occurrence, command.PackageId, command.OrderId, command.Cause.OccurredAt) with
    {
        RecordedAt = command.Cause.RecordedAt,
        Sequence = command.Cause.Sequence,
        Detail = command.Cause.Detail,
        Place = command.Cause.Location,
    };

    static AlertKind KindOf(SendAlert command) => Word.Parse<AlertKind>(command.Kind) ?? throw new NotSupportedException($"'{command.Kind}' is no kind of alert that this version knows.");
}
