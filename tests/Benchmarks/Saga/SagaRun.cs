using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using StatusTracking.Testing;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>One repetition: a virtual host and database of its own, a queue that is filled first, and the time from the first message to the last.</summary>
abstract class SagaRun(Servers servers) : IAsyncDisposable
{
    public const string Queue = "tracking-package-saga";
    public const string Alerts = "notifications-send-alert";

    RabbitMqVirtualHost? _broker;

    protected Servers Servers { get; } = servers;

    protected Uri Broker => _broker!.Url;

    protected IConnection Connection { get; private set; } = null!;

    public async Task<SagaResult> Measure(int packages)
    {
        _broker = await RabbitMqVirtualHost.Create();
        Connection = await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync();
        // Alerts pile up here. It is as the bus declares a queue that it only sends to.
        await PackageEvents.DeclareQueue(Connection, Alerts, quorum: false);
        await Prepare();
        var now = TimeProvider.System.GetUtcNow();
        await PackageEvents.Publish(Connection, Queue, PackageEvents.Of(packages, now), now, PoisonEvery);

        var events = packages * PackageEvents.PerPackage;
        var watch = new Watch(Servers, events, PoisonEvery == 0 ? 0 : Poison.Among(events, PoisonEvery));
        await Consume(watch);
        await watch.Done;
        await Drained();
        var (elapsed, from) = watch.SinceFirst();
        var cpu = CpuTime.PerEvent(from, Servers.Cpu(), events);
        await Check(packages);
        return new(events / elapsed.TotalSeconds, cpu);
    }

    /// <summary>After how many events a message comes that makes no sense; 0 = none does.</summary>
    protected virtual int PoisonEvery => 0;

    /// <summary>Makes the queue and whatever stands behind it, and leaves nobody listening.</summary>
    protected abstract Task Prepare();

    /// <summary>Starts to take from the queue.</summary>
    protected abstract Task Consume(Watch watch);

    /// <summary>Completes when everything that the events caused has left.</summary>
    protected virtual Task Drained() => Task.CompletedTask;

    /// <summary>Throws where the work was not done right: a fast wrong answer is none.</summary>
    protected virtual async Task Check(int packages) =>
        Equal(packages * PackageEvents.AlertsPerPackage, (int)await PackageEvents.Count(Connection, Alerts), "alerts in the queue");

    /// <summary>Starts a host, waits until its queues are there, and ends it.</summary>
    protected static async Task DeclareBy(IHost host)
    {
        using (host)
        {
            await host.StartAsync();
            await host.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));
            await host.StopAsync();
        }
    }

    protected static void Equal(int expected, int actual, string what)
    {
        if (expected != actual)
            throw new InvalidOperationException($"{what}: {actual} instead of {expected}");
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _broker!.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Counts what was received, and takes the time from the first.</summary>
/// <param name="servers">Whose CPU time is read.</param>
/// <param name="events">How many come.</param>
/// <param name="poison">How many more come that make no sense: they fail, and end as well.</param>
sealed class Watch(Servers servers, int events, int poison = 0) : IReceiveObserver
{
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _gate = new();
    long? _first;
    CpuTime _from;
    int _received;

    public Task Done => _done.Task;

    public (TimeSpan Elapsed, CpuTime From) SinceFirst() => (Stopwatch.GetElapsedTime(_first!.Value), _from);

    public void Begin()
    {
        lock (_gate)
        {
            if (_first is not null)
                return;
            _from = servers.Cpu();
            _first = Stopwatch.GetTimestamp();
        }
    }

    public void Received()
    {
        if (Interlocked.Increment(ref _received) == events + poison)
            _done.TrySetResult();
    }

    public Task PreReceive(ReceiveContext context)
    {
        if (_first is null)
            Begin();
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context)
    {
        if (context.IsFaulted && poison == 0)
            _done.TrySetException(new InvalidOperationException("A message failed: see the log"));
        Received();
        return Task.CompletedTask;
    }

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        if (poison == 0)
            _done.TrySetException(exception);
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;
}
