using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>
/// A carrier's webhook. Its body is kept as it came before it is read, by the carrier's mapping or as our plain format. A code that is not known is no error: it is
/// kept, as <c>unknown</c>, and shown to operators; so are fields that we do not know.
/// </summary>
static class RecordCarrierEvents
{
    /// <summary>The reply to a webhook.</summary>
    /// <param name="Results">What became of each event, in their order.</param>
    /// <param name="NotUnderstood">Why none was found, where the carrier is told so without an error: it would only send the same again.</param>
    internal sealed record Reply(IReadOnlyList<ScanReplyOfMany> Results, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? NotUnderstood = null);

    public static void MapRecordCarrierEvents(this RouteGroupBuilder carriers, LogisticsOptions options)
    {
        carriers.MapPost("/{carrier}/events", (string carrier, string? trackingNumber, HttpContext context, CarrierWebhook webhook, CancellationToken cancellationToken) => Handle(carrier, null, trackingNumber, context, webhook, cancellationToken))
            .WithName("Logistics.RecordCarrierEvents").AllowAnonymous()
            .AddOpenApiOperationTransformer(DescribeBody)
            .WithMetadata(new RequestSizeLimitAttribute(options.MaxRequestBytes))
            .WithSummary("A carrier's own webhook; or events in our plain format: one, an array of them, or an object with the array as `events`.");
        carriers.MapPost("/{carrier}/events/{token}", (string carrier, string token, string? trackingNumber, HttpContext context, CarrierWebhook webhook, CancellationToken cancellationToken) => Handle(carrier, token, trackingNumber, context, webhook, cancellationToken))
            .WithName("Logistics.RecordCarrierEventsByToken").AllowAnonymous()
            .AddOpenApiOperationTransformer(DescribeBody)
            .WithMetadata(new RequestSizeLimitAttribute(options.MaxRequestBytes))
            .WithSummary("The same, for a carrier whose address ends with a secret of Carriers:{name}:Tokens.");
    }

    static async Task<Results<Accepted<Reply>, ValidationProblem, ProblemHttpResult>> Handle(
        string carrier, string? token, string? trackingNumber, HttpContext context, CarrierWebhook webhook, CancellationToken cancellationToken)
    {
        if (context.User.Identity?.IsAuthenticated == true && token is null && !ScanRules.Carrier.IsMatch(carrier))
            return Problem.Invalid("carrier", "A carrier is 2–40 of a–z, 0–9, _ and -.");
        if (!webhook.MayRead(carrier, context.User))
            return Refused(context.User.Identity?.IsAuthenticated == true && token is null ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        var verdict = webhook.Ask(carrier, token, context.Request, body.GetBuffer().AsSpan(0, (int)body.Length));
        if (verdict.By is not { } by)
            return Refused(verdict.Status);
        if (!ScanRules.Carrier.IsMatch(carrier))
            return Problem.Invalid("carrier", "A carrier is 2–40 of a–z, 0–9, _ and -.");
        // A carrier that has proved to be it may say what it will; somebody who builds is told.
        if (!verdict.IsCarrier && !IsTaken(context.Request.ContentType))
            return TypedResults.Problem("Send JSON, XML or a form, with its content type.", statusCode: StatusCodes.Status415UnsupportedMediaType, title: "Unsupported media type");
        if (body.Length == 0)
            return Problem.Invalid("body", "Is required.");

        var told = await webhook.HearAsync(new(carrier, body.ToArray(), context.Request.ContentType, trackingNumber, by), cancellationToken);
        if (told.Problem is null)
            return TypedResults.Accepted((string?)null, new Reply(told.Results));
        return verdict.IsCarrier
            ? TypedResults.Accepted((string?)null, new Reply([], string.Join(" ", told.Problem.Select(p => $"{p.Key}: {string.Join(" ", p.Value)}"))))
            : Problem.Invalid(new Dictionary<string, string[]>(told.Problem));
    }

    /// <summary>A body of any of these; said here, because what an endpoint accepts the framework refuses of others, before the carrier is known.</summary>
    static Task DescribeBody(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "As the carrier writes it, see GET /api/v1/carriers/mappings; or our plain format.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new(), ["application/xml"] = new(), ["application/x-www-form-urlencoded"] = new() },
        };
        return Task.CompletedTask;
    }

    static bool IsTaken(string? contentType) => Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.Suffix.Value?.ToLowerInvariant() is var suffix
        && (type.MediaType.Value?.ToLowerInvariant() is "application/json" or "text/json" or "application/xml" or "text/xml" or "application/x-www-form-urlencoded" || suffix is "json" or "xml");

    /// <summary>The same words whatever was wrong, and whether or not the carrier is known.</summary>
    static ProblemHttpResult Refused(int status) => status == StatusCodes.Status403Forbidden
        ? Problem.Forbidden("This needs the scope write.")
        : TypedResults.Problem("Send an API key with the scope write, or what the settings of this carrier (Carriers:{name}) ask for.", statusCode: status, title: "Unauthorized");
}
