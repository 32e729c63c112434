using System.Globalization;
using System.Text;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// The day of delivery as iCalendar (RFC 5545), published once more with each revision: one event a package, told from others by its UID
/// and from its older selves by its SEQUENCE, which is that of the package's change.
/// </summary>
static class Calendar
{
    public const string MediaSubtype = "calendar";
    public const string Method = "PUBLISH";
    public const string FileName = "delivery.ics";

    /// <summary>RFC 5545, 3.1: in octets, without the line break.</summary>
    const int LongestLine = 75;

    static readonly AlertKind[] Kinds = [AlertKind.Shipped, AlertKind.LeftDistributionCentre, AlertKind.OutForDelivery, AlertKind.Delayed];

    /// <summary>Whether news of this kind carries the day of its package.</summary>
    public static bool IsOf(AlertKind kind) => Kinds.Contains(kind);

    /// <summary>The calendar of an alert, with an event for each package that it tells of; null where it has none.</summary>
    /// <param name="alert">The news.</param>
    /// <param name="reader">Whose day it is.</param>
    /// <param name="summary">What the event is called.</param>
    public static string? Of(Alert alert, Reader reader, string summary)
    {
        IReadOnlyList<(Alert Of, Appointment Day)> events = alert.Kind == AlertKind.OrderCancelled
            ? [.. (alert.Appointments ?? []).Select(day => (alert, day))]
            : [.. alert.All.Where(a => IsOf(a.Kind) && a.Package?.ExpectedAt is not null).Select(a => (a, new Appointment(a.About, a.Package!.ExpectedAt!.Value, a.Sequence)))];
        if (events.Count == 0)
            return null;
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Status Tracking//Notifications//EN");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, $"METHOD:{Method}");
        foreach (var (of, day) in events)
            Event(text, of, day, reader, summary);
        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    static void Event(StringBuilder text, Alert alert, Appointment appointment, Reader reader, string summary)
    {
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:package-{appointment.PackageId:N}@statustracking");
        Line(text, $"DTSTAMP:{Moment(alert.RecordedAt ?? alert.OccurredAt)}");
        Line(text, $"SEQUENCE:{Math.Clamp(appointment.Sequence, 0, int.MaxValue).ToString(CultureInfo.InvariantCulture)}");
        Line(text, $"STATUS:{(alert.Kind == AlertKind.OrderCancelled ? "CANCELLED" : "CONFIRMED")}");
        if (reader.KnowsOnlyTheDay(appointment.ExpectedAt))
        {
            var day = reader.Day(appointment.ExpectedAt);
            Line(text, $"DTSTART;VALUE=DATE:{Date(day)}");
            Line(text, $"DTEND;VALUE=DATE:{Date(day.AddDays(1))}");
        }
        else
        {
            // Without an end: it ends as it begins. Carriers promise a moment, and how long before it they may come is not ours to say.
            Line(text, $"DTSTART:{Moment(appointment.ExpectedAt)}");
        }

        Line(text, $"SUMMARY:{Escape(summary)}");
        if (alert.Package is { TrackingNumber: { } number } package)
            Line(text, $"DESCRIPTION:{Escape(package.Carrier is { } carrier ? $"{Composer.Short(CarrierName.Of(carrier))}, {Composer.Short(number)}" : Composer.Short(number)!)}");
        if (Composer.IsWeb(alert.TrackingUrl))
            Line(text, $"URL:{new Uri(alert.TrackingUrl!).AbsoluteUri}");
        // It is no appointment that keeps anybody busy.
        Line(text, "TRANSP:TRANSPARENT");
        Line(text, "END:VEVENT");
    }

    static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    static string Date(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>RFC 5545, 3.3.11.</summary>
    static string Escape(string text) => string.Concat(text.Where(c => !char.IsControl(c) || c == '\n'))
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Writes a line, folded between characters where it is too long.</summary>
    static void Line(StringBuilder text, string line)
    {
        var used = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (used + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                used = 1;
            }

            text.Append(rune.ToString());
            used += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}

/// <summary>The day of a package, as it stands in somebody's calendar.</summary>
/// <param name="PackageId">Whose.</param>
/// <param name="ExpectedAt">The estimate.</param>
/// <param name="Sequence">Higher than any before it.</param>
sealed record Appointment(Guid PackageId, DateTimeOffset ExpectedAt, long Sequence);
