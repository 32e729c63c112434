using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>What somebody did.</summary>
/// <param name="Id">The entry.</param>
/// <param name="At">When.</param>
/// <param name="Who">The user's or the key's name.</param>
/// <param name="Action">Such as <c>order_cancelled</c>.</param>
/// <param name="Target">What it was done to: an id.</param>
/// <param name="Note">Such as the reason that was given.</param>
sealed record AuditReply(Guid Id, DateTimeOffset At, string Who, string Action, string? Target, string? Note);

/// <summary><c>GET /audit?who=&amp;action=&amp;target=</c>: who did what, the newest first.</summary>
static class ListAudit
{
    sealed record Key(DateTimeOffset At, Guid Id);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapApi("audit").MapGet("", Handle).RequireScope(Scopes.Admin).WithName("Admin.ListAudit").WithSummary("Who did what, the newest first");

    static async Task<Results<Ok<Page<AuditReply>>, ValidationProblem>> Handle(
        string? who, string? action, string? target, int? limit, string? after, AdminDb db, CancellationToken cancellation)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        Key? last = null;
        if (!string.IsNullOrEmpty(after) && !Cursor.TryDecode(after, out last))
            return Problem.Invalid("after", "Give the next of the page before.");
        var entries = db.Audit.AsNoTracking();
        if (!string.IsNullOrEmpty(who))
            entries = entries.Where(e => e.Who == who);
        if (!string.IsNullOrEmpty(action))
            entries = entries.Where(e => e.Action == action);
        if (!string.IsNullOrEmpty(target))
            entries = entries.Where(e => e.Target == target);
        if (last is { At: var at, Id: var id })
            entries = entries.Where(e => e.At < at || (e.At == at && e.Id.CompareTo(id) < 0));
        var size = limit ?? Paging.DefaultLimit;
        var rows = await entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(size + 1).ToListAsync(cancellation);
        return TypedResults.Ok(rows.ToPage(size, e => new Key(e.At, e.Id), e => new AuditReply(e.Id, e.At, e.Who, e.Action, e.Target, e.Note)));
    }
}
