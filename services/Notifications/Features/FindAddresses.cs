using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>What is held of an address by itself, and not of a message to it.</summary>
/// <param name="Wishes">What its owner said last of whether they want messages there.</param>
/// <param name="Dead">Since when nothing is sent there, since it does not exist.</param>
sealed record AddressesReply(IReadOnlyList<WishReply> Wishes, IReadOnlyList<DeadAddressReply> Dead);

/// <param name="Channel">Such as <c>sms</c>.</param>
/// <param name="Address">Where.</param>
/// <param name="Wanted">Whether they want messages there.</param>
/// <param name="Muted">The kinds of news that they do not want although they want others.</param>
/// <param name="Source">How we know: the word that they sent, the provider's answer, or <c>page</c>.</param>
/// <param name="Since">When they said so.</param>
sealed record WishReply(string Channel, string Address, bool Wanted, IReadOnlyList<string> Muted, string Source, DateTimeOffset Since);

/// <param name="Channel">Such as <c>email</c>.</param>
/// <param name="Address">Which.</param>
/// <param name="Reason">What the provider said.</param>
/// <param name="Since">When it was said last.</param>
sealed record DeadAddressReply(string Channel, string Address, string Reason, DateTimeOffset Since);

/// <summary><c>POST /people/addresses</c>: opt-outs and dead addresses of a person. Not a <c>GET</c>: an address does not belong into the logs of every proxy on the way.</summary>
static class FindAddresses
{
    public static void MapFindAddresses(this IEndpointRouteBuilder people) =>
        people.MapPost("/addresses", Handle).RequireScope(Scopes.Admin).Validates<PersonAddresses>().WithName("Notifications.FindAddresses")
            .WithSummary("Whether a person wants messages, and whether their addresses exist, by e-mail address or phone number");

    static async Task<Ok<AddressesReply>> Handle(PersonAddresses person, NotificationsDb db, CancellationToken cancellationToken)
    {
        var addresses = person.Normal();
        var wishes = await db.OptOuts.AsNoTracking().Where(o => addresses.Contains(o.Address)).OrderBy(o => o.Channel).ThenBy(o => o.Address).ToListAsync(cancellationToken);
        var dead = await db.DeadAddresses.AsNoTracking().Where(d => addresses.Contains(d.Address)).OrderBy(d => d.Channel).ThenBy(d => d.Address).ToListAsync(cancellationToken);
        return TypedResults.Ok(new AddressesReply(
            [.. wishes.Select(w => new WishReply(w.Channel.ToWord(), w.Address, w.Lifted, w.Muted?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [], w.Source, w.Since))],
            [.. dead.Select(d => new DeadAddressReply(d.Channel.ToWord(), d.Address, d.Reason, d.Since))]));
    }
}
