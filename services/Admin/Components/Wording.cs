using System.Globalization;

namespace StatusTracking.Admin.Components;

/// <summary>Words of the wire as words for people.</summary>
static class Wording
{
    /// <summary><c>in_transit</c> → <c>In transit</c>.</summary>
    public static string Of(string? word)
    {
        if (string.IsNullOrEmpty(word))
            return "";
        return word switch
        {
            "sms" => "SMS",
            "email" => "E-mail",
            "left_distribution_centre" => "Left the distribution centre",
            "departed_facility" => "Departed the facility",
            "arrived_facility" => "Arrived at the facility",
            _ => char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' '),
        };
    }

    /// <summary><c>pt</c> → <c>Portuguese</c>.</summary>
    public static string Language(string code) => CultureInfo.GetCultureInfo(code).EnglishName;

    /// <summary>How a message ended that did not do what it was sent for: the word of a <see cref="Contracts.FailureKind"/> as a sentence's end.</summary>
    public static string OfFailure(string kind) => kind switch
    {
        "faulted" => "its handler failed",
        "skipped" => "nobody understood it",
        "dead_lettered" => "it was given up",
        "unsent" => "it could not be sent",
        "unrouted" => "nobody was listening",
        _ => Of(kind).ToLowerInvariant(),
    };

    /// <summary>What went wrong: an exception's name without its namespace, or a word such as <c>no_handler</c> as words.</summary>
    public static string OfError(string error) => error.Contains('_') || char.IsAsciiLetterLower(error[0]) ? Of(error) : error.Split('.')[^1];

    /// <summary>Why a message was not sent: the word of a suppression as a sentence; other reasons are words of people or providers already.</summary>
    public static string WhyNot(string reason) => reason switch
    {
        "opted_out" => "The recipient does not want messages on this channel.",
        "no_consent" => "The recipient has not agreed to messages on this channel.",
        "no_address" => "The recipient gave no address for this channel.",
        "duplicate" => "The same was said already.",
        "superseded" => "Newer or more exact news came before it could be sent.",
        "stale" => "What it tells of happened too long ago (Notifications:MaxAge).",
        "preference" => "The recipient does not want this kind of message.",
        "quiet_hours" => "It waits for the end of the recipient's quiet hours (Notifications:QuietHours).",
        "rate_limited" => "The recipient had got too many messages.",
        "bounced" => "An earlier message to this address came back: there is no such address.",
        "digest" => "It waits for the same news of the order's other packages (Notifications:DigestWindow).",
        "replay" => "It came from a replay, which tells nobody.",
        _ => Of(reason),
    };

    /// <summary>An address of which only enough is left to recognise it: <c>a…@example.org</c>, <c>+49…78</c>.</summary>
    public static string Masked(string? address) => address switch
    {
        null or "" => "nobody",
        _ when address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at => $"{address[0]}…{address[at..]}",
        { Length: > 5 } => $"{address[..3]}…{address[^2..]}",
        _ => "…",
    };

    /// <summary>The status, finer where there is a finer word.</summary>
    public static string Of(string? status, string? detail) => string.IsNullOrEmpty(detail) ? Of(status) : $"{Of(status)} · {Of(detail).ToLowerInvariant()}";

    /// <summary>An amount with its currency: <c>25.00 EUR</c>.</summary>
    public static string Money(decimal amount, string? currency) =>
        $"{amount.ToString("#,##0.00", CultureInfo.InvariantCulture)} {currency}".TrimEnd();

    /// <summary>The first characters of an id: enough to tell it from its neighbours.</summary>
    public static string Short(Guid id) => id.ToString("N")[^8..];

    /// <summary>How good or bad a status is: the colour of its badge.</summary>
    public static string Tone(string? status) => status switch
    {
        "healthy" or "completed" or "delivered" or "captured" or "paid" or "committed" or "sent" or "on_time" or "resolved" or "recorded" => "good",
        "degraded" or "action_required" or "delivery_attempted" or "on_hold" or "backordered" or "uncertain" or "retrying" or "deferred" or "at_risk" or "delayed"
            or "returning" or "disputed" or "partially_refunded" or "available_for_pickup" or "silent" or "low_stock" => "warn",
        "unhealthy" or "unreachable" or "failed" or "exception" or "lost" or "disposed" or "rejected" or "undelivered" or "bounced" or "charged_back" or "out_of_stock" or "open" or "failed_again" or "not_understood" => "bad",
        "cancelled" or "expired" or "voided" or "suppressed" or "merged" or "refunded" or "returned" or "released" or "unknown" or "unpaid" or "unfulfilled" or "created" or "discarded" or "failure_discarded" or "ended" => "quiet",
        _ => "moving",
    };

    /// <summary>How long: <c>45 min</c>, <c>7 h</c>, <c>3 d 4 h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)span.TotalHours} h",
        { Hours: 0 } => $"{span.Days} d",
        _ => $"{span.Days} d {span.Hours} h",
    };

    /// <summary>How much: <c>640 bytes</c>, <c>12.4 kB</c>.</summary>
    public static string Size(int bytes) => bytes < 1000 ? $"{bytes} bytes" : $"{(bytes / 1000.0).ToString("#,##0.0", CultureInfo.InvariantCulture)} kB";

    /// <summary>Such as <c>3 min ago</c>.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var span = now - at;
        var (text, future) = (span.Duration(), span < TimeSpan.FromSeconds(-5));
        var words = text switch
        {
            { TotalSeconds: < 10 } => null,
            { TotalMinutes: < 1 } => $"{(int)text.TotalSeconds} s",
            { TotalHours: < 1 } => $"{(int)text.TotalMinutes} min",
            { TotalDays: < 1 } => $"{(int)text.TotalHours} h",
            { TotalDays: < 60 } => $"{(int)text.TotalDays} d",
            _ => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
        };
        if (words is null)
            return "just now";
        return text.TotalDays >= 60 ? words : future ? $"in {words}" : $"{words} ago";
    }
}
