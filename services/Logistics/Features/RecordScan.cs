using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>A scan of our own: by HTTP for one package, or as a command on the bus, where other programs send theirs too.</summary>
static class RecordScan
{
    /// <summary>What became of a scan.</summary>
    /// <param name="Result">accepted, or duplicate: the same source told the same event before, and nothing was written.</param>
    /// <param name="PackageId">The package.</param>
    /// <param name="Status">Where the package stands now.</param>
    /// <param name="Late">Whether a newer scan had been recorded before.</param>
    internal sealed record Reply(ScanResult Result, Guid PackageId, PackageStatus Status, bool Late);

    public static void MapRecordScan(this RouteGroupBuilder packages) =>
        packages.MapPost("/{id:guid}/events", Handle).WithName("Logistics.RecordScan").RequireScope(Scopes.Write)
            .WithSummary("Records a scan of a package. The same eventId again changes nothing.");

    static async Task<Results<Accepted<Reply>, ValidationProblem, NotFound<ProblemDetails>>> Handle(
        Guid id, ScanInput scan, FreshDb databases, CarrierGaps gaps, IOptions<LogisticsOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        if (ScanRules.Check(scan, Scan.Api, time.GetUtcNow(), foreign: false, errors) is not { } checkedScan)
            return Problem.Invalid(errors.ToDictionary());
        var outcome = (await databases.Do([$"{id}"], db => new ScanRecorder(db, gaps, options.Value, time).RecordAsync([checkedScan with { PackageId = id }], cancellationToken), cancellationToken))[0];
        return outcome.Package is { } package
            ? TypedResults.Accepted($"/api/v1/packages/{id}", new Reply(outcome.Result, id, package.Status, outcome.Scan!.Late))
            : Problem.NotFound($"There is no package {id}.");
    }
}

/// <summary>
/// The command <c>logistics-record-scan</c>. A scan that breaks a rule goes to the error queue with the reason; a word that is no status of
/// ours is kept as <c>unknown</c>, because the sender may know more than this version does.
/// </summary>
sealed class RecordScanConsumer(LogisticsDb db, CarrierGaps gaps, IOptions<LogisticsOptions> options, TimeProvider time) : IConsumer<Contracts.RecordScan>
{
    public async Task Consume(ConsumeContext<Contracts.RecordScan> context)
    {
        var command = context.Message;
        var errors = new Errors();
        var input = new ScanInput
        {
            EventId = command.EventId,
            Status = command.Status,
            Detail = command.Detail,
            OccurredAt = command.OccurredAt,
            Location = command.Location,
            Description = command.Description,
            EstimatedDelivery = command.EstimatedDelivery,
        };
        if (command.PackageId is null)
            ScanRules.CheckNumber(errors, command.Carrier, command.TrackingNumber);
        if (ScanRules.Check(input, command.Source ?? Scan.Api, time.GetUtcNow(), foreign: true, errors) is not { } scan)
            throw new ArgumentException($"The scan '{command.EventId}' cannot be recorded. {errors}");

        scan = scan with { PackageId = command.PackageId, Carrier = command.Carrier, TrackingNumber = command.TrackingNumber };
        var outcome = (await new ScanRecorder(db, gaps, options.Value, time).RecordAsync([scan], context.CancellationToken))[0];
        if (outcome.Result == ScanResult.Rejected)
            throw new ArgumentException($"The scan '{command.EventId}' names the package {command.PackageId}, which does not exist.");
    }
}
