using System.Text.Json.Nodes;

namespace StatusTracking.Gateway;

/// <summary><c>GET /openapi/v1.json</c>: one document of all services. A service that does not answer is named in it, and left out.</summary>
static class MergeDocuments
{
    public static async Task<IResult> HandleAsync(AskAll services, HttpContext context)
    {
        var replies = await services.AskAsync("openapi/v1.json", context.RequestAborted);
        var documents = replies.Where(reply => reply.Succeeded).Select(reply => (reply.Service, JsonNode.Parse(reply.Body)!.AsObject()));
        var merged = Merge([.. documents], [.. replies.Where(reply => !reply.Succeeded).Select(reply => reply.Service)]);
        return Results.Json(merged);
    }

    public static JsonObject Merge(IReadOnlyList<(string Service, JsonObject Document)> documents, IReadOnlyList<string> absent)
    {
        var (paths, components, tags) = (new JsonObject(), new JsonObject(), new JsonArray());
        JsonNode? security = null;
        foreach (var (service, document) in documents)
        {
            RenameClashes(service, document, components);
            AddMissing(document["paths"], paths);
            foreach (var (kind, ofKind) in document["components"]?.AsObject() ?? [])
            {
                if (!components.ContainsKey(kind))
                    components[kind] = new JsonObject();
                AddMissing(ofKind, components[kind]!.AsObject());
            }

            foreach (var tag in document["tags"]?.AsArray() ?? [])
            {
                if (!tags.Any(known => known!["name"]!.GetValue<string>() == tag!["name"]!.GetValue<string>()))
                    tags.Add(tag!.DeepClone());
            }

            security ??= document["security"]?.DeepClone();
        }

        var merged = new JsonObject
        {
            ["openapi"] = documents.Count > 0 ? documents[0].Document["openapi"]?.DeepClone() : "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Status Tracking",
                ["version"] = "v1",
                ["description"] = absent.Count == 0
                    ? "All services behind one address."
                    : $"All services behind one address. Not answering now, and so not shown: {string.Join(", ", absent)}.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = components,
            ["tags"] = tags,
        };
        if (security is not null)
            merged["security"] = security;
        return merged;
    }

    static void AddMissing(JsonNode? from, JsonObject to)
    {
        foreach (var (name, value) in from?.AsObject() ?? [])
        {
            if (!to.ContainsKey(name))
                to[name] = value?.DeepClone();
        }
    }

    // Two services may mean different things by one name: the later one's gets the service's name in front.
    static void RenameClashes(string service, JsonObject document, JsonObject known)
    {
        if (document["components"]?["schemas"] is not JsonObject schemas || known["schemas"] is not JsonObject knownSchemas)
            return;
        foreach (var name in schemas.Select(schema => schema.Key).ToList())
        {
            if (!knownSchemas.TryGetPropertyValue(name, out var other) || JsonNode.DeepEquals(other, schemas[name]))
                continue;
            var own = $"{service}.{name}";
            var schema = schemas[name];
            schemas.Remove(name);
            schemas[own] = schema;
            Redirect(document, $"#/components/schemas/{name}", $"#/components/schemas/{own}");
        }
    }

    static void Redirect(JsonNode? node, string from, string to)
    {
        if (node is JsonObject members)
        {
            if (members["$ref"] is JsonValue reference && reference.GetValue<string>() == from)
                members["$ref"] = to;
            foreach (var (_, member) in members.ToList())
                Redirect(member, from, to);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                Redirect(item, from, to);
        }
    }
}
