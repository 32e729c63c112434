using System.Text.RegularExpressions;

namespace StatusTracking.Logistics;

/// <summary>
/// The formats of carriers' tracking numbers and their check digits. Sources: the UPU's S10, the carriers' label specifications, and the
/// facts collected at github.com/jkeen/tracking_number_data (MIT).
/// </summary>
static class TrackingNumberFormats
{
    static readonly int[] Fedex317 = [3, 1, 7];
    static readonly int[] Fedex173 = [1, 7, 3];

    static readonly TrackingNumberFormat[] All =
    [
        new("s10", "s10", @"^[A-Z]{2}(?<serial>\d{8})(?<check>\d)(?<country>[A-Z]{2})$", CheckDigits.S10),
        new("ups", "ups", @"^1Z(?<serial>[A-Z0-9]{15})(?<check>\d)$", s => CheckDigits.Mod10(s, 1, 2)),
        new("ups", "ups_waybill", @"^[AHJKTV](?<serial>\d{9})(?<check>\d)$", s => CheckDigits.Mod10(s, 1, 2)),
        new("fedex", "fedex_12", @"^(?<serial>\d{11})(?<check>\d)$", s => CheckDigits.Weighted11(s, Fedex317)),
        new("fedex", "fedex_34", @"^[0-8]\d{19}(?<serial>\d{13})(?<check>\d)$", s => CheckDigits.Weighted11(s, Fedex173)),
        new("fedex", "fedex_astra_32", @"^3\d{15}(?<serial>\d{11})(?<check>\d)\d{4}$", s => CheckDigits.Weighted11(s, Fedex317)),
        new("fedex", "fedex_ground", @"^(?<serial>\d{14})(?<check>\d)$", s => CheckDigits.Mod10(s, 1, 3)),
        new("fedex", "fedex_ground_sscc_18", @"^\d{2}(?<serial>\d{15})(?<check>\d)$", s => CheckDigits.Mod10(s, 3, 1)),
        new("fedex", "fedex_ground_96", @"^96\d{5}(?<serial>\d{14})(?<check>\d)$", s => CheckDigits.Mod10(s, 1, 3)),
        new("fedex", "fedex_ground_gsn", @"^96\d{18}(?<serial>\d{13})(?<check>\d)$", s => CheckDigits.Weighted11(s, Fedex173)),
        new("usps", "usps_20", @"^(?<serial>\d{19})(?<check>\d)$", s => CheckDigits.Mod10(s, 3, 1)),
        new("usps", "usps_impb_n", @"^(?:420\d{5}(?:\d{4})?)?(?<serial>94\d{3}(?:9\d{8}(?:\d{15}|\d{11}|\d{7})|[0-8]\d{5}(?:\d{14}|\d{10})))(?<check>\d)$", s => CheckDigits.Mod10FromRight(s, 3, 1)),
        new("usps", "usps_impb_c", @"^(?:420\d{5}(?:\d{4})?)?(?<serial>(?:92\d{3}(?=9)|93\d{3}(?=[0-8])|95\d{3})(?:9\d{8}(?:\d{11}|\d{7})|[0-8]\d{5}(?:\d{14}|\d{10})))(?<check>\d)$", s => CheckDigits.Mod10FromRight(s, 3, 1)),
        new("usps", "usps_legacy", @"^(?:420\d{5}(?:\d{4})?)?(?<serial>91\d{19}|\d{19})(?<check>\d)$", s => CheckDigits.Mod10(s.Length == 21 ? s : "91" + s, 3, 1)),
        new("dhl", "dhl_express", @"^(?<serial>\d{9,10})(?<check>\d)$", CheckDigits.Mod7),
        new("dhl", "dhl_express_piece_id", @"^J[A-Z]{2,3}\d{9,10}$"),
        new("dhl", "dhl_ecommerce", @"^(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)(?=[A-Z]*\d)[0-9A-Z]{10,39}$"),
        new("dhl", "dhl_ecommerce_14", @"^\d{14}$"),
        new("dhl", "dhl_paket_sscc", @"^(?<serial>003404\d{13})(?<check>\d)$", s => CheckDigits.Mod10FromRight(s, 3, 1)),
        new("dhl", "dhl_paket_jjd", @"^JJD\d{18,20}$"),
        new("dpd", "dpd", @"^(?<serial>\d{27})(?<check>[0-9A-Z])$", CheckDigits.Mod37),
        new("dpd", "dpd_14", @"^(?<serial>\d{14})(?<check>[0-9A-Z])$", CheckDigits.Mod37),
        new("amazon", "amazon_logistics", @"^TB[ACM]\d{12}$"),
        new("amazon", "amazon_international", @"^[AFC]\d{10}$"),
        new("canada_post", "canada_post", @"^(?<serial>\d{15})(?<check>\d)$", s => CheckDigits.Mod10(s, 3, 1)),
        new("ontrac", "ontrac_c", @"^C(?<serial>\d{13})(?<check>\d)$", s => CheckDigits.Mod10("4" + s, 1, 2)),
        new("ontrac", "ontrac_d", @"^D(?<serial>\d{13})(?<check>\d)$", s => CheckDigits.Mod10("5" + s, 1, 2)),
        new("purolator", "purolator_numeric", @"^(?<serial>[0-5]\d{10})(?<check>\d)$", CheckDigits.Luhn),
        new("purolator", "purolator_alpha", @"^[A-Z]{3}\d{9}$"),
        new("landmark", "landmark_global", @"^LTN\d{8}N1$"),
        new("canpar", "canpar_22", @"^[CDKLSUXZ]\d{21}$"),
        new("gofo", "gofo_us", @"^GFUS\d{14}$"),
        new("lasership", "lasership_lx", @"^L[AIEHNX][1-3]\d{7}$"),
        new("lasership", "lasership_1ls7", @"^1LS7[12]\d{10}$"),
        new("lasership", "lasership_1ls7_18", @"^1LS7[12]\d{2}01[1-4]\d{6}-1$"),
        new("lasership", "lasership_1lscx", @"^1LSCX[0-9A-Z]{10}$"),
        new("old_dominion", "old_dominion", @"^(?<serial>(?:77[78]|072|780)\d{7})(?<check>\d)$", CheckDigits.Luhn),
        new("old_dominion", "old_dominion_guaranteed_shipment", @"^(?<serial>80\d{8})(?<check>\d)$", CheckDigits.Luhn),
        new("speedee", "speedee", @"^SP\d{18}$"),
        new("yodel", "yodel", @"^JJ?D\d{16}$"),
        new("yunexpress", "yunexpress", @"^YT\d{16}$"),
    ];

