using System.Globalization;
using System.Text.RegularExpressions;

namespace StatusTracking.Logistics;

/// <summary>A time that a rule found: null with what was written where it could not be read.</summary>
/// <param name="Value">With the offset that it was told in, or that its zone had then.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Path">Where in the body it stands.</param>
sealed record FoundTime(DateTimeOffset? Value, string Text, string Path);

/// <summary>
/// Where in a body a time is and how it is written. Where the text tells no offset, it is the local time of <see cref="ZoneFrom"/>, else of <see cref="Zone"/>. A local
/// time that the clocks skipped is an hour later; one that they showed twice is the first.
/// </summary>
sealed partial record TimeRule
{
    public const string Iso = "iso";
    public const string Unix = "unix";
    public const string UnixMilliseconds = "unix_ms";
    public const string Ticks = "ticks";

    /// <summary>The words for formats that no pattern describes.</summary>
    public static readonly string[] Words = [Iso, Unix, UnixMilliseconds, Ticks];

    /// <summary>The whole time, or its date where <see cref="Time"/> is set.</summary>
    public required TextRule At { get; init; }

    /// <summary>The time of day, where it stands in a field of its own.</summary>
    public TextRule? Time { get; init; }

    /// <summary>The offset from UTC, where it stands in a field of its own: <c>+01:00</c>, <c>-0500</c>, <c>Z</c>.</summary>
    public TextRule? Offset { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The name of a zone, where the body tells it.</summary>
    public TextRule? ZoneFrom { get; init; }

    /// <summary>Words of <see cref="Words"/> and patterns of .NET, the first that fits is taken. Date and time of two fields are joined by a space.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>Finds a time; null where nothing is written.</summary>
    public FoundTime? Read(BodyNode from)
    {
        if (At.Read(from) is not { } at)
            return null;
        var (text, path) = Time?.Read(from) is { } time ? ($"{at.Value} {time.Value}", $"{at.Path}, {time.Path}") : (at.Value, at.Path);
        var offset = Offset?.Read(from);
        if (offset is not null)
            path += $", {offset.Path}";
        return new(Formats.Select(f => Parse(f, text, offset?.Value, from)).FirstOrDefault(t => t is not null), text, path);
    }

    DateTimeOffset? Parse(string format, string text, string? offset, BodyNode from)
    {
        switch (format)
        {
            case Unix or UnixMilliseconds:
                if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                    return null;
                return number is > -1e14m and < 1e14m && number * (format == Unix ? 1000 : 1) is > -1e13m and < 1e14m and var ms ? DateTimeOffset.FromUnixTimeMilliseconds((long)ms) : null;
            case Ticks:
                return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks ? Local(new DateTime(ticks), offset, from) : null;
            case Iso:
                return ParseIso(text, offset, from);
            default:
                if (!DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out var parsed))
                    return null;
                return format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal) ? parsed : Local(parsed.DateTime, offset, from);
        }
    }

    DateTimeOffset? ParseIso(string text, string? offset, BodyNode from)
    {
        if (IsoPattern().Match(text) is not { Success: true } match)
            return null;
        int Number(string group) => match.Groups[group] is { Success: true } g ? int.Parse(g.ValueSpan, CultureInfo.InvariantCulture) : 0;
        var (year, month, day, hour) = (Number("year"), Number("month"), Number("day"), Number("hour"));
        if (year is < 1 or 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 24 || Number("minute") > 59 || Number("second") > 60)
            return null;
        var fraction = match.Groups["fraction"].Value;
        var ticks = fraction.Length == 0 ? 0 : long.Parse(fraction[..Math.Min(7, fraction.Length)].PadRight(7, '0'), CultureInfo.InvariantCulture);
        // A leap second and the end of a day, 24:00, are the moment after.
        var local = new DateTime(year, month, day).AddHours(hour).AddMinutes(Number("minute")).AddSeconds(Number("second")).AddTicks(ticks);
        return Local(local, match.Groups["offset"] is { Success: true } own ? own.Value : offset, from);
    }

    DateTimeOffset? Local(DateTime local, string? offset, BodyNode from)
    {
        if (local.Year is < 1900 or > 9998)
            return null;
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (offset is not null)
            return OffsetOf(offset) is { } told ? new DateTimeOffset(local, told) : null;
        var zone = ZoneFrom?.Read(from) is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name.Value, out var named) ? named : Zone;
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }

    static TimeSpan? OffsetOf(string text)
    {
        if (text is "Z" or "z" or "UTC" or "GMT")
            return TimeSpan.Zero;
        if (OffsetPattern().Match(text) is not { Success: true } match)
            return null;
        var offset = new TimeSpan(int.Parse(match.Groups["hours"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["minutes"].Success ? int.Parse(match.Groups["minutes"].ValueSpan, CultureInfo.InvariantCulture) : 0, 0);
        return offset > TimeSpan.FromHours(14) ? null : match.Groups["sign"].Value == "-" ? -offset : offset;
    }

    [GeneratedRegex("^(?<year>[0-9]{4})-?(?<month>[0-9]{2})-?(?<day>[0-9]{2})([Tt ] ?(?<hour>[0-9]{2}):?(?<minute>[0-9]{2})(:?(?<second>[0-9]{2})([.,](?<fraction>[0-9]{1,12}))?)?)? ?(?<offset>Z|z|[+-][0-9]{2}(:?[0-9]{2})?)?\\z")]
    private static partial Regex IsoPattern();

    [GeneratedRegex("^(?<sign>[+-])?(?<hours>[0-9]{1,2})(:?(?<minutes>[0-9]{2}))?\\z")]
    private static partial Regex OffsetPattern();
}
