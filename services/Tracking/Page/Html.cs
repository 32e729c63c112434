using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace StatusTracking.Tracking.Page;

/// <summary>
/// A piece of HTML. Written as an interpolated string, whose holes are encoded unless they are HTML already: nothing that a
/// carrier or a buyer wrote can become markup.
/// </summary>
readonly record struct Html(string Text)
{
    public static readonly Html Nothing = new("");

    /// <summary>The HTML of an interpolated string.</summary>
    public static Html Of(HtmlWriter writer) => new(writer.Written);

    /// <summary>
    /// Something that somebody else wrote, such as a name, a place or a number, in the direction that it is written in: in a line of the other
    /// direction it stays in one piece, and its neighbours in their order.
    /// </summary>
    public static Html Isolated(string? text) => Of($"<bdi>{text}</bdi>");

    public override string ToString() => Text;
}

/// <summary>Writes the literal parts of an interpolated string as they are, and encodes what is in its holes.</summary>
[InterpolatedStringHandler]
readonly ref struct HtmlWriter(int literalLength, int holes)
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    readonly StringBuilder _text = new(literalLength + (holes * 24));

    public string Written => _text.ToString();

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(string? text) => _text.Append(text is null ? "" : Encoder.Encode(text));

    public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(Html html) => _text.Append(html.Text);

    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces)
            _text.Append(piece.Text);
    }
}
