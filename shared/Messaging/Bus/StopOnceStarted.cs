using MassTransit;
using Microsoft.Extensions.Hosting;

namespace StatusTracking.Messaging;

/// <summary>
/// A bus that is told to stop while it is still starting stops nothing: its endpoints go on to consume in a host whose services are
/// disposed, and every message that they take fails. So a stop first lets the start come to its end.
/// </summary>
sealed class StopOnceStarted(IBusControl bus) : IHostedLifecycleService
{
    /// <summary>A broker that is away lets no start end; then nothing is consumed either.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task StoppingAsync(CancellationToken cancellationToken) => bus.WaitForHealthStatus(BusHealthStatus.Healthy, Patience);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
