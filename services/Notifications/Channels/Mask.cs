using System.Text.RegularExpressions;

namespace StatusTracking.Notifications;

/// <summary>Makes addresses unreadable where they only need to be told apart: events, logs, reasons.</summary>
static partial class Mask
{
    /// <summary><c>ada@example.org</c> → <c>a…@example.org</c>, <c>+4915112345678</c> → <c>+49…678</c>.</summary>
    public static string Address(string address)
    {
        if (address.Length == 0)
            return "";
        var at = address.LastIndexOf('@');
        if (at > 0)
            return $"{Rune(address)}…{address[at..]}";
        return address.Length > 8 ? $"{address[..3]}…{address[^3..]}" : "…";
    }

    /// <summary>Masks every address and number within a text, shortens it and makes it one line.</summary>
    public static string Addresses(string text)
    {
        var oneLine = Breaks().Replace(text, " ").Trim();
        oneLine = Mail().Replace(oneLine, m => Address(m.Value));
        oneLine = Number().Replace(oneLine, m => Address(m.Value));
        return oneLine.To(300, "…");
    }

    static string Rune(string text) => text.EnumerateRunes().First().ToString();

    [GeneratedRegex(@"[\p{Cc}\p{Zl}\p{Zp}\s]+")]
    private static partial Regex Breaks();

    [GeneratedRegex(@"[^\s<>""'(),;:]+@[^\s<>""'(),;:]+")]
    private static partial Regex Mail();

    [GeneratedRegex(@"\+?\d{9,15}")]
    private static partial Regex Number();
}
