using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary><c>GET /carriers/messages</c> and <c>/carriers/messages/{id}</c>: what carriers posted, as it came, the newest first. Bodies hold names and addresses: for operators.</summary>
static class ListCarrierMessages
{
    /// <summary>A message.</summary>
    /// <param name="Id">Ours.</param>
    /// <param name="Carrier">Whose.</param>
    /// <param name="ReceivedAt">When it came.</param>
    /// <param name="ContentType">What it was said to be.</param>
    /// <param name="Bytes">How long it is.</param>
    /// <param name="VerifiedBy">By what it was let in.</param>
    /// <param name="Outcome">received, recorded, not_understood.</param>
    /// <param name="Note">More on that.</param>
    internal sealed record Reply(Guid Id, string Carrier, DateTimeOffset ReceivedAt, string? ContentType, int Bytes, string VerifiedBy, MessageOutcome Outcome, string? Note);

    /// <summary>A message and its body as text, where it is text.</summary>
    internal sealed record WholeReply(Reply Message, string? Body);

    sealed record Key(DateTimeOffset ReceivedAt, Guid Id);

    public static void MapListCarrierMessages(this RouteGroupBuilder carriers)
    {
        carriers.MapGet("/messages", Handle).WithName("Logistics.ListCarrierMessages").RequireScope(Scopes.Operate).WithSummary("What carriers posted, the newest first.");
        carriers.MapGet("/messages/{id:guid}", Get).WithName("Logistics.GetCarrierMessage").RequireScope(Scopes.Operate).WithSummary("A carrier's message with its body.");
    }

    static async Task<Results<Ok<Page<Reply>>, ValidationProblem>> Handle(string? carrier, string? outcome, int? limit, string? after, LogisticsDb db, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        if (!Paging.IsValid(limit))
            errors.Add("limit", $"Must be 1 to {Paging.MaxLimit}.");
        Key? last = null;
        if (!string.IsNullOrEmpty(after) && !Cursor.TryDecode(after, out last))
            errors.Add("after", "Give the next of the page before.");
        errors.Text("carrier", carrier, Limits.Carrier);
        var wanted = Word.Parse<MessageOutcome>(outcome);
        if (!string.IsNullOrEmpty(outcome) && wanted is null)
            errors.Add("outcome", $"It is one of {string.Join(", ", Word.All<MessageOutcome>())}.");
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());

        var messages = db.CarrierMessages.AsNoTracking();
        if (!string.IsNullOrEmpty(carrier))
            messages = messages.Where(m => m.Carrier == carrier);
        if (wanted is { } only)
            messages = messages.Where(m => m.Outcome == only);
        if (last is { ReceivedAt: var at, Id: var id })
            messages = messages.Where(m => m.ReceivedAt < at || m.ReceivedAt == at && m.Id.CompareTo(id) < 0);
        var size = limit ?? Paging.DefaultLimit;
        var rows = await messages.OrderByDescending(m => m.ReceivedAt).ThenByDescending(m => m.Id).Take(size + 1)
            .Select(m => new Reply(m.Id, m.Carrier, m.ReceivedAt, m.ContentType, m.Body.Length, m.VerifiedBy, m.Outcome, m.Note)).ToListAsync(cancellationToken);
        return TypedResults.Ok(rows.ToPage(size, m => new Key(m.ReceivedAt, m.Id), m => m));
    }

    static async Task<Results<Ok<WholeReply>, NotFound<ProblemDetails>>> Get(Guid id, LogisticsDb db, CancellationToken cancellationToken)
    {
        if (await db.CarrierMessages.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, cancellationToken) is not { } m)
            return Problem.NotFound($"There is no carrier's message {id}.");
        var body = System.Text.Unicode.Utf8.IsValid(m.Body) ? Encoding.UTF8.GetString(m.Body) : null;
        return TypedResults.Ok(new WholeReply(new(m.Id, m.Carrier, m.ReceivedAt, m.ContentType, m.Body.Length, m.VerifiedBy, m.Outcome, m.Note), body));
    }
}
