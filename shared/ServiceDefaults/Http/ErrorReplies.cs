using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>Turns what goes wrong into problem details: bad input into 400 with its field, a lost race into 409, a database that is away into 503 with <c>Retry-After</c>, the rest into a 500 that tells nothing secret.</summary>
sealed partial class ErrorReplies(ILogger<ErrorReplies> logger) : IExceptionHandler
{
    /// <summary>Seconds: a database server that starts again is back within a few.</summary>
    const string AwayFor = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Problem.AsProblem(Reply(httpContext, exception)) is IResult reply)
            await reply.ExecuteAsync(httpContext);
        return true;
    }

    IResult? Reply(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return TypedResults.Problem("The body is larger than this endpoint takes. Send less at once.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "Too large");
            case BadHttpRequestException { InnerException: JsonException json }:
                return Problem.Invalid(JsonErrors.Of(json));
            case BadHttpRequestException bad when bad.StatusCode == StatusCodes.Status400BadRequest:
                return ParameterError(bad.Message);
            case BadHttpRequestException bad:
                return TypedResults.Problem(bad.Message, statusCode: bad.StatusCode);
            case DbUpdateConcurrencyException:
                return Problem.Conflict("Somebody else changed it at the same moment. Read it again and repeat the request.");
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return null;
            case var away when ServiceDb.IsAway(away):
                // Once a request, and without a stack: what is wrong is not in the code.
                logger.LogWarning("{Method} {Path} found no database: {Reason}", context.Request.Method, context.Request.Path, away.GetBaseException().Message);
                context.Response.Headers.RetryAfter = AwayFor;
                return TypedResults.Problem(
                    $"The database cannot be reached. Nothing is half done. Repeat the request in {AwayFor} s, with the same Idempotency-Key if it had one: then it is done once, however far this one came.",
                    statusCode: StatusCodes.Status503ServiceUnavailable, title: "Try again soon");
            default:
                logger.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
                return TypedResults.Problem("Something failed on our side and was logged. Repeat the request with the same Idempotency-Key.", statusCode: StatusCodes.Status500InternalServerError);
        }
    }

    /// <summary>
    /// The framework says: Failed to bind parameter "int? limit" from "abc". Or: Required parameter "string q" was not provided from query
    /// string. Of a body it tells the names of our types.
    /// </summary>
    static ValidationProblem ParameterError(string message)
    {
        if (message.Contains("no body was provided", StringComparison.Ordinal) || message.EndsWith("was not provided from body.", StringComparison.Ordinal))
            return Problem.Invalid("body", JsonErrors.Required);
        return Parameter().Match(message) is { Success: true } match
            ? Problem.Invalid(match.Groups[1].Value, message.StartsWith("Required", StringComparison.Ordinal) ? JsonErrors.Required : JsonErrors.WrongForm)
            : Problem.Invalid("body", message);
    }

    [GeneratedRegex("parameter \"\\S+ (\\w+)\"")]
    private static partial Regex Parameter();
}
