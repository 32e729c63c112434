using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>
/// Forgets who was told what, in which words and where, and what they wished. What waits for them is suppressed. That they wanted no messages is
/// forgotten with their address: they are told nothing of these orders, and who orders again begins anew.
/// </summary>
sealed class EraseFromNotifications(OutboxFolder folder, TimeProvider time) : IErases<NotificationsDb>
{
    public async Task<int> Erase(NotificationsDb db, ErasePerson person, CancellationToken cancellationToken)
    {
        var (rows, ids) = (0, new List<Guid>());
        foreach (var notification in await db.Notifications.Where(n => person.OrderIds.Contains(n.Order)).ToListAsync(cancellationToken))
        {
            ids.Add(notification.Id);
            if (notification.Erase(Occasion.Now(time)))
                rows++;
            DeleteFiles(notification.Id);
        }

        foreach (var id in person.OrderIds.Order())
        {
            if (await db.FindForUpdate<Buyer>(id, cancellationToken) is { } buyer && buyer.Erase())
                rows++;
        }

        rows += await db.Messages.Where(m => ids.Contains(m.NotificationId)).ExecuteDeleteAsync(cancellationToken);
        rows += await db.Attempts.Where(a => ids.Contains(a.NotificationId) && a.Reply != null).ExecuteUpdateAsync(s => s.SetProperty(a => a.Reply, (string?)null), cancellationToken);
        string[] addresses = [.. new[] { person.Email, person.Phone }.OfType<string>()];
        rows += await db.DeadAddresses.Where(d => addresses.Contains(d.Address)).ExecuteDeleteAsync(cancellationToken);
        return rows + await db.OptOuts.Where(o => addresses.Contains(o.Address)).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Where no provider is configured, messages are files, named by their notification.</summary>
    void DeleteFiles(Guid id)
    {
        foreach (var directory in new[] { folder.Email, folder.Sms }.Where(Directory.Exists))
        {
            foreach (var file in Directory.GetFiles(directory, $"{id:N}*"))
                File.Delete(file);
        }
    }
}
