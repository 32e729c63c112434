using System.Security.Cryptography;
using System.Text;

namespace StatusTracking.Tracking.Page;

/// <summary>The page's style sheet. It travels in the page, and the page's policy allows this one text and no other.</summary>
static class PageStyle
{
    public static readonly string Css = Load();

    /// <summary>What the page may do: show its own style, send its own form to us, and nothing else.</summary>
    public static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    static string Load()
    {
        using var file = new StreamReader(typeof(PageStyle).Assembly.GetManifestResourceStream("Page.page.css")!);
        return file.ReadToEnd();
    }
}
