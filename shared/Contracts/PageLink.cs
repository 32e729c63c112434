namespace StatusTracking.Contracts;

/// <summary>The addresses of a recipient's page.</summary>
public static class PageLink
{
    /// <summary>
    /// So many of the first characters of the page's token lead to it from a short link: 80 random bits of an order's, 96 of a package's. Whoever
    /// tries two million a second has found one page of a million after some 19,000 years.
    /// </summary>
    public const int CodeLength = 16;

    const string Page = "/track/";

    /// <summary><c>https://shop.example/t/nZ0v3cXH1q8yVb2_</c> for <c>https://shop.example/track/nZ0v3cXH1q8yVb2_rTtLw-9KfGs</c>; an address that is no such page's as it is.</summary>
    public static string? Shorten(string? trackingUrl)
    {
        if (trackingUrl is null || trackingUrl.LastIndexOf(Page, StringComparison.Ordinal) is not (>= 0 and var at))
            return trackingUrl;
        var token = trackingUrl[(at + Page.Length)..];
        return token.Length > CodeLength && !token.AsSpan().ContainsAny('/', '?', '#') ? $"{trackingUrl[..at]}/t/{token[..CodeLength]}" : trackingUrl;
    }
}
