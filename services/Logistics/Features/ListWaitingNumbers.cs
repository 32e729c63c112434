using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>A tracking number that was scanned and that no package has.</summary>
/// <param name="Carrier">The carrier.</param>
/// <param name="TrackingNumber">Its number.</param>
/// <param name="Scans">How many scans of it wait.</param>
/// <param name="FirstReceivedAt">When we heard of it first.</param>
/// <param name="LastReceivedAt">When we heard of it last.</param>
/// <param name="FirstOccurredAt">When it was first scanned, as the carrier says.</param>
/// <param name="LastOccurredAt">When it was last scanned, as the carrier says.</param>
/// <param name="DropsAt">When the first of its scans is dropped, if no label comes.</param>
sealed record WaitingNumber(
    string Carrier, string TrackingNumber, int Scans, DateTimeOffset FirstReceivedAt, DateTimeOffset LastReceivedAt,
    DateTimeOffset FirstOccurredAt, DateTimeOffset LastOccurredAt, DateTimeOffset DropsAt);

/// <summary>How many scans wait for a label.</summary>
/// <param name="Numbers">How many numbers they are of.</param>
/// <param name="Scans">How many there are.</param>
/// <param name="OldestReceivedAt">When we heard of the oldest; null where there is none.</param>
sealed record WaitingCounts(int Numbers, int Scans, DateTimeOffset? OldestReceivedAt);

/// <summary>What is asked of scans that wait.</summary>
static class Waiting
{
    /// <summary>The least age that is asked for: a time span as .NET writes it, such as <c>12:00:00</c>, or a number of days; null where none is.</summary>
    public static TimeSpan? AgeOf(string? olderThan, Errors errors)
    {
        if (string.IsNullOrEmpty(olderThan))
            return null;
        if (TimeSpan.TryParse(olderThan, CultureInfo.InvariantCulture, out var age) && age >= TimeSpan.Zero && age <= TimeSpan.FromDays(3650))
            return age;
        errors.Add("olderThan", "Give a number of days, such as 7, or a time span, such as 1.12:00:00; at most 3650 days.");
        return null;
    }

    public static async Task<WaitingCounts> CountAsync(LogisticsDb db, CancellationToken cancellationToken) => new(
        await db.WaitingScans.Select(s => s.NumberKey).Distinct().CountAsync(cancellationToken),
        await db.WaitingScans.CountAsync(cancellationToken),
        await db.WaitingScans.OrderBy(s => s.ReceivedAt).Select(s => (DateTimeOffset?)s.ReceivedAt).FirstOrDefaultAsync(cancellationToken));
}

/// <summary>
/// <c>GET /packages/waiting-numbers</c>: the numbers that carriers scan and that no package has, the longest waiting first: a label that was
/// put on with another number, or on nothing.
/// </summary>
static class ListWaitingNumbers
{
    sealed record Key(DateTimeOffset FirstReceivedAt, string NumberKey);

    public static void MapListWaitingNumbers(this RouteGroupBuilder packages)
    {
        packages.MapGet("/waiting-numbers", Handle).WithName("Logistics.ListWaitingNumbers").RequireScope(Scopes.Read)
            .WithSummary("Numbers that were scanned and that no package has, the longest waiting first.");
        packages.MapGet("/waiting-scans/counts", Count).WithName("Logistics.CountWaitingScans").RequireScope(Scopes.Read)
            .WithSummary("How many scans wait for a label, and of how many numbers.");
    }

    static async Task<Ok<WaitingCounts>> Count(LogisticsDb db, CancellationToken cancellationToken) => TypedResults.Ok(await Waiting.CountAsync(db, cancellationToken));

    static async Task<Results<Ok<Page<WaitingNumber>>, ValidationProblem>> Handle(
        string? carrier, string? olderThan, int? limit, string? after, LogisticsDb db, Microsoft.Extensions.Options.IOptions<LogisticsOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        var age = Waiting.AgeOf(olderThan, errors);
        if (!Paging.IsValid(limit))
            errors.Add("limit", $"Must be 1 to {Paging.MaxLimit}.");
        Key? last = null;
        if (!string.IsNullOrEmpty(after) && !Cursor.TryDecode(after, out last))
            errors.Add("after", "Give the next of the page before.");
        errors.Text("carrier", carrier, Limits.Carrier);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());

        var scans = db.WaitingScans.AsNoTracking();
        if (!string.IsNullOrEmpty(carrier))
            scans = scans.Where(s => s.Carrier == carrier);
        var numbers = scans.GroupBy(s => s.NumberKey).Select(g => new
        {
            NumberKey = g.Key,
            Carrier = g.Min(s => s.Carrier),
            TrackingNumber = g.Min(s => s.TrackingNumber),
            Scans = g.Count(),
            First = g.Min(s => s.ReceivedAt),
            Last = g.Max(s => s.ReceivedAt),
            FirstOccurred = g.Min(s => s.OccurredAt),
            LastOccurred = g.Max(s => s.OccurredAt),
        });
        if (age is { } least)
        {
            var before = time.GetUtcNow() - least;
            numbers = numbers.Where(n => n.First <= before);
        }

        if (last is { FirstReceivedAt: var at, NumberKey: var key })
            numbers = numbers.Where(n => n.First > at || n.First == at && n.NumberKey.CompareTo(key) > 0);
        var size = limit ?? Paging.DefaultLimit;
        var rows = await numbers.OrderBy(n => n.First).ThenBy(n => n.NumberKey).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(rows.ToPage(size, n => new Key(n.First, n.NumberKey), n =>
            new WaitingNumber(n.Carrier!, n.TrackingNumber!, n.Scans, n.First, n.Last, n.FirstOccurred, n.LastOccurred, n.First + options.Value.KeepWaitingScans)));
    }
}
