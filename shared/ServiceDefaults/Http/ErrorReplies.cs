using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace StatusTracking.ServiceDefaults;

/// <summary>Turns what goes wrong into problem details: bad input into 400 with its field, a lost race into 409, the rest into a 500 that tells nothing secret.</summary>
sealed partial class ErrorReplies(ILogger<ErrorReplies> logger) : IExceptionHandler
{
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
                return Problem.Invalid(JsonErrors(json));
            case BadHttpRequestException bad when bad.StatusCode == StatusCodes.Status400BadRequest:
                return ParameterError(bad.Message);
            case BadHttpRequestException bad:
                return TypedResults.Problem(bad.Message, statusCode: bad.StatusCode);
            case DbUpdateConcurrencyException:
                return Problem.Conflict("Somebody else changed it at the same moment. Read it again and repeat the request.");
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                return null;
            default:
                logger.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
                return TypedResults.Problem("Something failed on our side and was logged. Repeat the request with the same Idempotency-Key.", statusCode: StatusCodes.Status500InternalServerError);
        }
    }

    static Dictionary<string, string[]> JsonErrors(JsonException json)
    {
        // Thrown while reading on, the path is only how far it got: no field is to blame.
        if (json.InnerException is JsonException)
            return new() { ["body"] = ["Is not valid JSON."] };
        // "… missing required properties including: 'a', 'b'." and "The JSON property 'x' could not be mapped …" name their fields only in the text.
        var parent = Field(json.Path);
        if (json.Message.StartsWith("JSON deserialization for type", StringComparison.Ordinal) && json.Message.IndexOf(Missing, StringComparison.Ordinal) is >= 0 and var list)
            return QuotedName().Matches(json.Message[list..]).Select(m => Join(parent, m.Groups[1].Value)).Distinct().ToDictionary(field => field, _ => Required);
        if (UnknownProperty().Match(json.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups[1].Value;
            // A name that is no word stands in the path as ['the name'].
            if (parent.EndsWith($"['{name}']", StringComparison.Ordinal))
                parent = parent[..^(name.Length + "['']".Length)];
            var field = parent == name || parent.EndsWith("." + name, StringComparison.Ordinal) ? parent : Join(parent, name);
            return new() { [field] = ["Is not a field of this request."] };
        }

        return new() { [parent.Length > 0 ? parent : "body"] = [json.Path is { Length: > 1 } ? WrongForm : "Is not valid JSON."] };
    }

    const string Missing = "missing required properties including";
    const string WrongForm = "Has the wrong type or form.";
    static readonly string[] Required = ["Is required."];

    static string Field(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    /// <summary>
    /// The framework says: Failed to bind parameter "int? limit" from "abc". Or: Required parameter "string q" was not provided from query
    /// string. Of a body it tells the names of our types.
    /// </summary>
    static ValidationProblem ParameterError(string message)
    {
        if (message.Contains("no body was provided", StringComparison.Ordinal) || message.EndsWith("was not provided from body.", StringComparison.Ordinal))
            return Problem.Invalid("body", Required[0]);
        return Parameter().Match(message) is { Success: true } match
            ? Problem.Invalid(match.Groups[1].Value, message.StartsWith("Required", StringComparison.Ordinal) ? Required[0] : WrongForm)
            : Problem.Invalid("body", message);
    }

    [GeneratedRegex("^The JSON property '(.+)' could not be mapped to any .NET member", RegexOptions.Singleline)]
    private static partial Regex UnknownProperty();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedName();

    [GeneratedRegex("parameter \"\\S+ (\\w+)\"")]
    private static partial Regex Parameter();
}
