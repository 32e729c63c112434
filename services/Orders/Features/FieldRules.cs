using System.Text.RegularExpressions;
using FluentValidation;
using PhoneNumbers;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Features;

/// <summary>What a single field of a request may hold.</summary>
static partial class FieldRules
{
    /// <summary>The earliest and the furthest ahead that anything can have happened.</summary>
    public static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far a clock may be ahead of ours.</summary>
    public static readonly TimeSpan FurthestAhead = TimeSpan.FromHours(24);

    /// <summary>The most that a price can be: its sum over the longest order still fits the databases' columns.</summary>
    public const decimal HighestPrice = 1_000_000_000;

    /// <summary>One line for people: not blank, no control characters. Null passes; ask <c>NotNull</c> where it must be there.</summary>
    public static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int longest) => rule
        .Must(text => text is null || !string.IsNullOrWhiteSpace(text)).WithMessage("must not be blank")
        .Must(text => text is null || text.Length <= longest).WithMessage($"must have at most {longest} characters")
        .Must(text => text is null || IsPlain(text)).WithMessage("must not hold control characters or broken Unicode");

    public static IRuleBuilderOptions<T, string?> EmailAddress<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(email => email is null || (email.Length <= 254 && IsPlain(email) && !email.Contains("..", StringComparison.Ordinal) && EmailPattern().IsMatch(email)))
        .WithMessage("must be an e-mail address");

    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(phone => phone is null || ToE164(phone) is not null)
        .WithMessage("must be a phone number with its country code, such as +4915112345678");

    public static IRuleBuilderOptions<T, string?> Locale<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(locale => locale is null || (locale.Length <= 35 && LocalePattern().IsMatch(locale))).WithMessage("must be a BCP 47 tag, such as de or pt-BR");

    public static IRuleBuilderOptions<T, string?> TimeZone<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(zone => zone is null || (zone.Length <= 64 && TimeZonePattern().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
        .WithMessage("must be an IANA time zone, such as Europe/Berlin");

    public static IRuleBuilderOptions<T, string?> Sku<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(sku => sku is null || SkuPattern().IsMatch(sku))
        .WithMessage("must have 1 to 64 letters, digits, dots, dashes and underscores, and begin with a letter or digit");

    public static IRuleBuilderOptions<T, string?> PaymentMethod<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(method => method is null || MethodPattern().IsMatch(method)).WithMessage("must be a word such as card, of at most 40 characters");

    /// <summary>A number that its country's numbering plan knows, as E.164; null where it is none.</summary>
    public static string? ToE164(string phone)
    {
        if (phone.Length > 30 || !phone.TrimStart().StartsWith('+'))
            return null;
        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(phone, null);
            return numbers.IsValidNumber(number) ? numbers.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            // The library has no way to ask first.
            return null;
        }
    }

    /// <summary>Nothing that a header, a terminal or a database would choke on.</summary>
    public static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || char.IsLowSurrogate(text[i]))
                return false;
            if (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i])))
                return false;
        }

        return true;
    }

    [GeneratedRegex(@"^[^@\s""(),:;<>\[\\\]]+@[^@\s""(),:;<>\[\\\]]+\.[^@\s""(),:;<>\[\\\].]+$", RegexOptions.CultureInvariant)]
    private static partial Regex EmailPattern();

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{4,8}){0,3}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocalePattern();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimeZonePattern();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SkuPattern();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MethodPattern();
}
