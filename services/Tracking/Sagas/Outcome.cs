using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Sagas;

/// <summary>What one event made of a package: what is to be said of it, and to whom.</summary>
sealed class Outcome
{
    /// <summary>To the recipient, by way of Notifications.</summary>
    public List<SendAlert> Alerts { get; } = [];

    /// <summary>To whoever listens.</summary>
    public PackageSignal? Signal { get; set; }
}
