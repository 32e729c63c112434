using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace StatusTracking.ServiceDefaults;

/// <summary>Refuses what the framework would fail on later: a character set that nobody knows, a null character that no database takes.</summary>
static class Unreadable
{
    public static Task RefuseAsync(HttpContext context, RequestDelegate next) => Refusal(context.Request)?.ExecuteAsync(context) ?? next(context);

    static IResult? Refusal(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset is { HasValue: true } charset && !IsKnown(charset.Value.Trim('"')))
            return TypedResults.Problem($"The character set '{charset}' is not known. Send JSON as UTF-8.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        // Only where one is, every parameter is looked at.
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            && request.Query.FirstOrDefault(p => p.Key.Contains('\0', StringComparison.Ordinal) || p.Value.Any(v => v?.Contains('\0', StringComparison.Ordinal) == true)) is { Key: { } name })
            return Problem.Invalid(name.Replace("\0", "", StringComparison.Ordinal), "Must not hold a null character.");
        return null;
    }

    static bool IsKnown(string charset)
    {
        try
        {
            Encoding.GetEncoding(charset);
            return true;
        }
        catch (ArgumentException)
        {
            // The framework has no way to ask first.
            return false;
        }
    }
}
