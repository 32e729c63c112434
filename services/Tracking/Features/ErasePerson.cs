using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Domain;
using StatusTracking.Tracking.Sagas;

namespace StatusTracking.Tracking.Features;

/// <summary>Forgets people in what is followed, in timelines, and what they wished.</summary>
sealed class EraseFromTracking : IErases<TrackingDb>
{
    public async Task<int> Erase(TrackingDb db, ErasePerson person, CancellationToken cancellationToken)
    {
        var rows = 0;
        foreach (var id in person.OrderIds.Order())
        {
            if (await db.FindForUpdate<OrderOutline>(id, cancellationToken) is { } order && order.City != Erasures.Erased)
            {
                order.Erase();
                rows++;
            }
        }

        foreach (var id in await db.Packages.Where(p => person.OrderIds.Contains(p.OrderId)).Select(p => p.CorrelationId).OrderBy(id => id).ToListAsync(cancellationToken))
        {
            if (await db.FindForUpdate<PackageState>(id, cancellationToken) is { } followed && followed.Package.Customer != Erasures.Nobody)
            {
                followed.Package = followed.Package.WithoutPeople();
                rows++;
            }
        }

        // Of a message the description says its channel and the beginning of its address, in one text.
        rows += await db.Timeline.Where(t => person.OrderIds.Contains(t.OrderId) && (t.Location != null || t.Description != null))
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Location, (string?)null).SetProperty(t => t.Description, (string?)null), cancellationToken);
        foreach (var word in person.Words)
        {
            rows += await db.Timeline.Where(t => person.OrderIds.Contains(t.OrderId) && t.Reason!.Contains(word))
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.Reason, Erasures.Erased), cancellationToken);
        }

        string[] addresses = [.. new[] { person.Email, person.Phone }.OfType<string>()];
        return rows + await db.Preferences.Where(p => addresses.Contains(p.Address)).ExecuteDeleteAsync(cancellationToken);
    }
}
