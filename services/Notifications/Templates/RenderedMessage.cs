namespace StatusTracking.Notifications;

/// <summary>A message in its final words, as the recipient sees it. Kept beside the notification for people who must look it up.</summary>
sealed class RenderedMessage
{
    /// <summary>In characters.</summary>
    internal const int LongestTrouble = 400;

    public Guid NotificationId { get; init; }

    /// <summary>Of an e-mail.</summary>
    public string? Subject { get; init; }

    public required string Text { get; init; }

    /// <summary>Of an e-mail.</summary>
    public string? Html { get; init; }

    /// <summary>Of an e-mail: the day of delivery as iCalendar, which goes with it.</summary>
    public string? Calendar { get; init; }

    /// <summary>Of an SMS.</summary>
    public SmsEncoding? Encoding { get; init; }

    /// <summary>Of an SMS: how many it takes on its way.</summary>
    public int? Segments { get; init; }

    /// <summary>Which published version of its template it was made from; null = the one that comes with the service.</summary>
    public int? TemplateVersion { get; init; }

    /// <summary>Why the published template could not be used, so that the one that comes with the service was.</summary>
    public string? TemplateTrouble { get; init; }

    /// <summary>The language of the words.</summary>
    public required string Language { get; init; }
}
