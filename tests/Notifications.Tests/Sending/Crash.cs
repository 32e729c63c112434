using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

/// <summary>What a process leaves behind that dies.</summary>
static class Crash
{
    /// <summary>The same, where the sender died when it was handing it over, or just before that.</summary>
    public static async Task<(Guid Order, Claimed Claimed)> WhileHandingOver(ServiceFixture<NotificationsService> service, Channel channel)
    {
        var (order, claimed) = await WhileSending(service, channel);
        (await service.Services.GetRequiredService<Claims>().MayLeave(claimed)).ShouldBeTrue();
        return (order, claimed);
    }

    /// <summary>A message whose attempt was written and whose sender then died.</summary>
    public static async Task<(Guid Order, Claimed Claimed)> WhileSending(ServiceFixture<NotificationsService> service, Channel channel)
    {
        await using var db = service.Services.GetRequiredService<IDbContextFactory<NotificationsDb>>().CreateDbContext();
        var now = service.Time.GetUtcNow();
        var alert = Some.Alert(AlertKind.Shipped) with { OccurredAt = now };
        var notification = Notification.Of(alert, channel, service.Time);
        var occasion = Occasion.Now(service.Time);
        notification.Queue(now, occasion);
        var attempt = notification.Take(-1, now, TimeSpan.FromMinutes(5), occasion)!;
        db.Add(notification);
        db.Add(attempt);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (alert.OrderId, new Claimed(notification.Id, attempt.Number, -1, Some.Email()));
    }
}
