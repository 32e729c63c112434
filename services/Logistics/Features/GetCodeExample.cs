using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary><c>GET /carriers/{carrier}/codes/example?code=</c>: the scan that has a code and that was heard last, as the carrier sent it. That holds names and places: for operators.</summary>
static class GetCodeExample
{
    /// <summary>A scan with a code.</summary>
    /// <param name="PackageId">Of which package.</param>
    /// <param name="EventId">The carrier's own id of it.</param>
    /// <param name="OccurredAt">When it happened, as the carrier says.</param>
    /// <param name="RecordedAt">When we heard.</param>
    /// <param name="Location">Where.</param>
    /// <param name="Description">In the carrier's words.</param>
    /// <param name="Raw">All that the carrier sent of it; null once it was dropped, <c>Logistics:KeepRawScans</c> after it came.</param>
    internal sealed record Reply(Guid PackageId, string EventId, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, string? Location, string? Description, string? Raw);

    public static void MapGetCodeExample(this RouteGroupBuilder carriers) =>
        carriers.MapGet("/{carrier}/codes/example", Handle).WithName("Logistics.GetCodeExample").RequireScope(Scopes.Operate)
            .WithSummary("The scan with a carrier's code that was heard last, as the carrier sent it.");

    static async Task<Results<Ok<Reply>, NotFound<ProblemDetails>, ValidationProblem>> Handle(string carrier, string? code, LogisticsDb db, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        errors.Text("carrier", carrier, Limits.Carrier);
        errors.Text("code", code, Limits.RawStatus, required: true);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());
        var source = ListUnknownCodes.SourcePrefix + carrier;
        var found = await db.Scans.AsNoTracking().Where(s => s.Source == source && (s.Code == code || s.RawStatus == code)).OrderByDescending(s => s.RecordedAt).ThenBy(s => s.PackageId)
            .Select(s => new Reply(s.PackageId, s.EventId, s.OccurredAt, s.RecordedAt, s.Location, s.Description, s.Raw)).FirstOrDefaultAsync(cancellationToken);
        return found is null ? Problem.NotFound($"No scan of {carrier} has the code '{code}'.") : TypedResults.Ok(found);
    }
}
