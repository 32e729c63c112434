using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Data;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Features;

/// <summary>
/// A package was made, left, came back, was stopped, is lost: its pieces go with it. Where the carrier missed the scan of the pick-up, they
/// leave the books with the next scan that it made on the way.
/// </summary>
sealed class FollowPackagesConsumer(InventoryDb db, StockRoom room, TimeProvider time, ILogger<FollowPackagesConsumer> log) : IConsumer<PackageStatusChanged>
{
    public static readonly string[] Keys =
    [
        "package.created.*", "package.picked_up.*", "package.in_transit.*", "package.out_for_delivery.*", "package.delivery_attempted.*",
        "package.available_for_pickup.*", "package.delivered.*", "package.returning.*", "package.returned.*", "package.lost.*",
        "package.disposed.*", "package.cancelled.*",
    ];

    public async Task Consume(ConsumeContext<PackageStatusChanged> context)
    {
        var (package, cancellation) = (context.Message, context.CancellationToken);
        // Of the many scans on the way the first is news; the others need no lock on the shelves.
        if (package.Status is { } status and not PackageStatus.Returned && status.ProvesPickUp()
            && await db.Parcels.AnyAsync(p => p.Id == package.SubjectId && p.State != ParcelState.Packed, cancellation))
            return;
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
