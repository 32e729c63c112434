using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>Forgets whom packages went to, and what carriers wrote of it: where each of their scans was, in which words, and all that they sent.</summary>
sealed class EraseFromPackages : IErases<LogisticsDb>
{
    public async Task<int> Erase(LogisticsDb db, ErasePerson person, CancellationToken cancellationToken)
    {
        var rows = 0;
        var ids = await db.Packages.Where(p => person.OrderIds.Contains(p.OrderId)).Select(p => p.Id).OrderBy(id => id).ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            if (await db.FindForUpdate<Package>(id, cancellationToken) is { } package && package.Erase())
                rows++;
        }

        rows += await db.Scans.Where(s => ids.Contains(s.PackageId) && (s.Raw != null || s.Description != null || s.Location != null))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Raw, (string?)null).SetProperty(s => s.Description, (string?)null).SetProperty(s => s.Location, (string?)null), cancellationToken);
        // Of a scan that waits for its package nobody knows whose it is, unless it says so.
        foreach (var word in person.Words)
        {
            rows += await db.WaitingScans.Where(s => s.Raw!.Contains(word) || s.Description!.Contains(word) || s.Location!.Contains(word))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.Raw, (string?)null).SetProperty(s => s.Description, (string?)null).SetProperty(s => s.Location, (string?)null), cancellationToken);
        }

        return rows;
    }
}
