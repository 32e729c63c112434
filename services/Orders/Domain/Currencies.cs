namespace StatusTracking.Orders.Domain;

/// <summary>The currencies of ISO 4217 that goods are sold in, and how many decimals each has.</summary>
static class Currencies
{
    const string WithTwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
        "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD " +
        "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP " +
        "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH " +
        "USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG " +
        // Withdrawn in 2025 and 2026; orders brought over may still be in them.
        "ANG BGN";

    const string WithoutDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    const string WithThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    static readonly Dictionary<string, int> DecimalsByCode = new[] { (WithTwoDecimals, 2), (WithoutDecimals, 0), (WithThreeDecimals, 3) }
        .SelectMany(group => group.Item1.Split(' ').Select(code => (Code: code, Decimals: group.Item2)))
        .ToDictionary(c => c.Code, c => c.Decimals, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => DecimalsByCode.Keys;

    public static bool Exists(string code) => DecimalsByCode.ContainsKey(code);

    public static int Decimals(string code) => DecimalsByCode[code];

    /// <summary>Whether the currency can express the amount: 12.50 EUR yes, 12.505 EUR and 0.5 JPY no.</summary>
    public static bool CanExpress(string code, decimal amount) => decimal.Round(amount, Decimals(code)) == amount;

    /// <summary>Rounded as shops do, and written with all the decimals of the currency, whichever database it came from.</summary>
    public static decimal Express(string code, decimal amount)
    {
        var decimals = (byte)Decimals(code);
        return decimal.Round(amount, decimals, MidpointRounding.AwayFromZero) + new decimal(0, 0, 0, false, decimals);
    }
}
