using System.Collections.Concurrent;
using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging.Tests;

/// <summary>Plays Admin: hears what is recorded of failures and retries.</summary>
sealed class HearFailuresConsumer : IConsumer<RecordFailure>, IConsumer<ReportRetry>
{
    public static readonly ConcurrentQueue<object> Heard = new();

    public static void On(BusTopology bus) => bus.HandlesTemporarily<HearFailuresConsumer>(Contracts.Failures.Queue);

    public Task Consume(ConsumeContext<RecordFailure> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<ReportRetry> context) => Keep(context.Message);

    static Task Keep(object message)
    {
        Heard.Enqueue(message);
        return Task.CompletedTask;
    }
}

/// <summary>A command whose handler has a bug, until it is mended.</summary>
public sealed record Fragile(Guid About, string Text, IReadOnlyDictionary<string, string>? Payment = null);

sealed class FragileConsumer(SampleDb db) : IConsumer<Fragile>
{
    /// <summary>The words that the handler cannot take.</summary>
    public static readonly ConcurrentDictionary<string, bool> Bugs = new();

    /// <summary>The secrets that it was given.</summary>
    public static readonly ConcurrentDictionary<Guid, string> Secrets = new();

    public static void On(BusTopology bus) => bus.For<SampleDb>("sample").Handles<FragileConsumer>("break");

    public async Task Consume(ConsumeContext<Fragile> context)
    {
        var message = context.Message;
        ArgumentNullException.ThrowIfNull(message.Text);
        if (Bugs.ContainsKey(message.Text))
            throw new NotSupportedException($"There is a bug with '{message.Text}'.");
        if (message.Payment is { } payment)
            Secrets[message.About] = payment["token"];
        db.Heard.Add(new Heard { By = "fragile", What = message.Text, About = message.About });
        await db.SaveChangesAsync(context.CancellationToken);
    }
}

/// <summary>Admin is a witness, one queue has a bug, and what cannot be sent is given up soon.</summary>
public sealed class BuggyEmbeddedHost : EmbeddedHost
{
    public BuggyEmbeddedHost()
    {
        MoreSettings["Messaging:MaxAttempts"] = "2";
        MoreTopology = FailuresSpecification.Topology;
    }
}

/// <inheritdoc cref="BuggyEmbeddedHost"/>
public sealed class BuggyServerHost : ServerHost
{
    public BuggyServerHost()
    {
        MoreSettings["Messaging:MaxAttempts"] = "2";
        MoreTopology = FailuresSpecification.Topology;
    }
}
