using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace StatusTracking.Notifications;

/// <summary>Deletes old files of the outbox folder, and the words and attempts of old messages. The messages' rows stay.</summary>
sealed class PruneMessages(
    IDbContextFactory<NotificationsDb> databases, OutboxFolder folder, IOptions<NotificationsOptions> options, TimeProvider time, ILogger<PruneMessages> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    const int Batch = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                DeleteFiles();
                await DeleteRows(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Old messages could not be deleted; the next try is in {Interval}", Interval);
            }
        }
    }

    internal void DeleteFiles()
    {
        if (options.Value.KeepFiles == TimeSpan.Zero)
            return;
        var before = (time.GetUtcNow() - options.Value.KeepFiles).UtcDateTime;
        foreach (var directory in new[] { folder.Email, folder.Sms }.Where(Directory.Exists))
            foreach (var file in Directory.EnumerateFiles(directory).Where(f => File.GetLastWriteTimeUtc(f) < before))
                File.Delete(file);
    }

    internal async Task DeleteRows(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await db.GetUtcNow(cancellationToken);
        var heard = now - HeardAlert.Kept;
        while (await db.HeardAlerts.Where(h => h.At < heard).OrderBy(h => h.At).Take(Batch).ExecuteDeleteAsync(cancellationToken) == Batch) { }
        if (options.Value.KeepMessages == TimeSpan.Zero)
            return;
        var before = now - options.Value.KeepMessages;
        // Small batches, so that no lock is held for long. What still waits to be sent keeps its words.
        while (await db.Messages
            .Where(m => db.Notifications.Any(n => n.Id == m.NotificationId && n.UpdatedAt < before && n.DueAt == null && n.Claim == null))
            .OrderBy(m => m.NotificationId).Take(Batch).ExecuteDeleteAsync(cancellationToken) == Batch) { }
        while (await db.Attempts.Where(a => a.StartedAt < before && a.EndedAt != null)
            .OrderBy(a => a.StartedAt).Take(Batch).ExecuteDeleteAsync(cancellationToken) == Batch) { }
    }
}
