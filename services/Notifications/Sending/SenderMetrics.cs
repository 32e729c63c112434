using System.Diagnostics.Metrics;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>What became of attempts, by channel.</summary>
sealed class SenderMetrics
{
    public const string Meter = "StatusTracking.Notifications";

    readonly Counter<long> _attempts;

    public SenderMetrics(IMeterFactory meters) =>
        _attempts = meters.Create(Meter).CreateCounter<long>("notifications.attempts", description: "Attempts to send, by channel and outcome");

    public void Attempted(Channel channel, SubmissionOutcome outcome) => _attempts.Add(1, new("channel", channel.ToWord()), new("outcome", outcome.ToWord()));
}
