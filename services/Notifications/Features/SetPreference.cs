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
        await db.Choose(channel, wish.Address, wish.Wanted, wish.OccurredAt, context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
