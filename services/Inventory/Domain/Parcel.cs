using StatusTracking.Contracts;

namespace StatusTracking.Inventory.Domain;

/// <summary>What Inventory has done about a package, in the order in which it can be done.</summary>
enum ParcelState { Packed, Left, WrittenOff, Returned, Stopped }

/// <summary>
/// Which step of a package Inventory has taken, so that each is taken once, whichever of the package's changes is heard first, and however
/// often.
/// </summary>
sealed class Parcel
{
    Parcel()
    {
    }

    public Parcel(Guid id, Guid orderId)
    {
        Id = id;
        OrderId = orderId;
    }

    public Guid Id { get; private set; }

    public Guid OrderId { get; private set; }

    public ParcelState State { get; private set; }

    /// <summary>Takes the steps that a package's new status asks for and that were not taken yet.</summary>
    public void Follow(PackageStatusChanged change, bool isNew, Reservation reservation, Shelf shelf)
    {
        var contents = change.Package.Lines;
        if (isNew && change.Package.Replaces is not null)
            reservation.Replace(Id, contents, shelf);
        switch (change.Status)
        {
            case PackageStatus.Cancelled when State == ParcelState.Packed:
                reservation.Unpack(Id, contents, shelf);
                State = ParcelState.Stopped;
                break;
            case PackageStatus.Lost or PackageStatus.Disposed when State is ParcelState.Packed or ParcelState.Left:
                reservation.WriteOff(Id, contents, State == ParcelState.Left, change.To, shelf);
                State = ParcelState.WrittenOff;
                break;
            case PackageStatus.Returned when State is not (ParcelState.Returned or ParcelState.Stopped):
                if (State == ParcelState.Packed)
                    reservation.Ship(Id, contents, shelf);
                reservation.Restock(Id, contents, shelf);
                State = ParcelState.Returned;
                break;
            case { } status when status.ProvesPickUp() && State == ParcelState.Packed:
                reservation.Ship(Id, contents, shelf);
                State = ParcelState.Left;
                break;
            case PackageStatus.Created when State == ParcelState.Packed:
                reservation.Pack(shelf);
                break;
        }
    }
}
