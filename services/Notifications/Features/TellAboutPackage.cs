using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Tells of a package what no other kind of alert tells, where an operator's rule for <see cref="AlertKind.StatusUpdate"/> names it.</summary>
sealed class TellAboutPackageConsumer(NotificationsDb db, TellPerson person) : IConsumer<PackageStatusChanged>
{
    public static readonly string[] Keys = StatusUpdates.Keys;

    public async Task Consume(ConsumeContext<PackageStatusChanged> context)
    {
        var message = context.Message;
        // An older scan that comes after a newer one tells nobody, as with other kinds.
        if (message.Late || StatusUpdates.Of(message) is not { } word)
            return;
        var to = message.Package.Addressee;
        var day = Reader.Of(to, TemplateFiles.Languages, TemplateFiles.Languages[0]).Day(message.OccurredAt);
        var alert = Alert.Of(message.Package, AlertKind.StatusUpdate, StatusUpdates.Occurrence(word, day), message.SubjectId, message.OrderId, message.OccurredAt) with
        {
            RecordedAt = message.RecordedAt,
            Sequence = message.Sequence,
            Detail = word,
            Place = message.Location,
        };
        var ships = StatusUpdates.Ships(message);
        await person.Tell(alert, context.CancellationToken, superseded: ships, givesWayTo: ships ? [AlertKind.Shipped] : null);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
