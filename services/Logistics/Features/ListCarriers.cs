using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>A carrier that has, or had, packages of ours.</summary>
/// <param name="Carrier">Its word.</param>
/// <param name="LastScanAt">When it scanned one of them last, by its own clock; null where it never did.</param>
/// <param name="Gaps">How many pauses between scans of its packages were counted and are learnt from.</param>
/// <param name="UsualGap">What half of them are not longer than, rounded up; null where none was counted.</param>
/// <param name="SilentAfter">After how long without a scan one of its packages is silent, as learnt; null while too few were counted: then Tracking's setting counts.</param>
sealed record CarrierReply(string Carrier, DateTimeOffset? LastScanAt, long Gaps, TimeSpan? UsualGap, TimeSpan? SilentAfter);

/// <summary><c>GET /carriers</c>: which carriers there are, and when each was last heard of. One that has gone quiet is seen by its age.</summary>
static class ListCarriers
{
    /// <summary>A shop has a dozen; this is a guard.</summary>
    const int Most = 200;

    public static void MapListCarriers(this RouteGroupBuilder carriers) =>
        carriers.MapGet("", Handle).WithName("Logistics.ListCarriers").RequireScope(Scopes.Read).WithSummary("The carriers of packages, and when each scanned last");

    static async Task<Ok<Page<CarrierReply>>> Handle(LogisticsDb db, CarrierGaps gaps, CancellationToken cancellationToken)
    {
        var carriers = new List<CarrierReply>();
        // From one carrier to the next by the index, and not over all of their packages.
        for (var carrier = await After(""); carrier is not null && carriers.Count < Most; carrier = await After(carrier))
        {
            // Where only our own clock spoke, the time of the last scan is before all times.
            var last = await db.Packages.Where(p => p.Carrier == carrier && p.LastScanAt > Scan.BeforeAll).MaxAsync(p => p.LastScanAt, cancellationToken);
            var rhythm = gaps.Of(carrier);
            carriers.Add(new(carrier, last, rhythm?.Gaps ?? 0, rhythm?.UsualGap, rhythm?.SilentAfter));
        }

        return TypedResults.Ok(new Page<CarrierReply>(carriers, Next: null));

        Task<string?> After(string carrier) => db.Packages.Where(p => p.Carrier!.CompareTo(carrier) > 0).MinAsync(p => p.Carrier, cancellationToken);
    }
}
