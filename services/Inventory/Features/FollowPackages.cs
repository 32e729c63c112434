using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>
/// A package was made, left, came back, was stopped, is lost: its pieces go with it. Where the carrier missed the scan of the pick-up, they
/// leave the books with the delivery or return at the latest; what can be sold is the same either way.
/// </summary>
sealed class FollowPackagesConsumer(InventoryDb db, StockRoom room, TimeProvider time, ILogger<FollowPackagesConsumer> log) : IConsumer<PackageStatusChanged>
{
    public static readonly string[] Keys =
    [
        "package.created.*", "package.picked_up.*", "package.delivered.*", "package.returned.*", "package.lost.*", "package.disposed.*",
        "package.cancelled.*",
    ];

    public async Task Consume(ConsumeContext<PackageStatusChanged> context)
    {
        var (package, cancellation) = (context.Message, context.CancellationToken);
        var occasion = Occasion.Heard(package.OccurredAt, time);
        var (shelf, reservation) = await room.LockOrderAsync(package.OrderId, package.Package.Lines.Select(l => l.Sku), occasion, cancellation);
        if (reservation is null)
        {
            log.LogWarning("Package {PackageId} is {Status}, and nothing was ever reserved for its order {OrderId}", package.SubjectId, package.To, package.OrderId);
            return;
        }

        var parcel = await db.Parcels.FindAsync([package.SubjectId], cancellation);
        var isNew = parcel is null;
        parcel ??= db.Parcels.Add(new(package.SubjectId, package.OrderId)).Entity;
        parcel.Follow(package, isNew, reservation, shelf);
        await room.SaveAsync(shelf, cancellation);
    }
}
