using System.Text.Json.Nodes;

namespace StatusTracking.Gateway;

/// <summary><c>GET /health/ready</c>: ready when every service is; says which one is not, and why.</summary>
static class MergeHealth
{
    public static async Task<IResult> HandleAsync(AskAll services, HttpContext context)
    {
        var replies = await services.AskAsync("health/ready", context.RequestAborted);
        var ready = replies.All(reply => reply.Succeeded);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new
            {
                status = ready ? "ready" : "not_ready",
                services = replies.ToDictionary(reply => reply.Service, reply => new { ready = reply.Succeeded, detail = DetailOf(reply) }),
            },
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    // A service's own report is passed on as it is, so that its reason is seen here too.
    static JsonNode? DetailOf(AskAll.Reply reply)
    {
        var text = reply.Body.Trim();
        return reply.Status is not null && text.StartsWith('{') ? JsonNode.Parse(text) : JsonValue.Create(text);
    }
}
