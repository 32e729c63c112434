using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>A message's body as people may see it: text where it is text, without secrets, and not too much of it.</summary>
/// <param name="Text">The text, or base64.</param>
/// <param name="IsBase64">Whether the body is no text.</param>
/// <param name="IsCut">Whether this is only the beginning.</param>
sealed partial record BodyView(string Text, bool IsBase64, bool IsCut)
{
    /// <summary>How much is shown, in bytes.</summary>
    const int Limit = 256 * 1024;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static BodyView Of(byte[] body)
    {
        var cut = body.Length > Limit;
        var shown = cut ? body.AsSpan(0, Limit) : body;
        // A character that the cut went through is left out.
        for (var end = shown.Length; end >= Math.Max(0, shown.Length - (cut ? 3 : 0)); end--)
        {
            if (TryRead(shown[..end]) is { } text)
                return new(Mask(text), false, cut);
        }

        return new(Convert.ToBase64String(shown), true, cut);
    }

    /// <summary>
    /// An edited body, with the secrets that its editor did not see put back from the same places of the original.
    /// </summary>
    /// <returns>The body, or the path of a mask that stands where the original has no secret.</returns>
    /// <exception cref="System.Text.Json.JsonException">The edited body is no JSON.</exception>
    public static (byte[]? Body, string? Unknown) Unmask(string edited, byte[] original)
    {
        if (!edited.Contains(Failures.Masked, StringComparison.Ordinal))
            return (Encoding.UTF8.GetBytes(edited), null);
        var root = JsonNode.Parse(edited);
        JsonNode? source = null;
        if (TryRead(original) is { } text)
        {
            try
            {
                source = JsonNode.Parse(text);
            }
            catch (System.Text.Json.JsonException)
            {
                // It has no places then from which a secret could come: each mask is reported below.
            }
        }

        return Restore(root, source) is { } unknown ? (null, unknown) : (Encoding.UTF8.GetBytes(root!.ToJsonString(Wire.Json)), null);
    }

    /// <summary>Returns the path of the first mask for which there is no original.</summary>
    static string? Restore(JsonNode? node, JsonNode? source)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToList())
                {
                    var there = source is JsonObject o && o.TryGetPropertyValue(name, out var found) ? found : null;
                    if (member is JsonValue value && value.TryGetValue<string>(out var text) && text == Failures.Masked)
                    {
                        if (there is not JsonValue)
                            return member.GetPath();
                        members[name] = there.DeepClone();
                    }
                    else if (Restore(member, there) is { } unknown)
                    {
                        return unknown;
                    }
                }

                return null;
            case JsonArray items:
                return items.Select((item, i) => Restore(item, source is JsonArray a && i < a.Count ? a[i] : null)).FirstOrDefault(unknown => unknown is not null);
            default:
                return null;
        }
    }

    static string? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Contains((byte)0) ? null : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // By text and not by structure: what is no JSON may hold a secret too, and the rest stays as it came.
    static string Mask(string text) => Secret().Replace(text, $"$1\"{Failures.Masked}\"");

    [GeneratedRegex("""("(?:token|secret|password)"\s*:\s*)"(?:[^"\\]|\\.)*("|$)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
