using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StatusTracking.Standalone;

/// <summary>Waits until this host listens and its bus and databases are up.</summary>
sealed class ReadyHost(IHostApplicationLifetime lifetime, HealthCheckService health, IServer server)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The address to call it at, once it is ready.</summary>
    public async Task<Uri> WaitAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (lifetime.ApplicationStarted.Register(started.SetResult))
            await started.Task.WaitAsync(cancellationToken);
        while ((await health.CheckHealthAsync(cancellationToken)).Status != HealthStatus.Healthy)
            await Task.Delay(Pause, cancellationToken);
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal));
    }
}
