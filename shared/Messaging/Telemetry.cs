using System.Diagnostics;

namespace StatusTracking.Messaging;

/// <summary>Where traces of this library come from; see <c>ServiceHost</c>, which listens.</summary>
public static class Telemetry
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "StatusTracking.Messaging";

    internal static readonly ActivitySource Source = new(SourceName);
}
