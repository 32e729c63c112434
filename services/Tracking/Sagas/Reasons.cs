using System.Globalization;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Sagas;

/// <summary>Why a signal was given, for people.</summary>
static class Reasons
{
    public static string For(PackageSignalKind kind, Journey journey) => kind switch
    {
        PackageSignalKind.Silent => $"Nothing was heard of it since {Text(journey.HeardAt)}.",
        PackageSignalKind.Delayed => $"It is past its estimate, {Text(journey.Estimate)}.",
        PackageSignalKind.AtRisk when journey.Status is PackageStatus.OnHold or PackageStatus.Exception or PackageStatus.DeliveryAttempted =>
            $"It is {journey.Status.ToWord()}.",
        PackageSignalKind.AtRisk => $"It is due {Text(journey.Estimate)} and not yet out for delivery.",
        PackageSignalKind.Recovered => $"It is {journey.Status.ToWord()}.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    static string Text(DateTimeOffset? moment) => $"{moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
}
