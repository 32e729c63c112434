using System.Globalization;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>How a person reads: language, culture, time zone. Everything falls back quietly; nobody is told nothing for a bad locale.</summary>
sealed record Reader(string Language, CultureInfo Culture, TimeZoneInfo Zone)
{
    public static Reader Of(Person person, IReadOnlyCollection<string> languages, string fallback)
    {
        var culture = CultureOf(person.Locale);
        var language = culture is not null && languages.Contains(culture.TwoLetterISOLanguageName) ? culture.TwoLetterISOLanguageName : null;
        return new(
            language ?? fallback,
            language is null ? CultureInfo.GetCultureInfo(fallback) : culture!,
            person.TimeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(person.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc);
    }

    static CultureInfo? CultureOf(string? locale)
    {
        if (string.IsNullOrWhiteSpace(locale))
            return null;
        try
        {
            return CultureInfo.GetCultureInfo(locale.Replace('_', '-'), predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            // There is no "try" for this question; an unknown locale is answered by the language alone, or not at all.
            var dash = locale.IndexOfAny(['-', '_']);
            return dash > 0 ? CultureOf(locale[..dash]) : null;
        }
    }

    /// <summary>Where a line begins.</summary>
    public bool IsRightToLeft => CultureInfo.GetCultureInfo(Language).TextInfo.IsRightToLeft;

    /// <summary>Such as <c>Thursday, 26 November</c>.</summary>
    public string Date(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Zone);
        // French sets no comma between the two.
        return $"{local.ToString("dddd", Culture)}{(Language == "fr" ? " " : ", ")}{local.ToString("M", Culture)}";
    }

    /// <summary>Such as <c>26/11</c>: for an SMS, where an accent of a day's name would make all characters twice as wide.</summary>
    public string ShortDate(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Zone);
        var pattern = Culture.DateTimeFormat.ShortDatePattern;
        var (day, month) = (pattern.IndexOf('d', StringComparison.Ordinal), pattern.IndexOf('M', StringComparison.Ordinal));
        var separator = pattern.FirstOrDefault(c => !char.IsLetter(c), '/');
        return local.ToString(day < month ? $"dd'{separator}'MM" : $"MM'{separator}'dd", CultureInfo.InvariantCulture) + (separator == '.' && day < month ? "." : "");
    }

    /// <summary>The day where the reader lives.</summary>
    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    /// <summary>Whether a moment stands for a whole day: it is the beginning of one, of UTC or of the reader's.</summary>
    public bool KnowsOnlyTheDay(DateTimeOffset at) => at.UtcDateTime.TimeOfDay == TimeSpan.Zero || TimeZoneInfo.ConvertTime(at, Zone).TimeOfDay == TimeSpan.Zero;

    /// <summary>Such as <c>14:05</c>.</summary>
    public string Time(DateTimeOffset at)
    {
        var time = TimeZoneInfo.ConvertTime(at, Zone).ToString("t", Culture);
        // Without a time zone of their own people must be told which one it is.
        return Zone == TimeZoneInfo.Utc ? $"{time} UTC" : time;
    }

    /// <summary>Such as <c>12,50 €</c>.</summary>
    public string Money(decimal amount, string currency)
    {
        var format = (NumberFormatInfo)Culture.NumberFormat.Clone();
        format.CurrencySymbol = currency switch { "EUR" => "€", "USD" => "$", "GBP" => "£", "JPY" => "¥", _ => currency };
        format.CurrencyDecimalDigits = currency is "JPY" or "KRW" or "VND" or "CLP" or "ISK" or "UGX" or "XAF" or "XOF" or "PYG" ? 0
            : currency is "BHD" or "KWD" or "OMR" or "JOD" or "TND" or "IQD" or "LYD" ? 3 : 2;
        var text = amount.ToString("C", format);
        // A code, unlike a sign, is set apart from the number.
        return format.CurrencySymbol.Length == 3 && text.StartsWith(currency, StringComparison.Ordinal) && char.IsDigit(text[3]) ? $"{currency} {text[3..]}" : text;
    }
}
