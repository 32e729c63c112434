using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace StatusTracking.ServiceDefaults;

/// <summary>Problem details (RFC 9457) with a sentence that tells the reader what to do.</summary>
public static class Problem
{
    /// <summary>404.</summary>
    public static NotFound<ProblemDetails> NotFound(string detail) => TypedResults.NotFound(Details(StatusCodes.Status404NotFound, "Not found", detail));

    /// <summary>409.</summary>
    public static Conflict<ProblemDetails> Conflict(string detail) => TypedResults.Conflict(Details(StatusCodes.Status409Conflict, "Conflict", detail));

    /// <summary>422.</summary>
    public static UnprocessableEntity<ProblemDetails> Unprocessable(string detail) =>
        TypedResults.UnprocessableEntity(Details(StatusCodes.Status422UnprocessableEntity, "Unprocessable", detail));

    /// <summary>400, naming one field by its JSON path.</summary>
    public static ValidationProblem Invalid(string field, string message) => Invalid(new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>400, naming the fields by their JSON paths.</summary>
    public static ValidationProblem Invalid(IDictionary<string, string[]> errors) =>
        TypedResults.ValidationProblem(errors, "Correct the fields named in errors and send it again. Nothing was saved.", title: "Invalid request");

    /// <summary>403.</summary>
    public static ProblemHttpResult Forbidden(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: "Forbidden");

    /// <summary>429.</summary>
    public static ProblemHttpResult TooMany(int seconds) =>
        TypedResults.Problem($"Wait {seconds} s, then go on more slowly.", statusCode: StatusCodes.Status429TooManyRequests, title: "Too many requests");

    /// <summary>The framework sends the value of a 404, 409 or 422 as plain JSON; a problem has a media type of its own (RFC 9457).</summary>
    internal static object? AsProblem(object? result)
    {
        var inner = result;
        while (inner is INestedHttpResult nested)
            inner = nested.Result;
        return inner is not (ProblemHttpResult or ValidationProblem) && inner is IValueHttpResult { Value: ProblemDetails details } ? TypedResults.Problem(details) : result;
    }

    static ProblemDetails Details(int status, string title, string detail) =>
        new() { Status = status, Title = title, Detail = detail, Type = $"https://www.rfc-editor.org/rfc/rfc9110#section-15.5.{status - 399}" };
}
