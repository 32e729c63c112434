using System.Security.Claims;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>
/// <c>GET /auth/token</c>: the gateway shows an API key or a cookie and gets the internal token that services check.
/// The gateway itself does not pass this path on.
/// </summary>
static class IssueToken
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/auth/token", Handle)
        .RequireAuthorization()
        .ExcludeFromDescription();

    static IResult Handle(ClaimsPrincipal user, InternalTokens tokens, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new TokenReply(tokens.Issue(user)));
    }
}

sealed record TokenReply(string Token);
