using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace StatusTracking.Gateway;

/// <summary>The gateway's own words: problem details for programs, a page that comes back by itself for a browser.</summary>
static class Answer
{
    const int RetrySeconds = 5;

    public static Task UnavailableAsync(HttpContext context, string service)
    {
        context.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        var (title, detail) = ($"{service} is not available.", "Nothing was changed. Try again as Retry-After says; if it stays so, see whether the service runs.");
        return WantsPage(context.Request) ? WritePageAsync(context, title) : WriteAsync(context, StatusCodes.Status503ServiceUnavailable, title, detail, service);
    }

    public static Task WriteAsync(HttpContext context, int status, string title, string detail, string? service = null)
    {
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail, Instance = context.Request.Path };
        if (service is not null)
            problem.Extensions["service"] = service;
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json", context.RequestAborted);
    }

    static bool WantsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/api") && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    static Task WritePageAsync(HttpContext context, string title)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $$"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="{{RetrySeconds}}"><title>{{title}}</title>
            <style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;margin:0;padding:20px}main{max-width:32em}</style></head>
            <body><main><h1>{{title}}</h1><p>It may be starting. This page tries again every {{RetrySeconds}} seconds.</p></main></body></html>
            """,
            context.RequestAborted);
    }
}
