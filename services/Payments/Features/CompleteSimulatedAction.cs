using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Payments.Features;

/// <summary>
/// The page of the simulated gateway's bank, where the buyer of <c>tok_action_required</c> confirms or refuses:
/// <c>GET /payments/simulated/{id}</c>, and behind its buttons <c>POST …/approve</c> and <c>…/decline</c>.
/// </summary>
static class CompleteSimulatedAction
{
    public static string Url(PublicUrlOptions urls, Guid paymentId) => $"{urls.PublicUrl}/api/v1/payments/simulated/{paymentId}";

    public static void Map(RouteGroupBuilder payments)
    {
        payments.MapGet("/simulated/{id:guid}", Show).WithName("Payments.ShowSimulatedAction").WithSummary("The simulated bank's page.").AllowAnonymous();
        payments.MapPost("/simulated/{id:guid}/approve", Approve).WithName("Payments.ApproveSimulatedAction").WithSummary("The buyer confirms.").AllowAnonymous();
        payments.MapPost("/simulated/{id:guid}/decline", Decline).WithName("Payments.DeclineSimulatedAction").WithSummary("The buyer refuses.").AllowAnonymous();
    }

    static async Task<Results<ContentHttpResult, NotFound<ProblemDetails>>> Show(Guid id, PaymentsDb db, CancellationToken cancellation) =>
        await db.Payments.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id && p.ActionUrl != null, cancellation) is { } payment
            ? Page($"""
                <p>Pay <b>{payment.Amount} {WebUtility.HtmlEncode(payment.Currency)}</b> for order {WebUtility.HtmlEncode(payment.OrderNumber)}?</p>
                <form method="post" action="{id}/approve"><button>Confirm</button></form>
                <form method="post" action="{id}/decline"><button>Refuse</button></form>
                """)
            : Problem.NotFound("No payment waits for its buyer here.");

    static Task<Results<ContentHttpResult, NotFound<ProblemDetails>>> Approve(Guid id, PaymentsDb db, Till till, TimeProvider time, CancellationToken cancellation) =>
        CompleteAsync(id, PaymentStatus.Captured, null, "Thank you, your payment is confirmed.", db, till, time, cancellation);

    static Task<Results<ContentHttpResult, NotFound<ProblemDetails>>> Decline(Guid id, PaymentsDb db, Till till, TimeProvider time, CancellationToken cancellation) =>
        CompleteAsync(id, PaymentStatus.Failed, "The buyer refused.", "You refused the payment.", db, till, time, cancellation);

    static async Task<Results<ContentHttpResult, NotFound<ProblemDetails>>> CompleteAsync(
        Guid id, PaymentStatus status, string? reason, string said, PaymentsDb db, Till till, TimeProvider time, CancellationToken cancellation)
    {
        if (!await db.Payments.AnyAsync(p => p.Id == id && p.ActionUrl != null, cancellation))
            return Problem.NotFound("No payment waits for its buyer here.");
        GatewayEventRequest told = new() { EventId = $"simulated:{id}:{status.ToWord()}", PaymentId = id, Status = status.ToWord(), OccurredAt = time.GetUtcNow(), Reason = reason };
        await db.InTransaction(() => HearGateway.ApplyAsync(told, db, till, time, cancellation), cancellation);
        return Page($"<p>{said}</p>");
    }

    static ContentHttpResult Page(string content) => TypedResults.Content(
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Simulated bank</title><h1>Simulated bank</h1>{content}</html>",
        "text/html; charset=utf-8");
}
