using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;
using StatusTracking.Tracking.Data;

namespace StatusTracking.Tracking.Features;

/// <summary>
/// <c>GET /timeline</c>: what happened to all orders, what was recorded last first. A line stands at the time when its owner recorded it,
/// so that one which reached us late can come in further down.
/// </summary>
static class ReadFeed
{
    sealed record Key(DateTimeOffset RecordedAt, string Id);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapApi("timeline").MapGet("", Handle).RequireScope(Scopes.Read).WithName("Tracking.ReadFeed")
            .WithSummary("What happened to all orders, what was recorded last first");

    static async Task<Results<Ok<Page<TimelineItem>>, ValidationProblem>> Handle(
        TrackingDb db, CancellationToken cancellationToken, int? limit = null, string? after = null)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Give a number from 1 to {Paging.MaxLimit}.");
        Key? key = null;
        if (after is not null && !Cursor.TryDecode(after, out key))
            return Problem.Invalid("after", "Give the 'next' of the page before, unchanged.");

        var size = limit ?? Paging.DefaultLimit;
        var lines = db.Timeline.AsNoTracking();
        if (key is { RecordedAt: var at, Id: var id })
            lines = lines.Where(e => e.RecordedAt <= at && (e.RecordedAt < at || e.Id.CompareTo(id) < 0));
        var page = await lines.OrderByDescending(e => e.RecordedAt).ThenByDescending(e => e.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.ToPage(size, e => new Key(e.RecordedAt, e.Id), ReadTimeline.Item));
    }
}
