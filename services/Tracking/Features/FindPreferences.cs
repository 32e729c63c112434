using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;
using StatusTracking.Tracking.Data;

namespace StatusTracking.Tracking.Features;

/// <summary>What somebody chose on the page of a delivery.</summary>
/// <param name="Channel">Such as <c>email</c>.</param>
/// <param name="Address">Where.</param>
/// <param name="Wanted">Whether they want messages there.</param>
/// <param name="Muted">The kinds of news that they do not want although they want others.</param>
/// <param name="Answered">They answered STOP.</param>
/// <param name="At">When they said so.</param>
sealed record PreferenceReply(string Channel, string Address, bool Wanted, IReadOnlyList<string> Muted, bool Answered, DateTimeOffset At);

/// <summary><c>POST /people/preferences</c>: what a person chose. Not a <c>GET</c>: an address does not belong into the logs of every proxy on the way.</summary>
static class FindPreferences
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapApi("people").MapPost("/preferences", Handle).RequireScope(Scopes.Admin).Validates<PersonAddresses>().WithName("Tracking.FindPreferences")
            .WithSummary("Which messages a person chose on the page of a delivery, by e-mail address or phone number");

    static async Task<Ok<Page<PreferenceReply>>> Handle(PersonAddresses person, TrackingDb db, CancellationToken cancellationToken)
    {
        var addresses = person.Normal();
        var chosen = await db.Preferences.AsNoTracking().Where(p => addresses.Contains(p.Address)).OrderBy(p => p.Channel).ThenBy(p => p.Address).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<PreferenceReply>(
            [.. chosen.Select(p => new PreferenceReply(p.Channel.ToWord(), p.Address, p.Wanted, p.Muted?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [], p.Answered, p.At))], Next: null));
    }
}
