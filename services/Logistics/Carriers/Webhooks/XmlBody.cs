using System.Xml;

namespace StatusTracking.Logistics;

/// <summary>Reads XML: elements and attributes by their local names, whatever their namespaces. A document type, and so an entity of its own, is refused.</summary>
static class XmlBody
{
    public static BodyNode Read(ReadOnlySpan<byte> bytes, ref int count)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = bytes.Length + 1L,
            MaxCharactersFromEntities = 1,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes.ToArray(), writable: false), settings);
            return Read(reader, ref count);
        }
        catch (XmlException e)
        {
            throw new UnreadableBodyException($"The body is not XML that is taken: line {e.LineNumber}, column {e.LinePosition}. It must be well formed and have no document type.");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            // An encoding that its first line names and that is none.
            throw new UnreadableBodyException("The body is XML in an encoding that is not known. Send UTF-8.");
        }
    }

    static BodyNode Read(XmlReader reader, ref int count)
    {
        BodyNode? root = null;
        var at = root;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth >= BodyReader.Deepest)
                        throw new UnreadableBodyException($"The body is nested more than {BodyReader.Deepest} deep.");
                    BodyReader.Count(ref count);
                    var element = at?.Add(reader.LocalName) ?? (root = new BodyNode("$", null, null));
                    var isEmpty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                    {
                        BodyReader.Count(ref count);
                        element.Add("@" + reader.LocalName).Text = reader.Value;
                    }

                    if (!isEmpty)
                        at = element;
                    break;
                case XmlNodeType.EndElement:
                    at = at?.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    at?.Append(reader.Value);
                    break;
            }
        }

        return root ?? throw new UnreadableBodyException("The body is XML without an element.");
    }
}

/// <summary>Reads a form, <c>a=1&amp;b=2</c>.</summary>
static class FormBody
{
    public static BodyNode Read(ReadOnlySpan<byte> bytes, ref int count)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            throw new UnreadableBodyException("The form is not valid UTF-8.");
        var root = new BodyNode("$", null, null);
        foreach (var pair in System.Text.Encoding.UTF8.GetString(bytes).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            BodyReader.Count(ref count);
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
            root.Add(Decoded(name)).Text = Decoded(value.Trim());
        }

        return root.Children.Count > 0 ? root : throw new UnreadableBodyException("The form has no fields.");
    }

    static string Decoded(string text) => System.Net.WebUtility.UrlDecode(text);
}
