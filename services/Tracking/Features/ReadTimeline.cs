using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Features;

/// <summary>One line of a timeline.</summary>
/// <param name="Subject">Whose: <c>order</c>, <c>payment</c>, <c>stock</c>, <c>package</c>, <c>notification</c>.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="From">The status before; null for the first, and for signals.</param>
/// <param name="To">The status after; of an ignored change, the one that was asked for; of a signal, its kind.</param>
/// <param name="Detail">A finer word.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="OccurredAt">When it happened, as its source says.</param>
/// <param name="RecordedAt">When we heard of it.</param>
/// <param name="Late">An older scan came after a newer one.</param>
/// <param name="Ignored">It was heard and not applied.</param>
/// <param name="Impossible">
/// Why it cannot have happened at that time: <c>before_order</c>, <c>before_hand_over</c>, <c>after_movement</c>, <c>after_delivery</c>,
/// <c>in_future</c>. It is kept in its place all the same. Null where nothing speaks against it.
/// </param>
/// <param name="Signal">What a package's clock said, or that its estimate was revised (<c>estimate_revised</c>); not a change of status.</param>
/// <param name="Sequence">Which change of its subject it is; null for what was ignored and for signals.</param>
/// <param name="Location">Where, of a scan.</param>
/// <param name="Description">The carrier's words; of an estimate the day before and the new one; of a notification what, how and to whom, masked.</param>
/// <param name="Actor">Who caused it, where that is known.</param>
sealed record TimelineItem(
    string Subject, Guid SubjectId, Guid OrderId, string? From, string To, string? Detail, string? Reason, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt,
    bool Late, bool Ignored, string? Impossible, bool Signal, long? Sequence, string? Location, string? Description, string? Actor);

/// <summary>Everything that happened to an order, or to one package, the oldest first, or the newest where that is asked for.</summary>
static class ReadTimeline
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapApi("orders").MapGet("/{id:guid}/timeline", OfOrder).RequireScope(Scopes.Read).WithName("Tracking.ReadOrderTimeline")
            .WithSummary("Every change of the order and of its payments, stock, packages and notifications, the oldest first; with newestFirst=true the newest");
        app.MapApi("packages").MapGet("/{id:guid}/timeline", OfPackage).RequireScope(Scopes.Read).WithName("Tracking.ReadPackageTimeline")
            .WithSummary("Every change of the package and of the notifications about it, the oldest first; with newestFirst=true the newest");
    }

    static Task<Results<Ok<Page<TimelineItem>>, NotFound<ProblemDetails>, ValidationProblem>> OfOrder(
        Guid id, TrackingDb db, CancellationToken cancellationToken, bool newestFirst = false, int? limit = null, string? after = null) =>
        Read(db.Timeline.Where(e => e.OrderId == id), "order", newestFirst, limit, after, cancellationToken);

    static Task<Results<Ok<Page<TimelineItem>>, NotFound<ProblemDetails>, ValidationProblem>> OfPackage(
        Guid id, TrackingDb db, CancellationToken cancellationToken, bool newestFirst = false, int? limit = null, string? after = null) =>
        Read(db.Timeline.Where(e => e.About == id && (e.Subject == Contracts.Subjects.Package || e.Subject == Contracts.Subjects.Notification)), "package", newestFirst, limit, after, cancellationToken);

    static async Task<Results<Ok<Page<TimelineItem>>, NotFound<ProblemDetails>, ValidationProblem>> Read(
        IQueryable<TimelineEntry> entries, string what, bool newestFirst, int? limit, string? after, CancellationToken cancellationToken)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Give a number from 1 to {Paging.MaxLimit}.");
        string? position = null;
        if (after is not null && !Cursor.TryDecode(after, out position))
            return Problem.Invalid("after", "Give the 'next' of the page before, unchanged.");

        var size = limit ?? Paging.DefaultLimit;
        var ahead = position is null ? entries
            : newestFirst ? entries.Where(e => e.Position.CompareTo(position) < 0)
            : entries.Where(e => e.Position.CompareTo(position) > 0);
        var ordered = newestFirst ? ahead.OrderByDescending(e => e.Position) : ahead.OrderBy(e => e.Position);
        var page = await ordered.AsNoTracking().Take(size + 1).ToListAsync(cancellationToken);
        if (page.Count == 0 && !await entries.AnyAsync(cancellationToken))
            return Problem.NotFound($"Nothing is known of this {what}. If it was made a moment ago, ask again.");
        return TypedResults.Ok(page.ToPage(size, e => e.Position, Item));
    }

    internal static TimelineItem Item(TimelineEntry e) => new(
        e.Subject, e.SubjectId, e.OrderId, e.From, e.To, e.Detail, e.Reason, e.OccurredAt, e.RecordedAt,
        e.Late, e.Ignored, e.Impossible, e.Signal, e.Sequence, e.Location, e.Description, e.Actor);
}
