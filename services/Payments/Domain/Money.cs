using System.Collections.Frozen;

namespace StatusTracking.Payments.Domain;

/// <summary>How finely a currency divides (ISO 4217).</summary>
static class Money
{
    static readonly FrozenSet<string> Whole = FrozenSet.Create(StringComparer.Ordinal,
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF");

    static readonly FrozenSet<string> Thousandths = FrozenSet.Create(StringComparer.Ordinal, "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND");

    public static int Decimals(string currency) => Whole.Contains(currency) ? 0 : Thousandths.Contains(currency) ? 3 : 2;

    public static decimal Round(decimal amount, string currency) => decimal.Round(amount, Decimals(currency), MidpointRounding.AwayFromZero);

    /// <summary>Whether an amount can be paid in a currency.</summary>
    public static bool Fits(decimal amount, string currency) => Round(amount, currency) == amount;
}
