using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>Scans of numbers that no package has yet, the oldest first.</summary>
static class ListWaitingScans
{
    /// <summary>A scan that waits for a label of its number.</summary>
    internal sealed record Reply(Guid Id, string Carrier, string TrackingNumber, string EventId, string Source, PackageStatus Status, string? Detail, string? RawStatus, DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt);

    sealed record Key(DateTimeOffset ReceivedAt, Guid Id);

    public static void MapListWaitingScans(this RouteGroupBuilder packages) =>
        packages.MapGet("/waiting-scans", Handle).WithName("Logistics.ListWaitingScans").RequireScope(Scopes.Read)
            .WithSummary("Scans of numbers that no package has yet, the oldest first.");

    static async Task<Results<Ok<Page<Reply>>, ValidationProblem>> Handle(
        string? carrier, string? trackingNumber, string? olderThan, int? limit, string? after, LogisticsDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        var age = Waiting.AgeOf(olderThan, errors);
        if (!Paging.IsValid(limit))
            errors.Add("limit", $"Must be 1 to {Paging.MaxLimit}.");
        Key? last = null;
        if (!string.IsNullOrEmpty(after) && !Cursor.TryDecode(after, out last))
            errors.Add("after", "Give the next of the page before.");
        errors.Text("carrier", carrier, Limits.Carrier);
        errors.Text("trackingNumber", trackingNumber, Limits.TrackingNumber);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());

        var scans = db.WaitingScans.AsNoTracking();
        if (!string.IsNullOrEmpty(carrier))
            scans = scans.Where(s => s.Carrier == carrier);
        if (!string.IsNullOrEmpty(trackingNumber))
        {
            var number = "/" + TrackingNumber.Normalise(trackingNumber);
            scans = scans.Where(s => s.NumberKey.EndsWith(number));
        }

        if (age is { } least)
        {
            var before = time.GetUtcNow() - least;
            scans = scans.Where(s => s.ReceivedAt <= before);
        }

        if (last is { ReceivedAt: var at, Id: var id })
            scans = scans.Where(s => s.ReceivedAt > at || s.ReceivedAt == at && s.Id.CompareTo(id) > 0);
        var size = limit ?? Paging.DefaultLimit;
        var rows = await scans.OrderBy(s => s.ReceivedAt).ThenBy(s => s.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(rows.ToPage(size, s => new Key(s.ReceivedAt, s.Id), s =>
            new Reply(s.Id, s.Carrier, s.TrackingNumber, s.EventId, s.Source, s.Status, s.Detail, s.RawStatus, s.OccurredAt, s.ReceivedAt)));
    }
}
