using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Features;

/// <summary>Notifications says what it holds of somebody's wish: chosen on a page, or answered by SMS.</summary>
sealed class RecordPreferenceConsumer(TrackingDb db) : IConsumer<RecordPreference>
{
    public async Task Consume(ConsumeContext<RecordPreference> context)
    {
        var held = context.Message;
        var channel = Word.Parse<Channel>(held.Channel) ?? throw new NotSupportedException($"'{held.Channel}' is no channel that this version knows.");
        var preference = await db.Preferences.FindAsync([channel, held.Address], context.CancellationToken);
        if (preference is null)
            db.Preferences.Add(preference = new() { Channel = channel, Address = held.Address });
        preference.Record(held);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
