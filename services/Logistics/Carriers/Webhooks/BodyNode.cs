using System.Text;
using System.Text.Json;

namespace StatusTracking.Logistics;

/// <summary>
/// A value of a body, whatever the body was written in. A field of a JSON object, an element or attribute (<c>@name</c>) of XML and a field of a form are children
/// by name; the elements of an array are children of the same name, one after another, as repeated elements are in XML. What is null is not there.
/// </summary>
sealed class BodyNode(string name, BodyNode? parent, int? index)
{
    /// <summary>From so many children on they are looked up by name: each of very many events may ask its parent for something.</summary>
    const int Many = 16;

    readonly List<BodyNode> _children = [];
    ILookup<string, BodyNode>? _byName;
    StringBuilder? _more;
    string? _text;

    public string Name => name;

    /// <summary>The value that it is a part of; null of the body itself.</summary>
    public BodyNode? Parent => parent;

    public IReadOnlyList<BodyNode> Children => _children;

    /// <summary>Its text, as it was written; null of an object, and of text that is none.</summary>
    public string? Text
    {
        get
        {
            if (_more is not null)
                (_text, _more) = (_text + _more, null);
            return _text;
        }
        set => (_text, _more) = (value, null);
    }

    /// <summary>Puts more text behind it: XML may tell it in many pieces.</summary>
    public void Append(string text) => (_more ??= new StringBuilder()).Append(text);

    /// <summary>The children of a name, in their order; all where it is <c>*</c>.</summary>
    public IEnumerable<BodyNode> Named(string wanted) => wanted == "*" ? _children
        : _children.Count < Many ? _children.Where(c => c.Name == wanted) : (_byName ??= _children.ToLookup(c => c.Name, StringComparer.Ordinal))[wanted];

    /// <summary>The body, or of a body that is an array its element, that it is a part of.</summary>
    public BodyNode Root
    {
        get
        {
            var node = this;
            while (node.Parent is { } up)
                node = up;
            return node;
        }
    }

    /// <summary>Where in the body it stands: <c>$.shipments[0].id</c>.</summary>
    public string Path
    {
        get
        {
            var steps = new Stack<string>();
            for (var node = this; node is not null; node = node.Parent)
                steps.Push(node.Step);
            return string.Join('.', steps);
        }
    }

    string Step => index is { } i ? $"{Name}[{i}]" : Name;

    public BodyNode Add(string childName, int? childIndex = null)
    {
        var child = new BodyNode(childName, this, childIndex);
        _children.Add(child);
        _byName = null;
        return child;
    }

    /// <summary>It and all below it as JSON, for people, cut off at some length.</summary>
    public string Show(int longest)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, buffer, longest);
        var text = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        return text.Length <= longest ? text : text[..longest] + "…";
    }

    void Write(Utf8JsonWriter writer, MemoryStream written, int longest)
    {
        if (Children.Count == 0)
        {
            writer.WriteStringValue(Text ?? "");
            return;
        }

        writer.WriteStartObject();
        if (!string.IsNullOrWhiteSpace(Text))
            writer.WriteString("#text", Text);
        foreach (var same in Children.GroupBy(c => c.Name))
        {
            if (written.Length + writer.BytesPending > longest)
                break;
            writer.WritePropertyName(same.Key);
            var several = same.Skip(1).Any();
            if (several)
                writer.WriteStartArray();
            foreach (var child in same)
                child.Write(writer, written, longest);
            if (several)
                writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}

/// <summary>A body that was read: one value, or each element of an array.</summary>
/// <param name="Format">json, xml or form.</param>
/// <param name="Roots">What stands at its top.</param>
sealed record Body(string Format, IReadOnlyList<BodyNode> Roots);
