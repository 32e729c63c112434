using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Page;

/// <summary>The steps of a package's way, in the order in which a recipient thinks of them.</summary>
static class Progress
{
    static readonly string[] There = ["ordered", "packed", "on_its_way", "out_for_delivery", "delivered"];
    static readonly string[] ToTheShop = ["ordered", "packed", "on_its_way", "ready", "delivered"];
    static readonly string[] Back = ["ordered", "packed", "on_its_way", "returning", "returned"];

    /// <summary>The steps, and how many of them have been reached; none for a package that goes nowhere any more.</summary>
    public static (IReadOnlyList<string> Steps, int Reached) Of(PackageStatus status) => status switch
    {
        PackageStatus.Created => (There, 1),
        PackageStatus.LabelCreated => (There, 2),
        PackageStatus.Unknown or PackageStatus.PickedUp or PackageStatus.InTransit or PackageStatus.OnHold or PackageStatus.Exception => (There, 3),
        PackageStatus.OutForDelivery or PackageStatus.DeliveryAttempted => (There, 4),
        PackageStatus.AvailableForPickup => (ToTheShop, 4),
        PackageStatus.Delivered => (There, 5),
        PackageStatus.Returning => (Back, 4),
        PackageStatus.Returned => (Back, 5),
        _ => ([], 0),
    };
}
