using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>One version of the words that operators gave an alert on a channel in a language. A published one never changes again.</summary>
sealed class TemplateVersion
{
    /// <summary>In characters.</summary>
    public const int LongestText = 20_000;

    public const int LongestNote = 300;

    public const int LongestName = 200;

    public required AlertKind Kind { get; init; }

    public required Channel Channel { get; init; }

    public required string Language { get; init; }

    /// <summary>From 1. The highest may be a draft.</summary>
    public required int Version { get; init; }

    /// <summary>Its Liquid.</summary>
    public required string Text { get; set; }

    /// <summary>Who wrote it last.</summary>
    public required string Author { get; set; }

    public required DateTimeOffset EditedAt { get; set; }

    /// <summary>Null = a draft.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    public string? Publisher { get; private set; }

    /// <summary>Why it was published.</summary>
    public string? Note { get; private set; }

    /// <summary>A concurrency token.</summary>
    public int Change { get; private set; }

    public void Edit(string text, string author, DateTimeOffset at)
    {
        if (PublishedAt is not null)
            throw new InvalidOperationException("What is published is not edited: write a new version.");
        (Text, Author, EditedAt) = (text, author, at);
        Change++;
    }

    public void Publish(string publisher, string? note, DateTimeOffset at)
    {
        if (PublishedAt is not null)
            throw new InvalidOperationException("It is published already: choose it.");
        (Publisher, Note, PublishedAt) = (publisher, note, at);
        Change++;
    }
}

/// <summary>Which version of an alert's words stands on a channel in a language.</summary>
sealed class TemplateChoice
{
    public required AlertKind Kind { get; init; }

    public required Channel Channel { get; init; }

    public required string Language { get; init; }

    /// <summary>Null = the one that comes with the service.</summary>
    public int? Version { get; private set; }

    /// <summary>Who chose it.</summary>
    public string ChosenBy { get; private set; } = "";

    /// <summary>Since when it stands.</summary>
    public DateTimeOffset ChosenAt { get; private set; }

    /// <summary>Why.</summary>
    public string? Note { get; private set; }

    /// <summary>Grows with each choice; a concurrency token.</summary>
    public long Change { get; private set; }

    public void Choose(int? version, string by, string? note, DateTimeOffset at)
    {
        (Version, ChosenBy, Note, ChosenAt) = (version, by, note, at);
        Change++;
    }
}
