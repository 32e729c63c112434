using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>Why a package's lines are sent again.</summary>
sealed record ReplacePackageRequest(string? Reason = null);

static class ReplacePackage
{
    public static void MapReplacePackage(this RouteGroupBuilder packages) =>
        packages.MapPost("/{id:guid}/replace", Handle).WithName("Logistics.ReplacePackage").RequireScope(Scopes.Write).Idempotent<LogisticsDb>()
            .WithSummary("Sends the lines of a lost, disposed or returned package again.");

    static async Task<Results<Created<PackageReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, ReplacePackageRequest? request, LogisticsDb db, IOptions<PublicUrlOptions> publicUrl, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        errors.Text("reason", request?.Reason, Limits.Reason, multiline: true);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());
        return await db.InTransaction(() => Apply(id, request?.Reason, db, publicUrl.Value, time, cancellationToken), cancellationToken);
    }

    static async Task<Results<Created<PackageReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Apply(
        Guid id, string? reason, LogisticsDb db, PublicUrlOptions publicUrl, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindForUpdate<Package>(id, cancellationToken) is not { } package)
            return Problem.NotFound($"There is no package {id}.");
        if (package.ReplacedBy is { } other)
            return Problem.Conflict($"The package was replaced by {other} already.");
        if (!package.CanBeReplaced)
            return Problem.Conflict($"The package is {package.Status.ToWord()}. Only one that is lost, disposed or returned is replaced; correct its status first.");
        if (await db.Fulfilments.FindAsync([package.OrderId], cancellationToken) is { Ended: { } ended })
            return Problem.Conflict($"Its order is {ended}: nothing more is sent for it.");

        var replacement = package.Replace(Guid.CreateVersion7(time.GetUtcNow()), new Uri(publicUrl.PublicUrl), Occasion.Now(time), reason);
        db.Packages.Add(replacement);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/packages/{replacement.Id}", PackageReply.Of(replacement));
    }
}

/// <summary>The command <c>logistics-replace-package</c>. Where nothing can be sent, the package's history says why.</summary>
sealed class ReplacePackageConsumer(LogisticsDb db, IOptions<PublicUrlOptions> publicUrl, TimeProvider time) : IConsumer<Contracts.ReplacePackage>
{
    public async Task Consume(ConsumeContext<Contracts.ReplacePackage> context)
    {
        var command = context.Message;
        var package = await db.FindForUpdate<Package>(command.PackageId, context.CancellationToken)
            ?? throw new ArgumentException($"There is no package {command.PackageId} to replace.");
        if (package.ReplacedBy == command.NewPackageId)
            return;
        var occasion = Occasion.Heard(command.OccurredAt, time);
        if (package.CanBeReplaced)
            db.Packages.Add(package.Replace(command.NewPackageId, new Uri(publicUrl.Value.PublicUrl), occasion, command.Reason));
        else
            package.RefuseToReplace(occasion);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
