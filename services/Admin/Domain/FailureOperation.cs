namespace StatusTracking.Admin;

/// <summary>What an operation does with each failure of its group.</summary>
enum FailureAction { Retry, Discard }

/// <summary>Where an operation stands.</summary>
enum OperationState
{
    /// <summary>Under way.</summary>
    Running,

    /// <summary>It sends no more: an operator said so, or too many failed again. What is on its way is still counted.</summary>
    Stopped,

    /// <summary>It is known of each failure what became of it.</summary>
    Done,
}

/// <summary>An operator's word on all failures of a group that are open: they are sent again, or discarded, a few a second.</summary>
sealed class FailureOperation
{
    public Guid Id { get; init; }

    public FailureAction Action { get; init; }

    public OperationState State { get; set; }

    public required string Group { get; init; }

    /// <summary>How many a second.</summary>
    public int PerSecond { get; init; }

    /// <summary>It stops by itself when so many have failed again; null = never.</summary>
    public int? StopAfterFailures { get; init; }

    public required string Who { get; init; }

    public required string Reason { get; init; }

    /// <summary>Why it stopped.</summary>
    public string? Note { get; set; }

    /// <summary>How many failures were open when it began.</summary>
    public int Total { get; set; }

    /// <summary>How many of them are sent, or discarded.</summary>
    public int Sent { get; set; }

    /// <summary>How many have been handled, or are discarded.</summary>
    public int Succeeded { get; set; }

    public int FailedAgain { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Up to this time, what its rate allows has been sent.</summary>
    public DateTimeOffset SentUpTo { get; set; }

    /// <summary>Counts the shares of its rate that were taken: two copies of Admin never take the same one.</summary>
    public long Shares { get; set; }
}
