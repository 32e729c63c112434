using System.Diagnostics;
using System.Text;
using MassTransit;

namespace StatusTracking.Messaging;

/// <summary>Where traces of this library come from; see <c>ServiceHost</c>, which listens.</summary>
public static class Telemetry
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "StatusTracking.Messaging";

    internal static readonly ActivitySource Source = new(SourceName);

    static readonly DistributedContextPropagator W3C = DistributedContextPropagator.CreateW3CPropagator();

    /// <summary>Puts the baggage of the current activity into the headers of a message that leaves later: <c>baggage</c>, as W3C writes it.</summary>
    internal static void KeepBaggage(Dictionary<string, string> headers) => W3C.Inject(Activity.Current, headers, static (carrier, name, value) =>
    {
        if (name == "baggage")
            ((Dictionary<string, string>)carrier!)[name] = value;
    });

    /// <summary>Gives the current activity the baggage that came with a message.</summary>
    internal static void TakeBaggage(Headers headers)
    {
        if (Activity.Current is not { } activity || !headers.TryGetHeader("baggage", out var baggage))
            return;
        foreach (var (key, value) in W3C.ExtractBaggage(baggage is byte[] bytes ? Encoding.UTF8.GetString(bytes) : baggage?.ToString(), Read) ?? [])
            activity.SetBaggage(key, value);

        static void Read(object? carrier, string name, out string? value, out IEnumerable<string>? values) => (value, values) = (name == "baggage" ? (string?)carrier : null, null);
    }
}
