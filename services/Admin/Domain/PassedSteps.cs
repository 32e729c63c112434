using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin;

/// <summary>
/// Of each message only where it stands is news: a happy package has eight messages of four steps each, which would bury its own scans.
/// </summary>
static class PassedSteps
{
    public static HashSet<TimelineEntry> Of(IReadOnlyList<TimelineEntry> entries)
    {
        var latest = entries.Where(IsStep).GroupBy(entry => entry.SubjectId).ToDictionary(group => group.Key, group => group.Last());
        return new HashSet<TimelineEntry>(entries.Where(entry => IsStep(entry) && !ReferenceEquals(latest[entry.SubjectId], entry)), ReferenceEqualityComparer.Instance);
    }

    static bool IsStep(TimelineEntry entry) => entry is { Subject: "notification", Ignored: false };
}
