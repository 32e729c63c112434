using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace StatusTracking.ServiceDefaults;

/// <summary>Validation of bodies by FluentValidation, answered as a problem with the fields' JSON paths.</summary>
public static class Validation
{
    /// <summary>Validates the argument of type <typeparamref name="T"/> before the handler runs: 400 with all its errors.</summary>
    public static RouteHandlerBuilder Validates<T>(this RouteHandlerBuilder builder) where T : class =>
        builder.AddEndpointFilter(async (context, next) =>
        {
            if (context.Arguments.OfType<T>().FirstOrDefault() is not { } body)
                return await next(context);
            var result = await context.HttpContext.RequestServices.GetRequiredService<IValidator<T>>().ValidateAsync(body, context.HttpContext.RequestAborted);
            return result.IsValid ? await next(context) : Problem.Invalid(Errors(result));
        }).ProducesValidationProblem();

    /// <summary>The errors by JSON path: <c>lines[0].unitPrice</c>.</summary>
    public static IDictionary<string, string[]> Errors(FluentValidation.Results.ValidationResult result) =>
        result.Errors.GroupBy(e => JsonPath(e.PropertyName)).ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage).Distinct().ToArray());

    /// <summary>A path of properties in the names of JSON.</summary>
    public static string JsonPath(string propertyPath) => string.Join('.', propertyPath.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
