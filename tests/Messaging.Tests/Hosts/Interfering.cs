using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using StatusTracking.Testing;

namespace StatusTracking.Messaging.Tests;

/// <summary>Holds handlers where a test wants them to wait.</summary>
sealed class Gates
{
    readonly ConcurrentDictionary<string, Gate> _gates = new();

    /// <summary>A gate that is shut.</summary>
    public Gate Shut(string name) => _gates[name] = new Gate();

    /// <summary>Goes through at once where no gate is shut.</summary>
    public Task Pass(string? name) => name is not null && _gates.TryGetValue(name, out var gate) ? gate.Pass() : Task.CompletedTask;
}

sealed class Gate
{
    readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first handler stands before it.</summary>
    public Task Reached => _reached.Task.WaitAsync(Eventually.Patience);

    public void Open() => _open.TrySetResult();

    public Task Pass()
    {
        _reached.TrySetResult();
        return _open.Task.WaitAsync(Eventually.Patience);
    }
}

/// <summary>Refuses to commit whatever is about certain things, as a database would whose deferred constraint is broken.</summary>
sealed class RefusedCommits : DbTransactionInterceptor
{
    public const string Reason = "The commit is refused, as the test asked for.";

    readonly ConcurrentDictionary<Guid, bool> _about = new();

    public void Add(Guid about) => _about[about] = true;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        eventData.Context!.ChangeTracker.Entries().Any(e => e.Entity switch
        {
            Heard heard => _about.ContainsKey(heard.About),
            Errand errand => _about.ContainsKey(errand.CorrelationId),
            _ => false,
        })
            ? throw new NotSupportedException(Reason)
            : new(result);
}
