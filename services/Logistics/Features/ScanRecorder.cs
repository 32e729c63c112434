using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>What became of a scan.</summary>
enum ScanResult
{
    /// <summary>Recorded, applied or not.</summary>
    Accepted,

    /// <summary>The same source had told the same event before: nothing was written.</summary>
    Duplicate,

    /// <summary>No package has that number yet: it is recorded when the label comes.</summary>
    Waiting,

    /// <summary>Not recorded: see the errors.</summary>
    Rejected,
}

/// <summary>What became of a scan, and where it left its package.</summary>
sealed record ScanOutcome(ScanResult Result, Package? Package = null, Scan? Scan = null);

/// <summary>Records scans, from wherever they come, in one transaction. So many scans, so few queries.</summary>
sealed class ScanRecorder(LogisticsDb db, CarrierGaps gaps, LogisticsOptions options, TimeProvider time)
{
    /// <summary>Records and saves.</summary>
    /// <returns>What became of each, in their order.</returns>
    public async Task<IReadOnlyList<ScanOutcome>> RecordAsync(IReadOnlyList<CheckedScan> scans, CancellationToken cancellationToken)
    {
        var numbers = await NumbersOf(scans, cancellationToken);
        var formers = await FormerHoldersOf(scans, numbers, cancellationToken);
        Guid? Named(CheckedScan scan)
        {
            if (scan.PackageId is not null || scan.NumberKey is not { } key || numbers.GetValueOrDefault(key) is not { } number)
                return scan.PackageId;
            return number.WasFormerAt(scan.OccurredAt) ? NumberHolders.At(formers[key], scan.OccurredAt, options.NumbersReusedAfter)?.PackageId ?? number.PackageId : number.PackageId;
        }

        Guid[] ids = [.. scans.Select(Named).OfType<Guid>().Distinct()];
        var packages = await PackagesOf(ids, cancellationToken);
        var outcomes = new ScanOutcome[scans.Count];

        var now = time.GetUtcNow();
        var fresh = scans.Select((scan, index) => (Scan: scan, Index: index, Package: PackageOf(scan))).ToList();
        // One that its number names is another's where it comes long after the package's journey was over: it waits for that one's label.
        Package? PackageOf(CheckedScan scan) => Named(scan) is { } id && packages.GetValueOrDefault(id) is { } package
            && (scan.PackageId is not null || !NumberHolder.Of(package).HasLeftBy(scan.OccurredAt, options.NumbersReusedAfter)) ? package : null;
        var byPackage = fresh.Where(f => f.Package is not null).GroupBy(f => f.Package!)
            .Select(g => (Package: g.Key, Scans: g.Select(f => (Scan: f.Scan.For(g.Key.Id, now), f.Index)).ToList())).ToList();
        var known = await KnownScansOf([.. byPackage.Select(g => (g.Package, g.Scans.Select(s => s.Scan).ToList()))], cancellationToken);
        foreach (var (package, heard) in byPackage)
        {
            var recorded = Record(package, heard.Select(h => h.Scan), known[package.Id]);
            // A provider tells the newest scan again where only its estimate is another one.
            if (heard.MaxBy(h => h.Scan.OccurredAt).Scan is { EstimatedDelivery: { } estimate } newest && !recorded.Contains(newest))
                package.Estimate(estimate, newest.Source, new Occasion(newest.OccurredAt, now));
            db.Scans.AddRange(recorded);
            foreach (var (scan, index) in heard)
                outcomes[index] = new(recorded.Contains(scan) ? ScanResult.Accepted : ScanResult.Duplicate, package, scan);
        }

        var nobodys = fresh.Where(f => f.Package is null).ToList();
        foreach (var (_, index, _) in nobodys.Where(f => f.Scan.PackageId is not null))
            outcomes[index] = new(ScanResult.Rejected);
        await KeepWaiting([.. nobodys.Where(f => f.Scan.PackageId is null).Select(f => f.Scan)], numbers, now, cancellationToken);
        foreach (var (_, index, _) in nobodys.Where(f => f.Scan.PackageId is null))
            outcomes[index] = new(ScanResult.Waiting);

        await db.SaveChangesAsync(cancellationToken);
        return outcomes;
    }

    /// <summary>Records what waited for a package's number. The caller saves.</summary>
    public async Task RecordWaitingAsync(Package package, TrackingNumber number, IReadOnlyCollection<Scan> known, CancellationToken cancellationToken)
    {
        var waiting = await db.WaitingScans.Where(w => w.NumberKey == number.Key).ToListAsync(cancellationToken);
        if (waiting.Count == 0)
            return;
        var now = time.GetUtcNow();
        db.Scans.AddRange(Record(package, waiting.Select(w => w.For(package.Id, now)), known));
        db.WaitingScans.RemoveRange(waiting);
    }

