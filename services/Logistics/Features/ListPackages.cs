using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>Packages, the newest first.</summary>
static class ListPackages
{
    sealed record Key(DateTimeOffset CreatedAt, Guid Id);

    public static void MapListPackages(this RouteGroupBuilder packages) =>
        packages.MapGet("", Handle).WithName("Logistics.ListPackages").RequireScope(Scopes.Read).WithSummary("Packages, the newest first.");

    static async Task<Results<Ok<Page<PackageReply>>, ValidationProblem>> Handle(
        Guid? orderId, string? status, string? carrier, string? trackingNumber, int? limit, string? after, LogisticsDb db, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        if (!Paging.IsValid(limit))
            errors.Add("limit", $"Must be 1 to {Paging.MaxLimit}.");
        PackageStatus? wanted = string.IsNullOrEmpty(status) ? null : Word.Parse<PackageStatus>(status);
        if (!string.IsNullOrEmpty(status) && wanted is null)
            errors.Add("status", $"Must be one of {string.Join(", ", Word.All<PackageStatus>())}.");
        Key? last = null;
        if (!string.IsNullOrEmpty(after) && !Cursor.TryDecode(after, out last))
            errors.Add("after", "Give the next of the page before.");
        errors.Text("carrier", carrier, Limits.Carrier);
        errors.Text("trackingNumber", trackingNumber, Limits.TrackingNumber);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());

        var packages = db.Packages.AsNoTracking();
        if (orderId is { } order)
            packages = packages.Where(p => p.OrderId == order);
        if (wanted is { } one)
            packages = packages.Where(p => p.Status == one);
        if (!string.IsNullOrEmpty(carrier))
            packages = packages.Where(p => p.Carrier == carrier);
        if (!string.IsNullOrEmpty(trackingNumber))
        {
            var number = TrackingNumber.Normalise(trackingNumber);
            packages = packages.Where(p => p.TrackingNumberKey == number);
        }

        if (last is { CreatedAt: var at, Id: var id })
            packages = packages.Where(p => p.CreatedAt < at || p.CreatedAt == at && p.Id.CompareTo(id) < 0);
        var size = limit ?? Paging.DefaultLimit;
        var rows = await packages.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(rows.ToPage(size, p => new Key(p.CreatedAt, p.Id), p => PackageReply.Of(p)));
    }
}
