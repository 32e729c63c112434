using System.Globalization;
using System.Text;

namespace StatusTracking.Notifications;

/// <summary>How an SMS's characters are sent: decides how many of them one segment holds.</summary>
enum SmsEncoding
{
    /// <summary>The GSM alphabet of 3GPP TS 23.038, 7 bits a character; <c>€</c> and brackets take two.</summary>
    Gsm7,

    /// <summary>16 bits a character, of which an emoji takes two: one character outside of the GSM alphabet is enough.</summary>
    Ucs2,
}

/// <summary>What an SMS takes on its way, which is what it costs.</summary>
/// <param name="Encoding">By its characters.</param>
/// <param name="Units">Septets, or 16-bit units.</param>
/// <param name="Segments">Of 160 septets or 70 units where it is one; of 153 or 67 where it is several, for each then begins with where it belongs. No character is cut in two.</param>
readonly record struct SmsSize(SmsEncoding Encoding, int Units, int Segments)
{
    const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    const string Extension = "\f^{}\\[~]|€";

    public static SmsSize Of(string text)
    {
        var gsm = text.All(c => Basic.Contains(c) || Extension.Contains(c));
        var widths = gsm ? text.Select(c => Extension.Contains(c) ? 2 : 1).ToList() : [.. text.EnumerateRunes().Select(r => r.Utf16SequenceLength)];
        var units = widths.Sum();
        var (alone, several) = gsm ? (160, 153) : (70, 67);
        return new(gsm ? SmsEncoding.Gsm7 : SmsEncoding.Ucs2, units, units <= alone ? 1 : Pack(widths, several));
    }

    /// <summary>The characters that keep a text out of the GSM alphabet.</summary>
    public static IEnumerable<string> OutsideGsm(string text) =>
        text.EnumerateRunes().Where(r => !r.IsBmp || !Basic.Contains((char)r.Value) && !Extension.Contains((char)r.Value)).Select(r => r.ToString()).Distinct();

    /// <summary>
    /// A text without the accents that are outside of the GSM alphabet: people read it, and it takes half as many segments. What is no accented letter stays.
    /// </summary>
    public static string WithoutAccents(string text) => string.Concat(text.Normalize(NormalizationForm.FormC).Select(c => Basic.Contains(c) || Extension.Contains(c) || char.IsSurrogate(c)
        ? c.ToString()
        : c == '’' ? "'" : string.Concat(c.ToString().Normalize(NormalizationForm.FormD).Where(d => CharUnicodeInfo.GetUnicodeCategory(d) != UnicodeCategory.NonSpacingMark))));

    static int Pack(List<int> widths, int room)
    {
        var (segments, used) = (1, 0);
        foreach (var width in widths)
        {
            if (used + width > room)
                (segments, used) = (segments + 1, 0);
            used += width;
        }

        return segments;
    }
}