    /// <summary>Records, and counts the pauses that the scans ended. What is known of its carrier is told with the changes that they make.</summary>
    IReadOnlyList<Scan> Record(Package package, IEnumerable<Scan> scans, IEnumerable<Scan> known)
    {
        var (status, lastScanAt) = (package.Status, package.ScannedAt);
        package.ExpectScanWithin(package.Carrier is { } carrier ? gaps.Of(carrier)?.SilentAfter : null);
        var recorded = package.Record(scans, known);
        gaps.Count(package.Carrier, Gaps.Between(status, lastScanAt, recorded));
        return recorded;
    }

    /// <summary>One package's row is locked: who records at the same moment waits, instead of doing it all again.</summary>
    async Task<Dictionary<Guid, Package>> PackagesOf(Guid[] ids, CancellationToken cancellationToken)
    {
        if (ids is [var only])
            return await db.FindForUpdate<Package>(only, cancellationToken) is { } package ? new() { [only] = package } : [];
        return ids.Length == 0 ? [] : await db.Packages.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
    }

    async Task<Dictionary<string, TrackingNumber>> NumbersOf(IReadOnlyList<CheckedScan> scans, CancellationToken cancellationToken)
    {
        string[] keys = [.. scans.Where(s => s.PackageId is null).Select(s => s.NumberKey).OfType<string>().Distinct()];
        return keys.Length == 0 ? [] : await db.TrackingNumbers.Where(n => keys.Contains(n.Key)).ToDictionaryAsync(n => n.Key, cancellationToken);
    }

    /// <summary>Who had the numbers before. Asked only for scans that are older than the number's newest label.</summary>
    async Task<ILookup<string, NumberHolder>> FormerHoldersOf(IReadOnlyList<CheckedScan> scans, Dictionary<string, TrackingNumber> numbers, CancellationToken cancellationToken)
    {
        TrackingNumber[] asked = [.. scans.Where(s => s.PackageId is null && s.NumberKey is { } key && numbers.TryGetValue(key, out var number) && number.WasFormerAt(s.OccurredAt))
            .Select(s => numbers[s.NumberKey!]).Distinct()];
        var found = new List<(string Key, NumberHolder Holder)>();
        foreach (var number in asked)
        {
            var packages = await db.Packages.AsNoTracking().Where(p => p.TrackingNumberKey == number.Number && p.Carrier == number.Carrier && p.Id != number.PackageId).ToListAsync(cancellationToken);
            found.AddRange(packages.Select(p => (number.Key, NumberHolder.Of(p))));
        }

        return found.ToLookup(f => f.Key, f => f.Holder);
    }

    /// <summary>The scans that each package must know of: those that may be the same, and all of them where one belongs before the newest.</summary>
    async Task<ILookup<Guid, Scan>> KnownScansOf(List<(Package Package, List<Scan> Scans)> heard, CancellationToken cancellationToken)
    {
        var scanned = heard.Where(h => h.Package.ScanCount > 0).ToList();
        if (scanned.Count == 0)
            return Array.Empty<Scan>().ToLookup(s => s.PackageId);

        Guid[] packages = [.. scanned.Select(h => h.Package.Id)];
        string[] events = [.. scanned.SelectMany(h => h.Scans).Select(s => s.EventId).Distinct()];
        var same = await db.Scans.AsNoTracking().Where(s => packages.Contains(s.PackageId) && events.Contains(s.EventId)).ToListAsync(cancellationToken);
        var keys = same.Select(s => (s.PackageId, s.Key)).ToHashSet();

        Guid[] whole = [.. scanned.Where(h => h.Package.NeedsHistory(h.Scans.Where(s => !keys.Contains((h.Package.Id, s.Key))))).Select(h => h.Package.Id)];
        if (whole.Length > 0)
        {
            same.RemoveAll(s => whole.Contains(s.PackageId));
            same.AddRange(await db.Scans.AsNoTracking().Where(s => whole.Contains(s.PackageId)).ToListAsync(cancellationToken));
        }

        return same.ToLookup(s => s.PackageId);
    }

    async Task KeepWaiting(List<CheckedScan> scans, Dictionary<string, TrackingNumber> numbers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (scans.Count == 0)
            return;
        string[] keys = [.. scans.Select(s => s.NumberKey!).Distinct()];
        string[] events = [.. scans.Select(s => s.EventId).Distinct()];
        var waiting = await db.WaitingScans.AsNoTracking().Where(w => keys.Contains(w.NumberKey) && events.Contains(w.EventId))
            .Select(w => new { w.NumberKey, w.Source, w.EventId }).ToListAsync(cancellationToken);
        var seen = waiting.Select(w => (w.NumberKey, w.Source, w.EventId)).ToHashSet();
        foreach (var scan in scans.Where(s => seen.Add((s.NumberKey!, s.Source, s.EventId))))
        {
            if (!numbers.TryGetValue(scan.NumberKey!, out var number))
            {
                numbers[scan.NumberKey!] = number = new TrackingNumber(scan.Carrier!, scan.TrackingNumber!);
                db.TrackingNumbers.Add(number);
            }

            number.KeepWaiting();
            db.WaitingScans.Add(scan.Wait(scan.NumberKey!, now));
        }
    }
}
