using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>Packages, the newest first.</summary>
static class ListPackages
{
    static readonly ListOrders<Package> Sorts = new(
        new("-created", p => p.CreatedAt), new("created", p => p.CreatedAt), new("-updated", p => p.UpdatedAt), new("updated", p => p.UpdatedAt),
        new("estimated", p => p.EstimatedDelivery!.Value, p => p.EstimatedDelivery != null), new("-estimated", p => p.EstimatedDelivery!.Value, p => p.EstimatedDelivery != null));

    public static void MapListPackages(this RouteGroupBuilder packages) =>
        packages.MapGet("", Handle).WithName("Logistics.ListPackages").RequireScope(Scopes.Read).WithSummary(
            "Packages, the newest first; q is the beginning of a tracking number, e-mail address, phone number, id, or of the order's number or reference, or of words of a name, "
            + "each of which must fit; sort is one of -created, created, -updated, updated, and of those that have an estimate estimated, -estimated.");

    static async Task<Results<Ok<Page<PackageReply>>, ValidationProblem>> Handle(
        Guid? orderId, string? status, string? carrier, string? trackingNumber, string? q, string? sort, int? limit, string? after, LogisticsDb db,
        CancellationToken cancellationToken)
    {
        var errors = new Errors();
        if (!Paging.IsValid(limit))
            errors.Add("limit", $"Must be 1 to {Paging.MaxLimit}.");
        PackageStatus? wanted = string.IsNullOrEmpty(status) ? null : Word.Parse<PackageStatus>(status);
        if (!string.IsNullOrEmpty(status) && wanted is null)
            errors.Add("status", $"Must be one of {string.Join(", ", Word.All<PackageStatus>())}.");
        if (SearchQuery.Read(q, out var query) is { } wrong)
            errors.Add("q", wrong);
        Place? place = null;
        var by = Sorts.Find(sort);
        if (by is null)
            errors.Add("sort", Sorts.Choice);
        else if (!by.TryRead(after, out place))
            errors.Add("after", Place.Unknown);
        errors.Text("carrier", carrier, Limits.Carrier);
        errors.Text("trackingNumber", trackingNumber, Limits.TrackingNumber);
        if (by is null || !errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());

        var packages = db.Packages.AsNoTracking();
        if (orderId is { } order)
            packages = packages.Where(p => p.OrderId == order);
        if (!string.IsNullOrEmpty(carrier))
            packages = packages.Where(p => p.Carrier == carrier);
        if (wanted is { } one)
        {
            by = by.Among(p => p.Status);
            packages = packages.Where(p => p.Status >= one && p.Status <= one);
        }

        if (!string.IsNullOrEmpty(trackingNumber))
        {
            var number = TrackingNumber.Normalise(trackingNumber);
            packages = packages.Where(p => p.TrackingNumberKey == number);
        }

        var size = limit ?? Paging.DefaultLimit;
        var rows = await db.ReadPage(packages, query, by, place, size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(size, by.PlaceOf, p => PackageReply.Of(p)));
    }
}
