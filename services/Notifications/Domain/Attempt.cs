namespace StatusTracking.Notifications;

/// <summary>
/// One try to send a notification, saved as started before anything leaves. One that is still open after its claim ran out was made by a
/// process that died: nobody can know what became of it once it was about to be handed over, and before that it surely was not sent. That a
/// provider took it is saved as soon as it says so, before its notification is.
/// </summary>
sealed class Attempt
{
    Attempt()
    {
    }

    public Attempt(Guid notificationId, int number, long claim, DateTimeOffset startedAt)
    {
        NotificationId = notificationId;
        Number = number;
        Claim = claim;
        StartedAt = startedAt;
    }

    public Guid NotificationId { get; private set; }

    /// <summary>From 1.</summary>
    public int Number { get; private set; }

    /// <summary>The fencing token of whoever makes it.</summary>
    public long Claim { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Since when it may have been handed over; null = it surely was not.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Null while it is open.</summary>
    public SubmissionOutcome? Outcome { get; private set; }

    /// <summary>What the provider said, without anybody's address.</summary>
    public string? Reply { get; private set; }

    public void End(Submission submission, DateTimeOffset at)
    {
        Outcome = submission.Outcome;
        Reply = submission.Reason;
        EndedAt = at;
    }
}
