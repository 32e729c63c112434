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
    /// The keys that a change makes due, the most specific first. On a channel, only the first whose rule is on is told there; those behind it
    /// give way and count as said. Empty for a change that tells nobody anything.
    /// </summary>
    public static IReadOnlyList<AlertKey> DueTo(PackageStatusChanged change)
    {
        if (change.Status is not { } to)
            return [];
        var timeZone = (change.Package.Recipient ?? change.Package.Customer).TimeZone;
        return Keys(Specific(to, change.Detail, change.OccurredAt, timeZone), Ships(change.From, to));
    }

    /// <summary>
    /// The keys that a scan speaks of, whether it was applied, late or ignored: over all scans of a package they add up to the same in any
    /// order of arrival.
    /// </summary>
    /// <param name="from">The status that it found. Where that is one of a package that was shipped, the change to it spoke of that.</param>
    /// <param name="status">What it says.</param>
    /// <param name="detail">A finer word.</param>
    /// <param name="occurredAt">When it happened.</param>
    /// <param name="timeZone">The recipient's.</param>
    public static IReadOnlyList<AlertKey> SpokenOf(string? from, string status, string? detail, DateTimeOffset occurredAt, string? timeZone) =>
        Word.Parse<PackageStatus>(status) is { } to
            ? Keys(Specific(to, detail, occurredAt, timeZone), IsShipped(to) && !(Word.Parse<PackageStatus>(from) is { } found && IsShipped(found)))
            : [];

    static bool IsShipped(PackageStatus status) => status is PickedUp or InTransit || BeyondShipping.Contains(status);

    static List<AlertKey> Keys(AlertKey? specific, bool shipped)
    {
        var keys = new List<AlertKey>(2);
        if (specific is { } key)
            keys.Add(key);
        if (shipped)
            keys.Add(AlertKey.OfPackage(AlertKind.Shipped));
        return keys;
    }

    static AlertKey? Specific(PackageStatus to, string? detail, DateTimeOffset occurredAt, string? timeZone)
    {
        return to switch
        {
            InTransit when detail == DepartedFacility => AlertKey.OfPackage(AlertKind.LeftDistributionCentre),
            OutForDelivery => OfDay(AlertKind.OutForDelivery),
            AvailableForPickup => OfDay(AlertKind.AvailableForPickup),
            DeliveryAttempted => OfDay(AlertKind.DeliveryAttempted),
            PackageStatus.Exception => OfDay(AlertKind.Exception),
            PackageStatus.Delivered => AlertKey.OfPackage(AlertKind.Delivered),
            PackageStatus.Returned => AlertKey.OfPackage(AlertKind.Returned),
            _ => null,
        };

        AlertKey OfDay(AlertKind kind) => AlertKey.OfDay(kind, occurredAt, timeZone);
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
