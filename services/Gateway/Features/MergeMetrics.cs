using System.Text;

namespace StatusTracking.Gateway;

/// <summary><c>GET /metrics</c>: Prometheus's text of all services, each series with the label <c>service</c>.</summary>
static class MergeMetrics
{
    public static async Task<IResult> HandleAsync(AskAll services, HttpContext context)
    {
        var replies = await services.AskAsync("metrics", context.RequestAborted);
        return Results.Text(Merge([.. replies.Where(reply => reply.Succeeded).Select(reply => (reply.Service, reply.Body))]), "text/plain; version=0.0.4; charset=utf-8");
    }

    /// <summary>A family's lines must stand together, so they are gathered from all services first.</summary>
    public static string Merge(IReadOnlyList<(string Service, string Text)> texts)
    {
        var families = new Dictionary<string, Family>();
        foreach (var (service, text) in texts)
        {
            var family = new Family();
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!line.StartsWith('#'))
                {
                    family.Samples.Add(Label(line, service.ToLowerInvariant()));
                }
                else if (line.Split(' ', 4) is ["#", "TYPE" or "HELP" or "UNIT", var name, ..])
                {
                    if (!families.TryGetValue(name, out var known))
                        families[name] = known = new Family();
                    family = known;
                    if (!family.Heads.Contains(line))
                        family.Heads.Add(line);
                }
            }
        }

        var merged = new StringBuilder();
        foreach (var family in families.Values)
        {
            foreach (var head in family.Heads.DistinctBy(head => head.Split(' ', 3)[1]))
                merged.Append(head).Append('\n');
            foreach (var sample in family.Samples)
                merged.Append(sample).Append('\n');
        }

        return merged.ToString();
    }

    static string Label(string sample, string service)
    {
        var label = $"service=\"{service}\"";
        var brace = sample.IndexOf('{', StringComparison.Ordinal);
        var space = sample.IndexOf(' ', StringComparison.Ordinal);
        if (brace >= 0 && brace < space)
            return $"{sample[..(brace + 1)]}{label}{(sample[brace + 1] == '}' ? "" : ",")}{sample[(brace + 1)..]}";
        return $"{sample[..space]}{{{label}}}{sample[space..]}";
    }

    sealed class Family
    {
        public List<string> Heads { get; } = [];

        public List<string> Samples { get; } = [];
    }
}
