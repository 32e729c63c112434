using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>Brings the database to this version's model before anything else starts.</summary>
sealed class MigrateAtStart<TDb>(IDbContextFactory<TDb> databases, IOptions<DatabaseOptions> options, ILogger<MigrateAtStart<TDb>> logger) : IHostedLifecycleService where TDb : ServiceDb
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Migrate)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.MigrateTimeout);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        try
        {
            // Each statement may take as long as all together: an index on a large table, or the wait for another copy.
            db.Database.SetCommandTimeout(options.Value.MigrateTimeout);
            await db.Host.Dialect.Migrate(db, limit.Token);
            logger.LogDebug("{Database} is at its newest migration", typeof(TDb).Name);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The migrations of {db.Schema} did not finish within {options.Value.MigrateTimeout}. Another process may be migrating: then start again. "
                + "Or there is much to change: Database:MigrateTimeout sets the limit.");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
