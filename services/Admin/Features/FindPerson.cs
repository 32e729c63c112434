using System.Security.Claims;
using StatusTracking.Admin.Clients;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary><c>POST /people/searches</c>: how much is held of a person. Not a <c>GET</c>: an address does not belong into the logs of every proxy on the way.</summary>
static class FindPerson
{
    public static void Map(IEndpointRouteBuilder app) => app.MapApi("people").MapPost("/searches", Handle)
        .WithName("Admin.FindPerson")
        .WithSummary("How much is held of a person, by e-mail address or phone number: orders, messages, wishes, failed messages")
        .RequireScope(Scopes.Admin)
        .Validates<PersonAddresses>()
        .Produces<HeldOfPerson>();

    static async Task<IResult> Handle(PersonAddresses person, ClaimsPrincipal user, PersonFile file, CancellationToken cancellation)
    {
        try
        {
            return Results.Ok(await file.Count(person, user, cancellation));
        }
        catch (ServiceException trouble)
        {
            return ExportPerson.Refused(trouble);
        }
    }
}
