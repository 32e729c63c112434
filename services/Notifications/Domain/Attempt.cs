namespace StatusTracking.Notifications;

/// <summary>
/// One try to send a notification. Saved as started before the first byte leaves: one that is still open after its claim ran out was
/// made by a process that died, and nobody can know what became of it.
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
