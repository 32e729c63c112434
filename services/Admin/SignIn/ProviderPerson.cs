using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace StatusTracking.Admin;

/// <summary>Who came from the provider, as far as we need them.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">What never changes of them there.</param>
/// <param name="Name">What they are called there, in the characters of account names.</param>
/// <param name="Values">Their roles or groups there.</param>
/// <param name="Role">The highest role that these give here; null = none.</param>
sealed record ProviderPerson(string Issuer, string Subject, string Name, IReadOnlyList<string> Values, string? Role)
{
    /// <summary>
    /// The key of the external login. A hash, since a subject may be longer than the column, and since some databases compare without regard to case:
    /// <c>ada</c> and <c>Ada</c> are two people.
    /// </summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Issuer}\n{Subject}")));

    public static ProviderPerson Of(ClaimsPrincipal user, OidcOptions options)
    {
        var values = ValuesOf(user, options.RoleClaim);
        var role = Roles.All.LastOrDefault(role => options.Mapping.TryGetValue(role, out var giving) && giving.Intersect(values).Any());
        return new ProviderPerson(
            Needed("iss"), Needed("sub"), NameOf(user.FindFirstValue("preferred_username") ?? user.FindFirstValue("email") ?? user.FindFirstValue("name") ?? Needed("sub")),
            values, role ?? (options.DefaultRole is { Length: > 0 } otherwise ? otherwise : null));

        string Needed(string claim) => user.FindFirstValue(claim) ?? throw new InvalidOperationException($"The provider's token has no {claim}, which OpenID Connect Core 1.0 asks for.");
    }

    static IReadOnlyList<string> ValuesOf(ClaimsPrincipal user, string claim)
    {
        if (user.FindAll(claim).Select(c => c.Value).ToList() is { Count: > 0 } values)
            return values;
        var steps = claim.Split('.');
        if (user.FindFirst(c => c.Type == steps[0] && c.ValueType == JsonClaimValueTypes.Json) is not { } nested)
            return [];
        using var json = JsonDocument.Parse(nested.Value);
        var at = json.RootElement;
        foreach (var step in steps[1..])
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
                return [];
        }

        return at.ValueKind switch
        {
            JsonValueKind.Array => [.. at.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)],
            JsonValueKind.String => [at.GetString()!],
            _ => [],
        };
    }

    /// <summary>Plain letters, so that a name in the audit log is what it looks like: <c>аdmin</c> with a Cyrillic а is not to pass for an administrator.</summary>
    static string NameOf(string theirs)
    {
        const int Longest = 100;
        var plain = theirs.Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            .Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '@' or '+' or '-' ? c : '-');
        var name = string.Concat(plain.Take(Longest));
        return name.Any(char.IsAsciiLetterOrDigit) ? name : "somebody";
    }
}
