namespace StatusTracking.Notifications;

/// <summary>A message in its final words, as the recipient sees it. Kept beside the notification for people who must look it up.</summary>
sealed class RenderedMessage
{
    public Guid NotificationId { get; init; }

    /// <summary>Of an e-mail.</summary>
    public string? Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>Of an e-mail.</summary>
    public string? Html { get; init; }

    /// <summary>The language of the words.</summary>
    public required string Language { get; init; }
}
