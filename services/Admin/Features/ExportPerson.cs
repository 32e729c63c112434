using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using StatusTracking.Admin.Clients;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>
/// <c>POST /people/exports</c>: all that is held of a person, order by order. Not a <c>GET</c>: an address does not belong into the logs of every proxy on
/// the way. <c>POST /admin/people/export</c> is the same from the page's form, as a file; its fields make the framework ask for the anti-forgery token.
/// </summary>
static class ExportPerson
{
    static readonly JsonSerializerOptions ForPeople = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapApi("people").MapPost("/exports", (PersonAddresses person, ClaimsPrincipal user, PersonFile file, KeepAudit audit, CancellationToken cancellation) =>
                Export(person, user, file, audit, exported => Results.Ok(exported), cancellation))
            .WithName("Admin.ExportPerson")
            .WithSummary("All that is held of a person, by e-mail address or phone number: orders, payments, packages with their scans, messages in their words, timelines, wishes, failed messages, the audit log")
            .RequireScope(Scopes.Admin)
            .Validates<PersonAddresses>();
        app.MapPost("/admin/people/export", Download).RequireScope(Scopes.Admin).ExcludeFromDescription();
    }

    static async Task<IResult> Download(
        [FromForm] string? email, [FromForm] string? phone, ClaimsPrincipal user, PersonFile file, KeepAudit audit, IValidator<PersonAddresses> validator, CancellationToken cancellation)
    {
        var person = new PersonAddresses { Email = Given(email), Phone = Given(phone) };
        return validator.Validate(person) is { IsValid: false } wrong
            ? Problem.Invalid(Validation.Errors(wrong))
            : await Export(person, user, file, audit, exported => Results.File(JsonSerializer.SerializeToUtf8Bytes(exported, ForPeople), "application/json", "person.json"), cancellation);
    }

    static string? Given(string? field) => string.IsNullOrWhiteSpace(field) ? null : field;

    static async Task<IResult> Export(PersonAddresses person, ClaimsPrincipal user, PersonFile file, KeepAudit audit, Func<JsonObject, IResult> reply, CancellationToken cancellation)
    {
        try
        {
            var exported = await file.Read(person, user, cancellation);
            await audit.AddAsync(user.Name(), "person_exported", note: $"{exported["orders"]!.AsArray().Count} orders", cancellation: cancellation);
            return reply(exported);
        }
        catch (ServiceException trouble)
        {
            return Refused(trouble);
        }
    }

    /// <summary>What a service refused, or that it is silent, as an answer of this one.</summary>
    public static IResult Refused(ServiceException trouble) => Results.Problem(trouble.Detail, statusCode: (int?)trouble.Status ?? StatusCodes.Status503ServiceUnavailable, title: trouble.Title);
}
