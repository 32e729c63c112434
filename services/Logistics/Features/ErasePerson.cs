using System.Text;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>Forgets whom packages went to, and what carriers wrote of it: where each of their scans was, in which words, and all that they sent.</summary>
sealed class EraseFromPackages : IErases<LogisticsDb>
{
    const int Chunk = 100;

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

        return rows + await EraseMessages(db, ids, person, cancellationToken);
    }

    /// <summary>The bodies of carriers' messages that name one of the packages, or the person: they are read through, a few at a time, for no index knows what stands in them.</summary>
    static async Task<int> EraseMessages(LogisticsDb db, List<Guid> packages, ErasePerson person, CancellationToken cancellationToken)
    {
        var numbers = await db.Packages.Where(p => packages.Contains(p.Id) && p.TrackingNumber != null).Select(p => p.TrackingNumber!).ToListAsync(cancellationToken);
        string[] words = [.. numbers, .. person.Words];
        var rows = 0;
        for (var last = Guid.Empty; words.Length > 0;)
        {
            var some = await db.CarrierMessages.AsNoTracking().Where(m => m.Id.CompareTo(last) > 0).OrderBy(m => m.Id).Take(Chunk).Select(m => new { m.Id, m.Body }).ToListAsync(cancellationToken);
            Guid[] named = [.. some.Where(m => Encoding.UTF8.GetString(m.Body) is var body && words.Any(word => body.Contains(word, StringComparison.OrdinalIgnoreCase))).Select(m => m.Id)];
            if (named.Length > 0)
                rows += await db.CarrierMessages.Where(m => named.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.Body, Array.Empty<byte>()), cancellationToken);
            if (some.Count < Chunk)
                break;
            last = some[^1].Id;
        }

        return rows;
    }
}
