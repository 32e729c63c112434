using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary><c>POST /notifications/{id}/address-works</c>: an operator knows that the address of a message works, to which nothing was sent any more since one came back.</summary>
static class ReviveAddress
{
    /// <summary>Whether it was known as dead; the messages that were held back are not sent by this.</summary>
    internal sealed record Reply(bool WasDead);

    public static void MapReviveAddress(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/{id:guid}/address-works", Handle).RequireScope(Scopes.Operate).WithName("Notifications.ReviveAddress").WithSummary("Sends to an address again from which a message came back");

    static async Task<Results<Ok<Reply>, NotFound<ProblemDetails>>> Handle(Guid id, NotificationsDb db, CancellationToken cancellationToken) =>
        await db.Notifications.AsNoTracking().Where(n => n.Id == id).Select(n => new { n.Channel, n.Recipient }).SingleOrDefaultAsync(cancellationToken) is { } of
            ? TypedResults.Ok(new Reply(await db.Revive(of.Channel, of.Recipient, cancellationToken)))
            : GetNotification.Unknown(id);
}
