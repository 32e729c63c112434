using StatusTracking.Contracts;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Tracking.Domain;

/// <summary>
/// Which alerts a change of a package makes due. A function of that one change and of nothing else, so that the keys of a package
/// do not depend on the order in which its changes are heard.
/// </summary>
static class Alerts
{
    /// <summary>The detail of <c>in_transit</c> that says that the package left a distribution centre.</summary>
    public const string DepartedFacility = "departed_facility";

    static readonly HashSet<PackageStatus> BeforeShipping = [Created, Unknown, LabelCreated];

    /// <summary>Statuses that a package reaches before and after it was shipped, so that leaving them says neither.</summary>
    static readonly HashSet<PackageStatus> Aside = [OnHold, PackageStatus.Exception, Lost, Expired];

    static readonly HashSet<PackageStatus> BeyondShipping =
        [OutForDelivery, DeliveryAttempted, AvailableForPickup, PackageStatus.Delivered, Returning, PackageStatus.Returned];

    /// <summary>
    /// The keys that a change makes due, the most specific first. Only that one is told; those behind it give way and count as said.
    /// Empty for a change that tells nobody anything.
    /// </summary>
    public static IReadOnlyList<AlertKey> DueTo(PackageStatusChanged change)
    {
        if (change.Status is not { } to)
            return [];

        var keys = new List<AlertKey>(2);
        if (Specific(change, to) is { } specific)
            keys.Add(specific);
        if (Ships(change.From, to))
            keys.Add(AlertKey.OfPackage(AlertKind.Shipped));
        return keys;
    }

    static AlertKey? Specific(PackageStatusChanged change, PackageStatus to)
    {
        return to switch
        {
            InTransit when change.Detail == DepartedFacility => AlertKey.OfPackage(AlertKind.LeftDistributionCentre),
            OutForDelivery => OfDay(AlertKind.OutForDelivery),
            AvailableForPickup => OfDay(AlertKind.AvailableForPickup),
            DeliveryAttempted => OfDay(AlertKind.DeliveryAttempted),
            PackageStatus.Exception => OfDay(AlertKind.Exception),
            PackageStatus.Delivered => AlertKey.OfPackage(AlertKind.Delivered),
            PackageStatus.Returned => AlertKey.OfPackage(AlertKind.Returned),
            _ => null,
        };

        AlertKey OfDay(AlertKind kind) =>
            AlertKey.OfDay(kind, change.OccurredAt, (change.Package.Recipient ?? change.Package.Customer).TimeZone);
    }

    /// <summary>
    /// Whether this is the change with which the carrier took the package over. A change out of <c>picked_up</c> or later is not: the
    /// change before it was, and that one speaks for itself, even where it is heard later.
    /// </summary>
    static bool Ships(string? from, PackageStatus to)
    {
        var left = from is null ? Created : Word.Parse<PackageStatus>(from) ?? Unknown;
        return to switch
        {
            PickedUp => true,
            InTransit => BeforeShipping.Contains(left) || Aside.Contains(left),
            _ => BeyondShipping.Contains(to) && BeforeShipping.Contains(left),
        };
    }
}
