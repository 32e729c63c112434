using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>The webhook of a carrier.</summary>
/// <param name="Carrier">The name that its address has: <c>/api/v1/carriers/{name}/events</c>.</param>
/// <param name="Mappings">The files that read its own formats; empty where only our plain format and CloudEvents are read.</param>
/// <param name="Verification">Which proofs its settings ask for: signature, token, address; empty where an API key is needed.</param>
/// <param name="LastMessageAt">When it posted something that it had not posted before; null where nothing is kept of it.</param>
/// <param name="LastOutcome">What became of that.</param>
/// <param name="NotUnderstood">How many of its kept messages no mapping understood.</param>
/// <param name="UnknownCodes">How many of its codes have no meaning.</param>
sealed record WebhookReply(
    string Carrier, IReadOnlyList<string> Mappings, IReadOnlyList<string> Verification, DateTimeOffset? LastMessageAt, MessageOutcome? LastOutcome, int NotUnderstood, int UnknownCodes);

/// <summary><c>GET /carriers/webhooks</c>: every carrier that has a mapping, is set up, or has posted something, by name.</summary>
static class ListWebhooks
{
    /// <summary>A shop has a dozen; this is a guard.</summary>
    const int Most = 500;

    public static void MapListWebhooks(this RouteGroupBuilder carriers) =>
        carriers.MapGet("/webhooks", Handle).WithName("Logistics.ListWebhooks").RequireScope(Scopes.Read)
            .WithSummary("The webhooks of carriers: how each is verified, when it posted last, and what of it was not understood.");

    static async Task<Ok<Page<WebhookReply>>> Handle(LogisticsDb db, CarrierMappings mappings, IOptions<CarriersOptions> settings, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, (DateTimeOffset At, MessageOutcome Outcome)>(StringComparer.Ordinal);
        // From one carrier to the next by the index, and not over all of their messages.
        for (var carrier = await After(""); carrier is not null && newest.Count < Most; carrier = await After(carrier))
        {
            var last = await db.CarrierMessages.Where(m => m.Carrier == carrier).OrderByDescending(m => m.ReceivedAt).ThenByDescending(m => m.Id)
                .Select(m => new { m.ReceivedAt, m.Outcome }).FirstOrDefaultAsync(cancellationToken);
            if (last is not null)
                newest[carrier] = (last.ReceivedAt, last.Outcome);
        }

        var notUnderstood = await db.CarrierMessages.Where(m => m.Outcome == MessageOutcome.NotUnderstood).GroupBy(m => m.Carrier)
            .Select(g => new { Carrier = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Carrier, g => g.Count, cancellationToken);
        var unknown = await db.Scans.Where(s => s.RawStatus != null && s.Status == PackageStatus.Unknown && s.Source.StartsWith(ListUnknownCodes.SourcePrefix)).GroupBy(s => s.Source)
            .Select(g => new { Source = g.Key, Codes = g.Select(s => s.RawStatus).Distinct().Count() }).ToDictionaryAsync(g => g.Source[ListUnknownCodes.SourcePrefix.Length..], g => g.Codes, cancellationToken);

        string[] names = [.. mappings.All.Select(m => m.Carrier), .. settings.Value.ByName.Keys, .. newest.Keys, .. unknown.Keys];
        return TypedResults.Ok(new Page<WebhookReply>([.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new WebhookReply(
            name, [.. mappings.All.Where(m => m.Carriers.Contains(name)).Select(TryMapping.FileOf)], settings.Value.ByName.GetValueOrDefault(name)?.Proofs ?? [],
            newest.TryGetValue(name, out var message) ? message.At : null, newest.TryGetValue(name, out message) ? message.Outcome : null,
            notUnderstood.GetValueOrDefault(name), unknown.GetValueOrDefault(name)))], Next: null));

        Task<string?> After(string carrier) => db.CarrierMessages.Where(m => m.Carrier.CompareTo(carrier) > 0).MinAsync(m => (string?)m.Carrier, cancellationToken);
    }
}
