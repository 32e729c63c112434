using Shouldly;
using StatusTracking.Messaging;
using StatusTracking.Testing;

namespace StatusTracking.WholeSystem;

/// <summary>Processes that kill themselves at a point that a test names.</summary>
static class Deaths
{
    // Long, because nothing is measured by it and machines are busy.
    static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    /// <summary>Starts a process that is down, with a crash point.</summary>
    /// <param name="service">The process.</param>
    /// <param name="at">The point, as the setting takes it.</param>
    /// <param name="markers">Where it leaves a mark before it dies.</param>
    /// <param name="settings">More settings of this one start.</param>
    /// <returns>Completes when it has died there.</returns>
    public static async Task DieAt(this RunningService service, string at, TempDirectory markers, IReadOnlyDictionary<string, string>? settings = null)
    {
        var marker = Path.Combine(markers.Path, Guid.NewGuid().ToString("N"));
        service.Start(new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { [CrashPoint.Setting] = at, [CrashPoint.MarkerSetting] = marker });
        (await service.Ends(Within)).ShouldBe(137, "it was to be killed by itself");
        (await File.ReadAllTextAsync(marker)).Trim().ShouldBe(at);
    }
}
