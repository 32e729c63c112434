using System.Reflection;
using Microsoft.Extensions.Options;

namespace StatusTracking.Logistics;

/// <summary>All mappings: those that the program brings, and those of the operator's folder, which go before the program's of the same carrier and version.</summary>
sealed class CarrierMappings
{
    /// <summary>The carrier of our plain format's mapping.</summary>
    public const string Plain = "generic";

    const string Prefix = "mappings/";

    /// <summary>The mappings that any carrier's body may be in: an event format of its own in an envelope, or our plain format in XML or a form.</summary>
    static readonly string[] OfAll = ["cloudevents", Plain];

    readonly List<Mapping> _all;

    /// <exception cref="MappingException">One of them is wrong.</exception>
    public CarrierMappings(IOptions<LogisticsOptions> options)
    {
        var own = Own().ToList();
        var operators = options.Value.CarrierMappings is { Length: > 0 } folder ? OfFolder(folder).ToList() : [];
        foreach (var twice in operators.GroupBy(m => (m.Carrier, m.Version)).Where(g => g.Count() > 1))
            throw new MappingException($"The carrier mappings {string.Join(" and ", twice.Select(m => m.File))} both are version {twice.Key.Version} of {twice.Key.Carrier}. Give one of them another version.");
        _all = [.. operators, .. own.Where(m => !operators.Exists(o => o.Carrier == m.Carrier && o.Version == m.Version))];
    }

    public IReadOnlyList<Mapping> All => _all;

    /// <summary>Those of a carrier, in the order in which they are asked whether a body is theirs: its own, then those of all.</summary>
    public IEnumerable<Mapping> For(string carrier) => _all.Where(m => m.Carriers.Contains(carrier)).Concat(OfAll.SelectMany(name => _all.Where(m => m.Carrier == name && carrier != name)));

    /// <summary>Whether a carrier has a mapping of its own.</summary>
    public bool Has(string carrier) => _all.Exists(m => m.Carriers.Contains(carrier));

    /// <summary>How a carrier signs, as its first mapping says that knows it; null where none does.</summary>
    public SignatureScheme? SignatureOf(string carrier) => _all.Where(m => m.Carriers.Contains(carrier)).Select(m => m.Signature).FirstOrDefault(s => s is not null);

    /// <summary>Those that the program brings.</summary>
    public static IEnumerable<Mapping> Own()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && !n.EndsWith("mapping.schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            yield return MappingFile.Read(name[Prefix.Length..], bytes.ToArray());
        }
    }

    static IEnumerable<Mapping> OfFolder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new MappingException($"Logistics:CarrierMappings names the folder '{folder}', which is not there. Make it, or take the setting away.");
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Where(f => !f.EndsWith("mapping.schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            yield return MappingFile.Read(file, File.ReadAllBytes(file), isOperators: true);
    }
}
