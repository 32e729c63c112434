using StatusTracking.Contracts;
using StatusTracking.Messaging;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Logistics;

/// <summary>A package's ranks and legal moves.</summary>
static class PackageMoves
{
    /// <summary>How far along a status is. Orders scans of the same moment.</summary>
    public static int Rank(this PackageStatus status) => status switch
    {
        Created => 0,
        Unknown => 5,
        LabelCreated => 10,
        PickedUp => 20,
        InTransit => 30,
        OnHold => 32,
        PackageStatus.Exception => 34,
        OutForDelivery => 40,
        DeliveryAttempted => 42,
        AvailableForPickup => 45,
        Delivered => 50,
        Expired => 55,
        Returning => 60,
        Returned => 70,
        Lost => 80,
        Disposed => 85,
        Cancelled => 90,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A status without a rank."),
    };

    /// <summary>Not with the carrier yet: its label and contents can still change, and it can be cancelled.</summary>
    public static bool IsBeforePickUp(this PackageStatus status) => status is Created or Unknown or LabelCreated;

    /// <summary>What an operator may set: anything that a scan can tell and that is known.</summary>
    public static bool CanBeCorrectedTo(this PackageStatus status) => status is not (Created or Unknown or LabelCreated or Cancelled);

    /// <summary>Where a package that is not heard of for long is given up.</summary>
    public static IReadOnlyList<PackageStatus> CanExpire => [.. Enum.GetValues<PackageStatus>().Where(status => Legal.Allows(status, Expired))];

    /// <summary>Its journey is over, so that its carrier may give the tracking number to another parcel.</summary>
    public static bool IsOver(this PackageStatus status) => status is Delivered or Returned or Disposed or Cancelled;

    /// <summary>
    /// Another package may be labelled with its number: its journey is over, or it was given up. One that was given up still hears its number's
    /// scans until then: it may be found.
    /// </summary>
    public static bool LetsNumberGo(this PackageStatus status) => status.IsOver() || status is Lost or Expired;

    /// <summary>
    /// The table. <c>unknown</c> stands below a label: an unknown code shows only while nothing better is known, and whatever is
    /// known later replaces it. A package of which only an unknown code was heard was not surely picked up, so it can be cancelled.
    /// </summary>
    public static readonly Transitions<PackageStatus> Legal = Table();

    static Transitions<PackageStatus> Table()
    {
        PackageStatus[] journey = [Created, Unknown, LabelCreated, PickedUp, InTransit, OnHold, PackageStatus.Exception, OutForDelivery, DeliveryAttempted, AvailableForPickup, Delivered];
        var table = new Transitions<PackageStatus>
        {
            { Created, Cancelled },
            { Unknown, Cancelled },
            { LabelCreated, Cancelled },
            { InTransit, InTransit },
            { OutForDelivery, InTransit, OutForDelivery },
            { DeliveryAttempted, InTransit, OutForDelivery },
            { AvailableForPickup, InTransit, OutForDelivery },
            { Delivered, Returning },
            { Returning, Returned, Lost, PackageStatus.Exception, Delivered },
            { Lost, InTransit, Delivered, Returning, Returned },
        };

        foreach (var from in journey)
            table.Add(from, [.. journey.Where(to => to.Rank() > from.Rank())]);

        foreach (var from in journey.Where(s => s.Rank() >= LabelCreated.Rank() && s.Rank() <= AvailableForPickup.Rank()))
            table.Add(from, [.. new[] { OnHold, PackageStatus.Exception, Lost, Disposed, Returning, Expired }.Where(to => to != from)]);

        foreach (var from in new[] { OnHold, PackageStatus.Exception })
            table.Add(from, [.. journey.Where(to => to.Rank() >= PickedUp.Rank())]);

        table.Add(Expired, [.. Enum.GetValues<PackageStatus>().Except([Created, Unknown, Expired])]);
        return table;
    }
}
