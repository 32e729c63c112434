using System.Text.Json;
using System.Text.Unicode;

namespace StatusTracking.Logistics;

/// <summary>A body cannot be read. The message says why, and is for whoever sent it.</summary>
sealed class UnreadableBodyException(string message) : Exception(message);

/// <summary>
/// Reads the body of a webhook: JSON, XML or a form. What it is shows its first character before its content type, which many senders give wrongly. Bounded in
/// depth and in the number of values; nothing outside the body is ever read.
/// </summary>
static class BodyReader
{
    /// <summary>How deep a body may be nested.</summary>
    public const int Deepest = 64;

    /// <summary>How many values, elements and attributes a body may hold. A year's scans of a thousand packages are fewer.</summary>
    public const int MostValues = 200_000;

    public const string Json = "json";
    public const string Xml = "xml";
    public const string Form = "form";

    /// <summary>Reads a body.</summary>
    /// <exception cref="UnreadableBodyException">It is none of the three, or breaks a bound.</exception>
    public static Body Read(ReadOnlySpan<byte> bytes, string? contentType)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        var count = 0;
        return FormatOf(bytes, contentType) switch
        {
            Json => new(Json, ReadJson(bytes, ref count)),
            Xml => new(Xml, [XmlBody.Read(bytes, ref count)]),
            Form => new(Form, [FormBody.Read(bytes, ref count)]),
            _ => throw new UnreadableBodyException("The body is neither JSON, XML nor a form. Send one of them, with its content type."),
        };
    }

    /// <summary>Counts a value.</summary>
    /// <exception cref="UnreadableBodyException">There are too many.</exception>
    public static void Count(ref int count)
    {
        if (++count > MostValues)
            throw new UnreadableBodyException($"The body holds more than {MostValues} values. Send less at once.");
    }

    /// <summary>Reads text that stands inside a body and is a body itself.</summary>
    public static Body Read(string text, string? contentType) => Read(System.Text.Encoding.UTF8.GetBytes(text), contentType);

    static string? FormatOf(ReadOnlySpan<byte> bytes, string? contentType)
    {
        var start = bytes.TrimStart(" \t\r\n"u8);
        if (start.Length == 0)
            throw new UnreadableBodyException("The body is empty.");
        if (start[0] is (byte)'{' or (byte)'[')
            return Json;
        // XML may be UTF-16, which begins with its mark.
        if (start[0] == (byte)'<' || (start.Length > 1 && (start[0], start[1]) is (0xFF, 0xFE) or (0xFE, 0xFF)))
            return Xml;
        if (contentType?.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
            return Form;
        return contentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true ? Json
            : contentType?.Contains("xml", StringComparison.OrdinalIgnoreCase) == true ? Xml : null;
    }

    static List<BodyNode> ReadJson(ReadOnlySpan<byte> bytes, ref int count)
    {
        if (!Utf8.IsValid(bytes))
            throw new UnreadableBodyException("The body is not valid UTF-8. Send JSON as UTF-8.");
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Deepest });
        var roots = new List<BodyNode>();
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                    roots.Add(Fill(new BodyNode("$", null, index), ref reader, ref count));
            }
            else
            {
                roots.Add(Fill(new BodyNode("$", null, null), ref reader, ref count));
            }

            // What follows the value must be nothing, which the reader checks.
            while (reader.Read()) { }
        }
        catch (JsonException e)
        {
            throw new UnreadableBodyException($"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. It may be nested {Deepest} deep at most.");
        }

        return roots;
    }

    static BodyNode Fill(BodyNode node, ref Utf8JsonReader reader, ref int count)
    {
        Count(ref count);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = TextOf(ref reader) ?? "\uFFFD";
                    reader.Read();
                    AddValue(node, name, null, ref reader, ref count);
                }

                break;
            case JsonTokenType.StartArray:
                for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                    AddValue(node, "item", index, ref reader, ref count);
                break;
            case JsonTokenType.String:
                node.Text = TextOf(ref reader);
                break;
            case JsonTokenType.Number:
            case JsonTokenType.True:
            case JsonTokenType.False:
                node.Text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
                break;
        }

        return node;
    }

    static void AddValue(BodyNode parent, string name, int? index, ref Utf8JsonReader reader, ref int count)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType == JsonTokenType.StartArray && index is null)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                AddValue(parent, name, i, ref reader, ref count);
        }
        else
        {
            Fill(parent.Add(name, index), ref reader, ref count);
        }
    }

    /// <summary>Null where it holds half a surrogate pair, which JSON can and text cannot.</summary>
    static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
