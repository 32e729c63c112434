using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>A package's label.</summary>
/// <param name="Carrier">2–40 of a–z, 0–9, _ and -; any carrier.</param>
/// <param name="TrackingNumber">The carrier's number. One that has not its carrier's format is accepted, and marked.</param>
/// <param name="EstimatedDelivery">When the carrier means to deliver; at most 10 years ahead.</param>
/// <param name="CreatedAt">When the label was made, for packages that are brought over; needs the scope <c>import</c>.</param>
sealed record LabelPackageRequest(string Carrier, string TrackingNumber, DateTimeOffset? EstimatedDelivery = null, DateTimeOffset? CreatedAt = null);

sealed class LabelPackageValidator : AbstractValidator<LabelPackageRequest>
{
    public LabelPackageValidator(TimeProvider time) => RuleFor(r => r).Custom((request, context) =>
    {
        var errors = new Errors();
        var now = time.GetUtcNow();
        ScanRules.CheckNumber(errors, request.Carrier, request.TrackingNumber);
        ScanRules.CheckTime(errors, "createdAt", request.CreatedAt, now);
        ScanRules.CheckEstimate(errors, "estimatedDelivery", request.EstimatedDelivery, now);
        foreach (var (field, messages) in errors.ToDictionary())
            context.AddFailure(field, messages[0]);
    });
}

static class LabelPackage
{
    public static void MapLabelPackage(this RouteGroupBuilder packages) =>
        packages.MapPost("/{id:guid}/label", Handle).WithName("Logistics.LabelPackage").RequireScope(Scopes.Write).Validates<LabelPackageRequest>()
            .WithSummary("Puts a label on a package; before pick-up, also another one.");

    static async Task<Results<Ok<PackageReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>, ProblemHttpResult>> Handle(
        Guid id, LabelPackageRequest request, ClaimsPrincipal user, FreshDb databases, CarrierGaps gaps, IOptions<LogisticsOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.CreatedAt is not null && !user.HasScope(Scopes.Import))
            return Problem.Forbidden("createdAt is for packages that are brought over: it needs a key with the scope import.");
        return await databases.Do<Results<Ok<PackageReply>, NotFound<ProblemDetails>, Conflict<ProblemDetails>, ProblemHttpResult>>([$"{id}"], async db =>
        {
            if (await db.FindForUpdate<Package>(id, cancellationToken) is not { } package)
                return Problem.NotFound($"There is no package {id}.");
            if (IsTheSame(package, request))
                return TypedResults.Ok(PackageReply.Of(package));
            if (!package.CanBeLabelled)
                return Problem.Conflict($"The package is {package.Status.ToWord()}. A label can be changed until the carrier has picked the package up.");
            var number = await NumberOf(db, request, cancellationToken);
            var former = await FormerHolder(db, number, package, cancellationToken);
            if (former is not null && !former.Status.LetsNumberGo())
                return Problem.Conflict($"The package {former.Id} is under way with this number of {request.Carrier}. Check the number, or cancel that package first.");

            await Apply(db, package, number, former, request, gaps, options.Value, time, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(PackageReply.Of(package));
        }, cancellationToken);
    }

    /// <summary>A repeat of the request that was answered before.</summary>
    static bool IsTheSame(Package package, LabelPackageRequest request) =>
        package.LabelledAt is not null && package.Carrier == request.Carrier && package.TrackingNumber == request.TrackingNumber
        && (package.LabelledEstimate ?? (package.EstimatedAt is null ? package.EstimatedDelivery : null)) == Precise(request.EstimatedDelivery) && (request.CreatedAt is null || package.LabelledAt == Precise(request.CreatedAt));

    static async Task<TrackingNumber> NumberOf(LogisticsDb db, LabelPackageRequest request, CancellationToken cancellationToken)
    {
        var number = await db.TrackingNumbers.FindAsync([TrackingNumber.KeyOf(request.Carrier, request.TrackingNumber)], cancellationToken);
        if (number is null)
            db.TrackingNumbers.Add(number = new TrackingNumber(request.Carrier, request.TrackingNumber));
        return number;
    }

    /// <summary>The other package that has this number, be it under way or not.</summary>
    static async Task<Package?> FormerHolder(LogisticsDb db, TrackingNumber number, Package package, CancellationToken cancellationToken) =>
        number.PackageId is { } other && other != package.Id ? await db.Packages.FindAsync([other], cancellationToken) : null;

    static async Task Apply(
        LogisticsDb db, Package package, TrackingNumber number, Package? former, LabelPackageRequest request, CarrierGaps gaps, LogisticsOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (package is { Carrier: { } carrier, TrackingNumberKey: { } before } && TrackingNumber.KeyOf(carrier, before) is var old && old != number.Key
            && await db.TrackingNumbers.FindAsync([old], cancellationToken) is { } released && released.PackageId == package.Id)
            released.Release();

        var now = time.GetUtcNow();
        var labelledAt = Precise(request.CreatedAt) ?? now;
        number.GiveTo(package.Id, former is null ? null : ScanRules.Precise(NumberHolders.Handover(NumberHolder.Of(former), labelledAt, options.NumbersReusedAfter)));
        var known = package.ScanCount == 0 ? [] : await db.Scans.AsNoTracking().Where(s => s.PackageId == package.Id).ToListAsync(cancellationToken);
        package.ExpectScanWithin(gaps.Of(request.Carrier)?.SilentAfter);
        package.Label(request.Carrier, request.TrackingNumber, Precise(request.EstimatedDelivery), new Occasion(labelledAt, now), known);
        await new ScanRecorder(db, gaps, options, time).RecordWaitingAsync(package, number, known, cancellationToken);
    }

    static DateTimeOffset? Precise(DateTimeOffset? value) => value is { } v ? ScanRules.Precise(v) : null;
}
