using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace StatusTracking.ServiceDefaults;

/// <summary>The clock of a machine that is off, for tests of what its processes then do to the others.</summary>
/// <param name="by">How far it is ahead; negative: behind.</param>
sealed class OffsetClock(TimeSpan by) : TimeProvider
{
    /// <summary>The setting: a time span such as <c>01:00:00</c> or <c>-01:00:00</c>.</summary>
    /// <value>Not set by default: the process goes by its machine's clock.</value>
    public const string Setting = "Testing:ClockOffset";

    /// <summary>How far the clock is off.</summary>
    public TimeSpan By => by;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;

    /// <summary>The clock of this process.</summary>
    /// <exception cref="InvalidOperationException">The setting is no time span.</exception>
    public static TimeProvider Of(IConfiguration configuration) =>
        configuration[Setting] is not { Length: > 0 } set ? System
        : TimeSpan.TryParse(set, CultureInfo.InvariantCulture, out var by) ? new OffsetClock(by)
        : throw new InvalidOperationException($"{Setting} is '{set}', which is no time span: give one such as 01:00:00, or leave it out.");
}
