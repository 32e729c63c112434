using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>Brings the database to this version's model before anything else starts, and waits for a server that is not there yet.</summary>
sealed class MigrateAtStart<TDb>(IDbContextFactory<TDb> databases, IOptions<DatabaseOptions> options, TimeProvider time, ILogger<MigrateAtStart<TDb>> logger)
    : IHostedLifecycleService where TDb : ServiceDb
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Migrate)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.MigrateTimeout);
        var began = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await Migrate(limit.Token);
                return;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"The migrations of {typeof(TDb).Name} did not finish within {options.Value.MigrateTimeout}. Another process may be migrating: then start again. "
                    + "Or there is much to change: Database:MigrateTimeout sets the limit.");
            }
            // A server that is restarted together with its clients is not there at once. Of a file no time makes another.
            catch (Exception e) when (options.Value.Provider != DatabaseProvider.Sqlite && DatabaseDialect.IsAway(e) && time.GetElapsedTime(began) + pause < options.Value.MigrateTimeout)
            {
                logger.LogWarning("{Database} does not answer yet ({Reason}). The next try is in {Pause}", typeof(TDb).Name, e.GetBaseException().Message, pause);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    async Task Migrate(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // Each statement may take as long as all together: an index on a large table, or the wait for another copy.
        db.Database.SetCommandTimeout(options.Value.MigrateTimeout);
        await db.Host.Dialect.Migrate(db, cancellationToken);
        logger.LogDebug("{Database} is at its newest migration", typeof(TDb).Name);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
