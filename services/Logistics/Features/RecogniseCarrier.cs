using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>A carrier that a tracking number may belong to.</summary>
/// <param name="Carrier">Its word, as a label takes it.</param>
/// <param name="Format">The name of the format that the number has.</param>
/// <param name="CheckDigit">Whether the number's check digit speaks for it; false where the format has none.</param>
/// <param name="InUse">Whether there are packages of this carrier.</param>
/// <param name="CarrierUrl">Its page of the number; null where we know none.</param>
sealed record RecognisedReply(string Carrier, string Format, bool CheckDigit, bool InUse, Uri? CarrierUrl);

/// <summary>
/// <c>GET /carriers/recognise</c>: whose a tracking number may be, the most likely first: whom a check digit speaks for, then who carries
/// packages of ours already.
/// </summary>
static class RecogniseCarrier
{
    public static void MapRecogniseCarrier(this RouteGroupBuilder carriers) =>
        carriers.MapGet("/recognise", Handle).WithName("Logistics.RecogniseCarrier").RequireScope(Scopes.Read)
            .WithSummary("The carriers that a tracking number may belong to, the most likely first.");

    static async Task<Results<Ok<Page<RecognisedReply>>, ValidationProblem>> Handle(string? trackingNumber, LogisticsDb db, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        errors.Text("trackingNumber", trackingNumber, Limits.TrackingNumber, required: true);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());

        var number = TrackingNumber.Normalise(trackingNumber!);
        var carriers = new List<RecognisedReply>();
        foreach (var (carrier, format, checkDigit) in TrackingNumberFormats.Recognise(number))
            carriers.Add(new(carrier, format, checkDigit, await db.Packages.AnyAsync(p => p.Carrier == carrier, cancellationToken), CarrierPages.Of(carrier, number)));
        // The order is stable: among equals the better known format stays first.
        return TypedResults.Ok(new Page<RecognisedReply>([.. carriers.OrderByDescending(c => c.CheckDigit).ThenByDescending(c => c.InUse)], Next: null));
    }
}
