using System.Diagnostics.Metrics;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>What became of attempts, by channel.</summary>
sealed class SenderMetrics
{
    public const string Meter = "StatusTracking.Notifications";

    readonly Counter<long> _attempts;
    readonly Counter<long> _fallBacks;

    public SenderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _attempts = meter.CreateCounter<long>("notifications.attempts", description: "Attempts to send, by channel and outcome");
        _fallBacks = meter.CreateCounter<long>("notifications.template_fallbacks", description: "Messages whose published template failed, so that the one that comes with the service was used");
    }

    public void Attempted(Channel channel, SubmissionOutcome outcome) => _attempts.Add(1, new("channel", channel.ToWord()), new("outcome", outcome.ToWord()));

    public void FellBack(AlertKind kind, Channel channel, string language) => _fallBacks.Add(1, new("kind", kind.ToWord()), new("channel", channel.ToWord()), new("language", language));
}
