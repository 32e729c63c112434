using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>Writes down whether somebody wants messages at an address, and tells Tracking, whose page shows it. The caller saves.</summary>
static class Wishes
{
    const string Queue = "tracking-record-preference";

    /// <summary>What they answered, or what the provider says that they did.</summary>
    public static Task Answer(this NotificationsDb db, Channel channel, string address, bool wanted, string source, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Hear(channel, address, wish => wish.Answer(wanted, source, now), cancellationToken);

    /// <summary>What they chose on their page.</summary>
    public static Task Choose(this NotificationsDb db, Channel channel, string address, bool wanted, IReadOnlyList<string>? muted, DateTimeOffset at, CancellationToken cancellationToken) =>
        db.Hear(channel, address, wish => wish.Choose(wanted, muted, at), cancellationToken);

    static async Task Hear(this NotificationsDb db, Channel channel, string address, Action<OptOut> said, CancellationToken cancellationToken)
    {
        var normal = Addresses.Normal(address);
        var wish = await db.OptOuts.FindAsync([channel, normal], cancellationToken);
        if (wish is null)
            db.OptOuts.Add(wish = new() { Channel = channel, Address = normal });
        said(wish);
        await new Outbox<NotificationsDb>(db).Send(Queue, new RecordPreference
        {
            Channel = channel.ToWord(),
            Address = normal,
            Wanted = wish.Lifted,
            Answered = wish.IsAnswered,
            Muted = wish.Muted?.Split(',', StringSplitOptions.RemoveEmptyEntries),
            OccurredAt = wish.Since,
        }, cancellationToken: cancellationToken);
    }
}
