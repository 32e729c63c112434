namespace StatusTracking.Notifications;

static class Shorten
{
    /// <summary>The text, cut to a length where it is longer, but never through the middle of a character: half of one cannot be stored or sent.</summary>
    public static string To(this string text, int length, string ellipsis = "")
    {
        if (text.Length <= length)
            return text;
        var end = length - ellipsis.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + ellipsis;
    }
}
