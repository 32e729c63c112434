using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// Tells by e-mail what surely did not arrive by SMS, where <see cref="NotificationsOptions.FailedSmsByEmail"/> says so and the same was not told
/// by e-mail anyway.
/// </summary>
sealed class EmailInstead(Composer composer, IOptions<NotificationsOptions> options, TimeProvider time)
{
    /// <summary>Adds the e-mail's row; the caller saves.</summary>
    public async Task Tell(NotificationsDb db, Notification sms, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!options.Value.FailedSmsByEmail || sms is not { Channel: Channel.Sms, Status: NotificationStatus.Failed or NotificationStatus.Undelivered })
            return;
        if (sms.Alert.AddressOn(Channel.Email) is not { } address)
            return;
        var (about, kind, occurrence) = (sms.About, sms.Kind, sms.Occurrence);
        var told = await db.Notifications.Where(n => n.About == about && n.Kind == kind && n.Occurrence == occurrence && n.Channel == Channel.Email).Select(n => n.Recipient).ToListAsync(cancellationToken);
        if (!told.Contains(address, StringComparer.OrdinalIgnoreCase))
            new TellPerson(db, composer, options, time).Add(sms.Alert, Channel.Email, now);
    }
}
