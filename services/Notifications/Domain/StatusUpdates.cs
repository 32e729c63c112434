using System.Globalization;
using StatusTracking.Contracts;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Notifications;

/// <summary>
/// Changes of a package that have no kind of alert of their own, so that a rule for <see cref="AlertKind.StatusUpdate"/> can tell of any of them:
/// <c>in_transit.customs_released</c>, <c>lost.confirmed</c>. The saga, which knows no rules, would have to send a command for each scan; here they are
/// heard as they are published.
/// </summary>
static class StatusUpdates
{
    /// <summary>Leaving a distribution centre has a kind of its own.</summary>
    const string DepartedFacility = "departed_facility";

    /// <summary>A finer word that is longer is left out; ours have at most 19 characters.</summary>
    const int LongestWord = 45;

    static readonly PackageStatus[] Without = [Created, Unknown, LabelCreated, InTransit, OnHold, Expired, Returning, Lost, Disposed, Cancelled];

    static readonly HashSet<PackageStatus> BeforeShipping = [Created, Unknown, LabelCreated];

    /// <summary>The words of the statuses that have no kind of their own.</summary>
    public static readonly IReadOnlyList<string> Statuses = [.. Without.Select(s => s.ToWord())];

    /// <summary>What to listen to.</summary>
    public static readonly string[] Keys = [.. Statuses.Select(s => $"package.{s}.*")];

    /// <summary>The status with its finer word, such as <c>on_hold.customs</c>; null where the change has a kind of its own.</summary>
    public static string? Of(PackageStatusChanged change)
    {
        if (change.Status is not { } status || !Without.Contains(status) || (status == InTransit && change.Detail == DepartedFacility))
            return null;
        var word = change.Detail is { Length: > 0 } detail ? $"{change.To}.{detail}" : change.To;
        return word.Length <= LongestWord ? word : change.To;
    }

    /// <summary>Whether the carrier took it over with this change, so that it says <see cref="AlertKind.Shipped"/>, which people are told rather.</summary>
    public static bool Ships(PackageStatusChanged change) =>
        change.Status == InTransit && BeforeShipping.Contains(change.From is null ? Created : Word.Parse<PackageStatus>(change.From) ?? Unknown);

    /// <summary>Each is told once a day, as the recipient counts days, like other news that comes again.</summary>
    public static string Occurrence(string word, DateOnly day) => $"{word} {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}
