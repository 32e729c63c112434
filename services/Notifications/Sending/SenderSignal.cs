namespace StatusTracking.Notifications;

/// <summary>Tells this process's sender that there is something to send. Other processes find it by looking.</summary>
sealed class SenderSignal
{
    TaskCompletionSource _next = New();

    /// <summary>Completes at the next signal. Ask for it before looking, or a signal in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, New()).SetResult();

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