    /// <summary>
    /// The carriers whose items also travel under the UPU's S10: posts. The number's last two letters name the post of origin, which may be
    /// another one than the carrier that delivers.
    /// </summary>
    static readonly HashSet<string> Posts = ["s10", "usps", "canada_post", "royal_mail", "la_poste", "postnl", "bpost", "correios", "dhl", "dhl_de", "australia_post", "china_post", "deutsche_post"];

    static readonly HashSet<string> SameFormats = ["dhl_de"];

    /// <summary>Whether a number has a format of its carrier, check digit included; null for a carrier whose formats we do not know.</summary>
    public static bool? IsValid(string carrier, string number)
    {
        var name = CarrierNames.Canonical(carrier);
        TrackingNumberFormat[] formats = [.. All.Where(f => f.Carrier == name || (f.Carrier == "dhl" && SameFormats.Contains(name)) || (f.Carrier == "s10" && Posts.Contains(name)))];
        return formats.Length == 0 ? null : formats.Any(f => f.Matches(TrackingNumber.Normalise(number)));
    }

    /// <summary>
    /// The carriers that a number may belong to, each once, by its best format: those that a check digit speaks for first. A number alone is
    /// often ambiguous.
    /// </summary>
    public static IReadOnlyList<Recognised> Recognise(string number)
    {
        var normalised = TrackingNumber.Normalise(number);
        return [.. All.Where(f => f.Matches(normalised)).OrderByDescending(f => f.HasCheckDigit)
            .Select(f => new Recognised(f.Carrier == "s10" ? PostOf(normalised) : f.Carrier, f.Name, f.HasCheckDigit))
            .DistinctBy(r => r.Carrier)];
    }

    /// <summary>The format of a name.</summary>
    public static TrackingNumberFormat? Find(string name) => Array.Find(All, f => f.Name == name);

    /// <summary>The post that gave out a number of S10, by the country at its end; <c>s10</c> where we know none of that country by name.</summary>
    static string PostOf(string number) => number[^2..] switch
    {
        "AU" => "australia_post",
        "BE" => "bpost",
        "BR" => "correios",
        "CA" => "canada_post",
        "CN" => "china_post",
        "DE" => "dhl_de",
        "FR" => "la_poste",
        "GB" => "royal_mail",
        "NL" => "postnl",
        "US" => "usps",
        _ => "s10",
    };
}

/// <summary>A carrier that a number may belong to.</summary>
/// <param name="Carrier">Its word.</param>
/// <param name="Format">The format that the number has.</param>
/// <param name="CheckDigit">Whether the format has a check digit, and the number the right one.</param>
readonly record struct Recognised(string Carrier, string Format, bool CheckDigit);

/// <summary>One format: the groups <c>serial</c> and <c>check</c> of the pattern are put against each other where there is a check digit.</summary>
sealed class TrackingNumberFormat(string carrier, string name, string pattern, Func<string, char>? checkDigit = null)
{
    // No time-out: no pattern here repeats a repetition and no number is longer than 60, so that a match is short work; what a time-out would
    // find is a machine that stood still for a moment, and it would fail whoever asked then.
    readonly Regex _pattern = new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    public string Carrier => carrier;

    public string Name => name;

    public bool HasCheckDigit => checkDigit is not null;

    public bool Matches(string number) =>
        number.Length <= 60
        && number.All(char.IsAscii)
        && _pattern.Match(number) is { Success: true } match
        && (checkDigit is null || checkDigit(match.Groups["serial"].Value) == match.Groups["check"].Value[0])
        && (match.Groups["country"] is not { Success: true } country || UpuCountries.Has(country.Value));
}
