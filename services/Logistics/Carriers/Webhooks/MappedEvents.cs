using System.Security.Cryptography;
using System.Text;

namespace StatusTracking.Logistics;

/// <summary>What a mapping made of a body.</summary>
sealed record MappedBody(Mapping Mapping, IReadOnlyList<MappedPackage> Packages);

/// <summary>What it found of one package.</summary>
sealed record MappedPackage(Found? TrackingNumber, Found? Carrier, FoundTime? EstimatedDelivery, IReadOnlyList<MappedEvent> Events);

/// <summary>What it found of one event.</summary>
sealed record MappedEvent
{
    public required BodyNode Node { get; init; }

    public Found? Id { get; init; }

    public Found? Code { get; init; }

    public Found? SubCode { get; init; }

    public FoundTime? Time { get; init; }

    public Found? Place { get; init; }

    public Found? Description { get; init; }

    public Found? SignedBy { get; init; }

    /// <summary>By what it says what it is.</summary>
    public EventCode What => new(Code?.Value, SubCode?.Value, Description?.Value);

    /// <summary>The row of the carrier's table; null for a code that is not known.</summary>
    public CodeRule? Rule { get; init; }

    /// <summary>
    /// The carrier's own id; where it has none, or one too long to keep, a hash of what it says: the same event told again has the same, and two that differ in
    /// anything that is told have not.
    /// </summary>
    public string EventId => MappedScans.Clean(Id?.Value, Limits.EventId) is { } id && id == Id!.Value ? id : $"hash:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Essence)))[..40]}";

    string Essence => string.Join('\n', new[] { Id?.Value, Code?.Value, SubCode?.Value, Time?.Value?.UtcDateTime.ToString("O") ?? Time?.Text, Place?.Value, Description?.Value }
        .Select(t => t?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) ?? "\\0"));
}

/// <summary>Puts a mapping to a body. Pure: it neither stores nor asks.</summary>
static class BodyMapper
{
    /// <summary>The mapping of a body: the first that recognises it, and the body as that one reads it; null where none does.</summary>
    public static (Mapping Mapping, Body Body)? Recognise(Body body, IEnumerable<Mapping> mappings)
    {
        foreach (var mapping in mappings.Where(m => m.Formats.Contains(body.Format)))
        {
            if (Unwrapped(body, mapping) is { } inner && IsOf(inner, mapping))
                return (mapping, inner);
        }

        return null;
    }

    /// <summary>What a mapping finds in a body.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="body">A body of its own.</param>
    /// <param name="number">The package's number, where the webhook's address tells it. It goes before the body's.</param>
    public static MappedBody Map(Mapping mapping, Body body, string? number = null)
    {
        var given = string.IsNullOrWhiteSpace(number) ? null : new Found(number.Trim(), "?trackingNumber");
        return new(mapping, [.. body.Roots.SelectMany(mapping.Packages.Select).Select(p => Package(mapping, p, given))]);
    }

    static MappedPackage Package(Mapping mapping, BodyNode node, Found? given) => new(
        given ?? mapping.TrackingNumber.Read(node),
        mapping.LabelledBy?.Read(node),
        mapping.EstimatedDelivery.Select(t => t.Read(node)).FirstOrDefault(t => t is not null),
        [.. mapping.Events.Select(node).Select(e => Event(mapping, e))]);

    static MappedEvent Event(Mapping mapping, BodyNode node)
    {
        var found = new MappedEvent
        {
            Node = node,
            Id = mapping.Id?.Read(node),
            Code = mapping.Code?.Read(node),
            SubCode = mapping.SubCode?.Read(node),
            Time = mapping.Time.Select(t => t.Read(node)).FirstOrDefault(t => t is not null),
            Place = mapping.Place?.Read(node),
            Description = mapping.Description?.Read(node),
            SignedBy = mapping.SignedBy?.Read(node),
        };
        return found with { Rule = mapping.Codes.Find(found.What) };
    }

    static bool IsOf(Body body, Mapping mapping) => body.Roots.Any(root => mapping.Recognise.All(paths => paths.Select(root).Any()));

    static Body? Unwrapped(Body body, Mapping mapping)
    {
        if (mapping.Unwrap is not { } path)
            return body;
        var text = body.Roots.Select(r => path.FirstText(r)).FirstOrDefault(n => n is not null)?.Text;
        try
        {
            return text is null ? null : BodyReader.Read(text, "application/json");
        }
        catch (UnreadableBodyException)
        {
            // Then it is not this carrier's form.
            return null;
        }
    }
}
