using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Standalone;

/// <summary>Settings of the single program, section <c>Standalone</c>.</summary>
sealed class StandaloneOptions
{
    /// <summary>Whether a simulated shop and its carrier are at work; <c>--demo</c> says so.</summary>
    /// <value>Default false.</value>
    public bool Demo { get; init; }

    /// <summary>What the demo's chances are drawn from: the same seed moves the same packages.</summary>
    /// <value>Default 2026.</value>
    public int DemoSeed { get; init; } = 2026;

    /// <summary>How often the demo places an order, and its carrier scans.</summary>
    /// <value>Default 6 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.200", "01:00:00")]
    public TimeSpan DemoPace { get; init; } = TimeSpan.FromSeconds(6);
}
