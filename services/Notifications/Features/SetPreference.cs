using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Somebody chose on their page whether they want news of packages on a channel.</summary>
sealed class SetPreferenceConsumer(NotificationsDb db) : IConsumer<SetPreference>
{
    public async Task Consume(ConsumeContext<SetPreference> context)
    {
        var wish = context.Message;
        var channel = Word.Parse<Channel>(wish.Channel) ?? throw new NotSupportedException($"'{wish.Channel}' is no channel that this version knows.");
        // A kind that this version does not know is never told.
        string[]? muted = wish.Muted is null ? null : [.. wish.Muted.Where(word => Word.Parse<AlertKind>(word) is not null).Distinct()];
        await db.Choose(channel, wish.Address, wish.Wanted, muted, wish.OccurredAt, context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
