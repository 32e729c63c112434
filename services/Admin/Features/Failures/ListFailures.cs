using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>
/// <c>GET /failures?state=&amp;kind=&amp;service=</c>: groups, those that failed last first. <c>GET /failures?group=</c>: the failures of one.
/// <c>state</c> may be several with commas between. Bodies hold what customers told us, so that both are for operators.
/// </summary>
static class ListFailures
{
    sealed record GroupKey(DateTimeOffset LastFailedAt, string Group);

    sealed record Key(DateTimeOffset LastFailedAt, Guid Id);

    public static void MapListFailures(this RouteGroupBuilder failures) =>
        failures.MapGet("", Handle).WithName("Admin.ListFailures").RequireScope(Scopes.Operate)
            .WithSummary("Messages that failed, in groups of one cause; with group, one by one. The last failed first.");

    static async Task<Results<Ok<Page<FailureGroupReply>>, Ok<Page<FailureReply>>, ValidationProblem>> Handle(
        string? group, string? state, string? kind, string? service, int? limit, string? after, AdminDb db, CancellationToken cancellationToken)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        var failures = db.Failures.AsNoTracking();
        if (!string.IsNullOrEmpty(state))
        {
            var words = state.Split(',');
            var wanted = words.Select(Word.Parse<FailureState>).OfType<FailureState>().ToList();
            if (wanted.Count < words.Length)
                return Problem.Invalid("state", $"Must be one of {string.Join(", ", Word.All<FailureState>())}, or several with commas between.");
            failures = failures.Where(f => wanted.Contains(f.State));
        }

        if (!string.IsNullOrEmpty(kind))
        {
            if (Word.Parse<FailureKind>(kind) is not { } wanted)
                return Problem.Invalid("kind", $"Must be one of {string.Join(", ", Word.All<FailureKind>())}.");
            failures = failures.Where(f => f.Kind == wanted);
        }

        if (!string.IsNullOrEmpty(service))
            failures = failures.Where(f => f.Service == service);
        var size = limit ?? Paging.DefaultLimit;
        return string.IsNullOrEmpty(group)
            ? await Groups(failures, size, after, db, cancellationToken) is { } groups ? TypedResults.Ok(groups) : Foreign()
            : await Singles(failures.Where(f => f.Group == group), size, after, cancellationToken) is { } singles ? TypedResults.Ok(singles) : Foreign();
    }

    static ValidationProblem Foreign() => Problem.Invalid("after", "Give the next of the page before.");

    static async Task<Page<FailureGroupReply>?> Groups(IQueryable<Failure> failures, int size, string? after, AdminDb db, CancellationToken cancellationToken)
    {
        var groups = failures.GroupBy(f => f.Group).Select(g => new
        {
            Group = g.Key,
            Count = g.Count(),
            Open = g.Count(f => f.State == FailureState.Open),
            Retrying = g.Count(f => f.State == FailureState.Retrying),
            First = g.Min(f => f.FirstFailedAt),
            Last = g.Max(f => f.LastFailedAt),
        });
        if (!string.IsNullOrEmpty(after))
        {
            if (!Cursor.TryDecode<GroupKey>(after, out var key))
                return null;
            var (at, name) = key!;
            groups = groups.Where(g => g.Last < at || g.Last == at && g.Group.CompareTo(name) < 0);
        }

        var rows = await groups.OrderByDescending(g => g.Last).ThenByDescending(g => g.Group).Take(size + 1).ToListAsync(cancellationToken);
        var names = rows.Select(r => r.Group).ToList();
        var examples = await failures.Where(f => names.Contains(f.Group)).GroupBy(f => f.Group)
            .Select(g => g.OrderByDescending(f => f.LastFailedAt).ThenByDescending(f => f.Id)
                .Select(f => new { f.Group, f.Id, f.Service, f.Queue, f.MessageType, f.Kind, f.Error, f.Reason }).First())
            .ToDictionaryAsync(f => f.Group, cancellationToken);
        var operations = await db.FailureOperations.AsNoTracking().Where(o => o.State == OperationState.Running && names.Contains(o.Group)).ToListAsync(cancellationToken);
        return rows.ToPage(size, g => new GroupKey(g.Last, g.Group), g =>
        {
            var example = examples[g.Group];
            return new FailureGroupReply(
                g.Group, example.Service, example.Queue, example.MessageType is "" ? null : example.MessageType, example.Kind, example.Error, g.Count, g.Open, g.Retrying,
                g.First, g.Last, new(example.Id, example.Reason), operations.Find(o => o.Group == g.Group) is { } operation ? OperationReply.Of(operation) : null);
        });
    }

    static async Task<Page<FailureReply>?> Singles(IQueryable<Failure> failures, int size, string? after, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(after))
        {
            if (!Cursor.TryDecode<Key>(after, out var key))
                return null;
            var (at, id) = key!;
            failures = failures.Where(f => f.LastFailedAt < at || f.LastFailedAt == at && f.Id.CompareTo(id) < 0);
        }

        // Without bodies: a page of them would be megabytes.
        var rows = await failures.OrderByDescending(f => f.LastFailedAt).ThenByDescending(f => f.Id).Take(size + 1).Select(f => new FailureReply
        {
            Id = f.Id,
            Group = f.Group,
            State = f.State,
            Kind = f.Kind,
            Service = f.Service,
            Queue = f.Queue,
            MessageType = f.MessageType == "" ? null : f.MessageType,
            MessageId = f.MessageId,
            OrderId = f.OrderId,
            Error = f.Error,
            Reason = f.Reason,
            FirstFailedAt = f.FirstFailedAt,
            LastFailedAt = f.LastFailedAt,
            Retries = f.Retries,
            FailedAgain = f.FailedAgain,
            OperationId = f.OperationId,
            ClosedAt = f.ClosedAt,
            ClosedBy = f.ClosedBy,
            Note = f.Note,
        }).ToListAsync(cancellationToken);
        return rows.ToPage(size, f => new Key(f.LastFailedAt, f.Id), f => f);
    }
}
