using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>What an operator says that a package's status is.</summary>
/// <param name="Status">Any that a scan can tell.</param>
/// <param name="Reason">Why; required.</param>
/// <param name="Detail">A finer word.</param>
/// <param name="Location">Where.</param>
sealed record CorrectPackageRequest(string? Status, string? Reason, string? Detail = null, string? Location = null);

static class CorrectPackage
{
    public static void MapCorrectPackage(this RouteGroupBuilder packages) =>
        packages.MapPost("/{id:guid}/corrections", Handle).WithName("Logistics.CorrectPackage").RequireScope(Scopes.Operate).Idempotent<LogisticsDb>()
            .WithSummary("An operator's word on where a package stands. It outdoes every scan of before.");

    static async Task<Results<Ok<PackageReply>, ValidationProblem, NotFound<ProblemDetails>>> Handle(
        Guid id, CorrectPackageRequest request, LogisticsDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Check(request) is { IsEmpty: false } errors)
            return Problem.Invalid(errors.ToDictionary());
        return await db.InTransaction(() => Apply(id, request, db, time, cancellationToken), cancellationToken);
    }

    static async Task<Results<Ok<PackageReply>, ValidationProblem, NotFound<ProblemDetails>>> Apply(
        Guid id, CorrectPackageRequest request, LogisticsDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindForUpdate<Package>(id, cancellationToken) is not { } package)
            return Problem.NotFound($"There is no package {id}.");

        var now = ScanRules.Precise(time.GetUtcNow());
        var correction = new Scan
        {
            PackageId = id,
            Source = Scan.Operator,
            EventId = Guid.CreateVersion7(now).ToString(),
            Status = Word.Parse<PackageStatus>(request.Status)!.Value,
            Detail = request.Detail,
            OccurredAt = package.TimeOfCorrection(now),
            RecordedAt = now,
            Location = request.Location,
            Reason = request.Reason,
        };
        db.Scans.AddRange(package.Record([correction], []));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(PackageReply.Of(package));
    }

    static Errors Check(CorrectPackageRequest request)
    {
        var errors = new Errors();
        if (Word.Parse<PackageStatus>(request.Status)?.CanBeCorrectedTo() != true)
            errors.Add("status", $"It must be one of {string.Join(", ", Enum.GetValues<PackageStatus>().Where(s => s.CanBeCorrectedTo()).Select(s => s.ToWord()))}.");
        if (string.IsNullOrWhiteSpace(request.Reason))
            errors.Add("reason", "Say why.");
        else
            errors.Text("reason", request.Reason, Limits.Reason, multiline: true);
        ScanRules.CheckDetail(errors, Word.Parse<PackageStatus>(request.Status), request.Detail);
        errors.Text("location", request.Location, Limits.Location);
        return errors;
    }
}
