using System.Text.Json;
using System.Text.RegularExpressions;

namespace StatusTracking.ServiceDefaults;

/// <summary>What is wrong with a JSON document, by field, from the exception that reading it threw.</summary>
public static partial class JsonErrors
{
    internal const string Required = "Is required.";
    internal const string WrongForm = "Has the wrong type or form.";
    const string Missing = "missing required properties including";

    /// <summary>The fields' JSON paths, <c>lines[0].unitPrice</c>, with what is wrong with each; <c>body</c> where no field is to blame.</summary>
    public static IDictionary<string, string[]> Of(JsonException json)
    {
        // Thrown while reading on, the path is only how far it got: no field is to blame.
        if (json.InnerException is JsonException)
            return new Dictionary<string, string[]> { ["body"] = ["Is not valid JSON."] };
        // "… missing required properties including: 'a', 'b'." and "The JSON property 'x' could not be mapped …" name their fields only in the text.
        var parent = Field(json.Path);
        if (json.Message.StartsWith("JSON deserialization for type", StringComparison.Ordinal) && json.Message.IndexOf(Missing, StringComparison.Ordinal) is >= 0 and var list)
            return QuotedName().Matches(json.Message[list..]).Select(m => Join(parent, m.Groups[1].Value)).Distinct().ToDictionary(field => field, _ => (string[])[Required]);
        if (UnknownProperty().Match(json.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups[1].Value;
            // A name that is no word stands in the path as ['the name'].
            if (parent.EndsWith($"['{name}']", StringComparison.Ordinal))
                parent = parent[..^(name.Length + "['']".Length)];
            var field = parent == name || parent.EndsWith("." + name, StringComparison.Ordinal) ? parent : Join(parent, name);
            return new Dictionary<string, string[]> { [field] = ["Is not a field of this request."] };
        }

        return new Dictionary<string, string[]> { [parent.Length > 0 ? parent : "body"] = [json.Path is { Length: > 1 } ? WrongForm : "Is not valid JSON."] };
    }

    static string Field(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    [GeneratedRegex("^The JSON property '(.+)' could not be mapped to any .NET member", RegexOptions.Singleline)]
    private static partial Regex UnknownProperty();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedName();
}
