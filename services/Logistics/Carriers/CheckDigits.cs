namespace StatusTracking.Logistics;

/// <summary>The arithmetic of check digits. Each takes the number's serial part without the check digit.</summary>
static class CheckDigits
{
    /// <summary>The remainder of the serial number by 7 (DHL Express air waybills).</summary>
    public static char Mod7(string serial) => Digit((int)(long.Parse(serial, System.Globalization.CultureInfo.InvariantCulture) % 7));

    /// <summary>
    /// What is missing to a multiple of ten, digits weighted in turn, from the left. Letters count as UPS says: (code − 3) mod 10, so A = 2.
    /// </summary>
    public static char Mod10(string serial, int even, int odd)
    {
        var sum = 0;
        for (var i = 0; i < serial.Length; i++)
            sum += (char.IsAsciiDigit(serial[i]) ? serial[i] - '0' : (serial[i] - 3) % 10) * (i % 2 == 0 ? even : odd);
        return Digit((10 - sum % 10) % 10);
    }

    /// <summary>The same, counted from the right (USPS, SSCC).</summary>
    public static char Mod10FromRight(string serial, int even, int odd) => Mod10(string.Concat(serial.Reverse()), even, odd);

    /// <summary>A weighted sum, modulo 11, then modulo 10 (FedEx).</summary>
    public static char Weighted11(string serial, ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < serial.Length; i++)
            sum += (serial[i] - '0') * weights[i % weights.Length];
        return Digit(sum % 11 % 10);
    }

    /// <summary>UPU standard S10: weights 8 6 4 2 3 5 9 7, 11 minus the remainder; 10 → 0, 11 → 5.</summary>
    public static char S10(string serial)
    {
        ReadOnlySpan<int> weights = [8, 6, 4, 2, 3, 5, 9, 7];
        var sum = 0;
        for (var i = 0; i < serial.Length; i++)
            sum += (serial[i] - '0') * weights[i];
        return (11 - sum % 11) switch { 10 => '0', 11 => '5', var digit => Digit(digit) };
    }

    /// <summary>ISO 7064 mod 37,36 (DPD).</summary>
    public static char Mod37(string serial)
    {
        const string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var check = 36;
        foreach (var c in serial)
        {
            check += alphabet.IndexOf(c, StringComparison.Ordinal);
            check = (check > 36 ? check - 36 : check) * 2;
            check = check > 36 ? check - 37 : check;
        }

        return alphabet[(37 - check) % 36];
    }

    /// <summary>Luhn (Purolator): every second digit from the right is doubled, its digits added up.</summary>
    public static char Luhn(string serial)
    {
        var sum = 0;
        for (var i = 0; i < serial.Length; i++)
        {
            var digit = serial[^(i + 1)] - '0';
            var doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return Digit((10 - sum % 10) % 10);
    }

    static char Digit(int value) => (char)('0' + value);
}
