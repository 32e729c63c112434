using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Payments.Data;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Payments.Features;

/// <summary><c>GET /payments</c>, newest first.</summary>
static class ListPayments
{
    sealed record Key(DateTimeOffset CreatedAt, Guid Id);

    public static void Map(RouteGroupBuilder payments) => payments.MapGet("/", Handle)
        .WithName("Payments.ListPayments")
        .WithSummary("Payments, newest first: of an order, in a status, or those that an operator should look at.")
        .RequireScope(Scopes.Read);

    static async Task<Results<Ok<Page<PaymentReply>>, ValidationProblem>> Handle(
        Guid? orderId, string? status, bool? needsAttention, int? limit, string? after, PaymentsDb db, CancellationToken cancellation)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        var payments = db.Payments.AsNoTracking().Include(p => p.Refunds).AsQueryable();
        if (orderId is not null)
            payments = payments.Where(p => p.OrderId == orderId);
        if (needsAttention is not null)
            payments = payments.Where(p => p.Attention != null == needsAttention);
        if (status is not null)
        {
            if (Word.Parse<PaymentStatus>(status) is not { } wanted)
                return Problem.Invalid("status", $"Must be one of {string.Join(", ", Word.All<PaymentStatus>())}.");
            payments = payments.Where(p => p.Status == wanted);
        }

        if (after is not null)
        {
            if (!Cursor.TryDecode<Key>(after, out var key) || key is null)
                return Problem.Invalid("after", "Is not a cursor of this list. Take it from next.");
            payments = payments.Where(p => p.CreatedAt < key.CreatedAt || (p.CreatedAt == key.CreatedAt && p.Id.CompareTo(key.Id) < 0));
        }

        var size = limit ?? Paging.DefaultLimit;
        var rows = await payments.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(size + 1).ToListAsync(cancellation);
        return TypedResults.Ok(rows.ToPage(size, p => new Key(p.CreatedAt, p.Id), PaymentReply.Of));
    }
}
