namespace StatusTracking.Notifications;

/// <summary>Where messages are written on a channel that has no provider configured.</summary>
sealed class OutboxFolder(string dataDirectory)
{
    public string Email { get; } = Path.GetFullPath(Path.Combine(dataDirectory, "outbox", "email"));

    public string Sms { get; } = Path.GetFullPath(Path.Combine(dataDirectory, "outbox", "sms"));
}
