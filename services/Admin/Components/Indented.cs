using System.Text.Encodings.Web;
using System.Text.Json;

namespace StatusTracking.Admin.Components;

/// <summary>JSON for people's eyes.</summary>
static class Indented
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>With a line for each field; any other text, and JSON that is spoilt, as it is.</summary>
    public static string Of(string text)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
            return text;
        try
        {
            using var json = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(json.RootElement, Readable);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
