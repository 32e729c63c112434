using System.Collections.Concurrent;
using System.Data.Common;
using MassTransit;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using StatusTracking.Testing;

namespace StatusTracking.Messaging.Tests;

/// <summary>A fault as a subscriber sees it.</summary>
sealed record FaultHeard(Type Type, Guid? About, Guid? MessageId, string? Reason);

/// <summary>How often each message was tried, and in how many different contexts.</summary>
sealed class Tries
{
    readonly ConcurrentDictionary<(Guid About, string? What), ConcurrentQueue<Guid>> _tries = new();

    /// <summary>Counts a try.</summary>
    /// <param name="about">What it is about.</param>
    /// <param name="what">Which of several messages about it.</param>
    /// <param name="context">The context that it is made in.</param>
    public int Next(Guid about, string? what = null, Guid context = default)
    {
        var tries = _tries.GetOrAdd((about, what), _ => new());
        tries.Enqueue(context);
        return tries.Count;
    }

    public int Of(Guid about, string? what = null) => _tries.TryGetValue((about, what), out var tries) ? tries.Count : 0;

    public IReadOnlyList<Guid> Contexts(Guid about, string? what = null) => _tries.TryGetValue((about, what), out var tries) ? [.. tries] : [];
}

/// <summary>Statements that changed rows, and how many.</summary>
sealed class StatementLog : DbCommandInterceptor
{
    readonly ConcurrentQueue<(string Sql, int Rows)> _changes = new();

    public IReadOnlyList<(string Sql, int Rows)> Changes => [.. _changes];

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        _changes.Enqueue((command.CommandText, result));
        return new(result);
    }
}

/// <summary>Which messages have arrived at an endpoint, whether or not anything came of them.</summary>
sealed class Arrivals : IReceiveObserver
{
    readonly ConcurrentDictionary<Guid, int> _arrived = new();

    public int Of(Guid messageId) => _arrived.GetValueOrDefault(messageId);

    public Task PreReceive(ReceiveContext context)
    {
        if (context.GetMessageId() is { } id)
            _arrived.AddOrUpdate(id, 1, (_, n) => n + 1);
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
}

/// <summary>What was logged as a warning or worse.</summary>
sealed class LogOfTest : ILoggerProvider
{
    readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string Text)> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() { }

    sealed class Logger(LogOfTest log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log._lines.Enqueue((logLevel, $"{category}: {formatter(state, exception)} {exception}"));
        }
    }
}

/// <summary>A queue's serial reader.</summary>
sealed class Witness(string queue)
{
    readonly ConcurrentQueue<Sight> _seen = new();

    public string Queue => queue;

    public IReadOnlyList<Sight> Seen => [.. _seen];

    /// <summary>The texts of the notes, in the order in which they came.</summary>
    public IReadOnlyList<string> Texts => [.. _seen.Select(s => s.Note.Text)];

    /// <summary>Waits for so many notes.</summary>
    public Task<IReadOnlyList<Sight>> Wait(int count) => Eventually.Get(() => Seen, seen => seen.Count >= count);

    public Task See(ConsumeContext<Note> context)
    {
        _seen.Enqueue(new(context.Message, context, System.Diagnostics.Activity.Current));
        return Task.CompletedTask;
    }
}

/// <summary>A note, with all that came with it.</summary>
sealed record Sight(Note Note, ConsumeContext<Note> Context, System.Diagnostics.Activity? Activity);
