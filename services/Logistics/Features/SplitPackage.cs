using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>What goes into a package of its own.</summary>
sealed record SplitPackageRequest(IReadOnlyList<SkuQuantity> Lines);

sealed class SplitPackageValidator : AbstractValidator<SplitPackageRequest>
{
    public SplitPackageValidator()
    {
        RuleFor(r => r.Lines).NotEmpty().WithMessage("Name what goes into the new package.").Must(l => l is null || l.Count <= 500).WithMessage("Name at most 500 lines.");
        RuleForEach(r => r.Lines).NotNull().WithMessage("Is missing.").ChildRules(line =>
        {
            line.RuleFor(l => l.Sku).NotEmpty().WithMessage("Is missing.").MaximumLength(100);
            line.RuleFor(l => l.Quantity).InclusiveBetween(1, 1_000_000);
        });
    }
}

static class SplitPackage
{
    public static void MapSplitPackage(this RouteGroupBuilder packages) =>
        packages.MapPost("/{id:guid}/split", Handle).WithName("Logistics.SplitPackage").RequireScope(Scopes.Write)
            .Validates<SplitPackageRequest>().Idempotent<LogisticsDb>()
            .WithSummary("Puts lines of a package into a new one. Only before pick-up; something must stay.");

    static Task<Results<Created<PackageReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Handle(
        Guid id, SplitPackageRequest request, LogisticsDb db, IOptions<PublicUrlOptions> publicUrl, TimeProvider time, CancellationToken cancellationToken) =>
        db.InTransaction(() => Apply(id, request.Lines, db, publicUrl.Value, time, cancellationToken), cancellationToken);

    static async Task<Results<Created<PackageReply>, ValidationProblem, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> Apply(
        Guid id, IReadOnlyList<SkuQuantity> wanted, LogisticsDb db, PublicUrlOptions publicUrl, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindForUpdate<Package>(id, cancellationToken) is not { } package)
            return Problem.NotFound($"There is no package {id}.");
        if (!package.IsBeforePickUp)
            return Problem.Conflict($"The package is {package.Status.ToWord()}. It can be split until the carrier has picked it up.");
        if (Wrong(package, wanted) is { IsEmpty: false } errors)
            return Problem.Invalid(errors.ToDictionary());

        PackageLine[] lines = [.. wanted.GroupBy(l => l.Sku, StringComparer.Ordinal).Select(g => new PackageLine { Sku = g.Key, Quantity = g.Sum(l => l.Quantity) })];
        package.TakeOut(lines);
        var split = new Package(Guid.CreateVersion7(time.GetUtcNow()), package.OrderId, package.Shipment, lines, new Uri(publicUrl.PublicUrl), Occasion.Now(time));
        db.Packages.Add(split);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/packages/{split.Id}", PackageReply.Of(split));
    }

    static Errors Wrong(Package package, IReadOnlyList<SkuQuantity> lines)
    {
        var errors = new Errors();
        var held = package.Lines.ToDictionary(l => l.Sku, l => l.Quantity, StringComparer.Ordinal);
        foreach (var (index, line) in lines.Index())
        {
            if (!held.TryGetValue(line.Sku, out var quantity))
                errors.Add($"lines[{index}].sku", $"The package holds no '{line.Sku}'.");
            else if (quantity < line.Quantity)
                errors.Add($"lines[{index}].quantity", $"The package holds {quantity} of '{line.Sku}'.");
            else
                held[line.Sku] = quantity - line.Quantity;
        }

        if (errors.IsEmpty && held.Values.All(q => q == 0))
            errors.Add("lines", "Something must stay in the package.");
        return errors;
    }
}
