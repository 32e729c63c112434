using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary><c>GET /carriers/unknown-codes</c>: what carriers told that nobody has given a meaning to, the last heard first.</summary>
static class ListUnknownCodes
{
    /// <summary>A code that is not known.</summary>
    /// <param name="Carrier">Whose webhook told it.</param>
    /// <param name="Code">The code, <c>DE/08</c> with its sub-code; the text of an event without one.</param>
    /// <param name="Text">In the carrier's words, of the example.</param>
    /// <param name="Count">How many scans have it.</param>
    /// <param name="FirstSeen">When it was first heard.</param>
    /// <param name="LastSeen">When it was last heard.</param>
    /// <param name="ExamplePackageId">The package that it was last heard of.</param>
    internal sealed record Reply(string Carrier, string Code, string? Text, int Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, Guid ExamplePackageId);

    internal const string SourcePrefix = "carrier:";

    public static void MapListUnknownCodes(this RouteGroupBuilder carriers) =>
        carriers.MapGet("/unknown-codes", Handle).WithName("Logistics.ListUnknownCodes").RequireScope(Scopes.Read)
            .WithSummary("Carriers' codes that have no meaning yet, the last heard first.");

    static async Task<Results<Ok<Page<Reply>>, ValidationProblem>> Handle(string? carrier, string? code, int? limit, LogisticsDb db, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        if (!Paging.IsValid(limit))
            errors.Add("limit", $"Must be 1 to {Paging.MaxLimit}.");
        errors.Text("carrier", carrier, Limits.Carrier);
        errors.Text("code", code, Limits.RawStatus);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());

        var scans = db.Scans.AsNoTracking().Where(s => s.RawStatus != null && s.Status == PackageStatus.Unknown);
        var source = SourcePrefix + carrier;
        scans = string.IsNullOrEmpty(carrier) ? scans.Where(s => s.Source.StartsWith(SourcePrefix)) : scans.Where(s => s.Source == source);
        if (!string.IsNullOrEmpty(code))
            scans = scans.Where(s => s.RawStatus == code);
        var groups = await scans.GroupBy(s => new { s.Source, s.RawStatus })
            .Select(g => new { g.Key.Source, g.Key.RawStatus, Count = g.Count(), First = g.Min(s => s.RecordedAt), Last = g.Max(s => s.RecordedAt) })
            .OrderByDescending(g => g.Last).ThenBy(g => g.Source).ThenBy(g => g.RawStatus).Take(limit ?? Paging.DefaultLimit).ToListAsync(cancellationToken);

        var replies = new List<Reply>();
        foreach (var group in groups)
        {
            var example = await db.Scans.AsNoTracking().Where(s => s.Source == group.Source && s.RawStatus == group.RawStatus && s.RecordedAt == group.Last)
                .Select(s => new { s.PackageId, s.Description }).FirstAsync(cancellationToken);
            replies.Add(new(group.Source[SourcePrefix.Length..], group.RawStatus!, example.Description, group.Count, group.First, group.Last, example.PackageId));
        }

        return TypedResults.Ok(new Page<Reply>(replies, Next: null));
    }
}
