using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Admin.Clients;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>How much is held of a person.</summary>
/// <param name="Orders">Orders that name one of the addresses as their customer's or recipient's.</param>
/// <param name="Messages">Messages to the addresses, those that were not sent included.</param>
/// <param name="Wishes">What they said of whether they want messages.</param>
/// <param name="Failures">Messages between the services that failed and name them or one of their orders.</param>
sealed record HeldOfPerson(int Orders, int Messages, int Wishes, int Failures);

/// <summary>Collects what the services hold of a person, as their own routes answer it, and what Admin holds itself.</summary>
sealed class PersonFile(InternalTokens tokens, IHttpMessageHandlerFactory handlers, ServiceAddresses addresses, IDbContextFactory<AdminDb> databases, TimeProvider time)
{
    const int PageSize = 200;
    const int Chunk = 50;

    /// <summary>What an order consists of that operators do something to.</summary>
    static readonly string[] Parts = ["payments", "packages", "messages"];

    /// <summary>How much there is.</summary>
    /// <exception cref="ServiceException">A service refuses or is silent.</exception>
    public async Task<HeldOfPerson> Count(PersonAddresses person, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var services = Services(user);
        var orders = await Orders(services, person, cancellation);
        var messages = 0;
        foreach (var address in person.Normal())
            messages += (await All(services, "Notifications", $"api/v1/notifications?recipient={Uri.EscapeDataString(address)}", cancellation)).Count;
        var wishes = (await Find(services, "Notifications", "addresses", person, cancellation))["wishes"]!.AsArray().Count;
        return new(orders.Count, messages, wishes, (await Failures(orders, person, cancellation)).Count);
    }

    /// <summary>All of it.</summary>
    /// <exception cref="ServiceException">A service refuses or is silent.</exception>
    public async Task<JsonObject> Read(PersonAddresses person, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var services = Services(user);
        var orders = await Orders(services, person, cancellation);
        var (whole, about) = (new JsonArray(), new List<string>());
        foreach (var (id, order) in orders)
        {
            var one = await Whole(services, id, order, cancellation);
            about.Add(id.ToString());
            about.AddRange(Parts.SelectMany(part => one[part]!.AsArray()).Select(item => item!["id"]!.GetValue<string>()));
            whole.Add((JsonNode)one);
        }

        var failures = await Failures(orders, person, cancellation);
        about.AddRange(failures.Select(f => f.Id.ToString()));
        var held = await Find(services, "Notifications", "addresses", person, cancellation);
        return new()
        {
            ["exportedAt"] = time.GetUtcNow().UtcDateTime,
            ["orders"] = whole,
            ["preferences"] = (await Find(services, "Tracking", "preferences", person, cancellation))["items"]!.DeepClone(),
            ["wishes"] = held["wishes"]!.DeepClone(),
            ["deadAddresses"] = held["dead"]!.DeepClone(),
            ["failures"] = Of(failures.Select(f => new JsonObject
            {
                ["id"] = f.Id,
                ["service"] = f.Service,
                ["queue"] = f.Queue,
                ["messageType"] = f.MessageType,
                ["failedAt"] = f.LastFailedAt.UtcDateTime,
                ["reason"] = f.Reason,
                ["body"] = f.Body,
            })),
            ["audit"] = Of(await Audit(about, Words(orders, person), cancellation)),
        };
    }

    ServiceHttp Services(ClaimsPrincipal user) => new(new Reader(user), tokens, handlers, addresses);

    /// <summary>Admin's own clients ask in the name of a page's user, and here is no page. Who may export may read what is exported.</summary>
    sealed class Reader(ClaimsPrincipal user) : ICurrentUser
    {
        public ValueTask<ClaimsPrincipal?> GetAsync() =>
            new(new ClaimsPrincipal(new ClaimsIdentity([.. user.Claims, new Claim(Scopes.ClaimType, Scopes.Read)], user.Identity!.AuthenticationType)));
    }

    static async Task<SortedDictionary<Guid, JsonNode>> Orders(ServiceHttp services, PersonAddresses person, CancellationToken cancellation)
    {
        var orders = new SortedDictionary<Guid, JsonNode>();
        foreach (var address in person.Normal())
        {
            foreach (var order in await All(services, "Orders", $"api/v1/orders?q={Uri.EscapeDataString(address)}", cancellation))
            {
                if (Has(order["customer"], person) || Has(order["recipient"], person))
                    orders[Guid.Parse(order["id"]!.GetValue<string>())] = order;
            }
        }

        return orders;
    }

    static bool Has(JsonNode? named, PersonAddresses person) => person.AreOf(named?["email"]?.GetValue<string>(), named?["phone"]?.GetValue<string>());

    static async Task<JsonObject> Whole(ServiceHttp services, Guid id, JsonNode order, CancellationToken cancellation) => new()
    {
        ["order"] = order,
        ["payments"] = Of(await All(services, "Payments", $"api/v1/payments?orderId={id}", cancellation)),
        ["packages"] = Of(await Each(services, "Logistics", "packages", id, cancellation)),
        ["messages"] = Of(await Each(services, "Notifications", "notifications", id, cancellation)),
        ["timeline"] = Of(await All(services, "Tracking", $"api/v1/orders/{id}/timeline?", cancellation)),
    };

    static JsonArray Of(IEnumerable<JsonNode> items) => new([.. items]);

    /// <summary>Lists leave out what only a single one's route tells.</summary>
    static async Task<IReadOnlyList<JsonNode>> Each(ServiceHttp services, string service, string name, Guid order, CancellationToken cancellation)
    {
        using var http = services.To(service);
        var whole = new List<JsonNode>();
        foreach (var item in await All(services, service, $"api/v1/{name}?orderId={order}", cancellation))
            whole.Add(await http.ReadAsync<JsonNode>(service, $"api/v1/{name}/{item["id"]}", cancellation));
        return whole;
    }

    static async Task<IReadOnlyList<JsonNode>> All(ServiceHttp services, string service, string path, CancellationToken cancellation)
    {
        using var http = services.To(service);
        var (items, after) = (new List<JsonNode>(), "");
        while (true)
        {
            var page = await http.ReadAsync<JsonNode>(service, $"{path}&limit={PageSize}{after}", cancellation);
            items.AddRange(page["items"]!.AsArray().Select(item => item!.DeepClone()));
            if (page["next"]?.GetValue<string>() is not { } next)
                return items;
            after = $"&after={Uri.EscapeDataString(next)}";
        }
    }

    static async Task<JsonNode> Find(ServiceHttp services, string service, string what, PersonAddresses person, CancellationToken cancellation)
    {
        using var http = services.To(service);
        return await http.SendAsync<JsonNode>(service, HttpMethod.Post, $"api/v1/people/{what}", person, cancellation);
    }

    /// <summary>As <c>EraseFromFailures</c> will find them.</summary>
    async Task<List<Failure>> Failures(SortedDictionary<Guid, JsonNode> orders, PersonAddresses person, CancellationToken cancellation)
    {
        var scrubbing = new Scrubbing(orders.Keys, Words(orders, person));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = new List<Failure>();
        for (var last = Guid.Empty; ;)
        {
            var some = await db.Failures.AsNoTracking().Where(f => f.Id.CompareTo(last) > 0).OrderBy(f => f.Id).Take(Chunk).ToListAsync(cancellation);
            found.AddRange(some.Where(failure => !failure.IsErased && EraseFromFailures.Concerns(failure, scrubbing)));
            if (some.Count < Chunk)
                return found;
            last = some[^1].Id;
        }
    }

    static List<string> Words(SortedDictionary<Guid, JsonNode> orders, PersonAddresses person) =>
    [
        .. orders.Values.SelectMany(order => new[] { order["customer"], order["recipient"] }).Where(named => Has(named, person))
            .Select(named => named!["name"]?.GetValue<string>()).OfType<string>().Concat(person.Normal()).Where(word => word.Length >= Scrubbing.ShortestWord).Distinct(),
    ];

    /// <summary>What was done to what is theirs, and what was noted of them.</summary>
    async Task<List<JsonNode>> Audit(List<string> targets, List<string> words, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = new Dictionary<Guid, AuditEntry>();
        foreach (var some in targets.Chunk(PageSize))
        {
            foreach (var entry in await db.Audit.AsNoTracking().Where(e => e.Target != null && some.Contains(e.Target)).ToListAsync(cancellation))
                found[entry.Id] = entry;
        }

        foreach (var word in words)
        {
            var lower = word.ToLowerInvariant();
            foreach (var entry in await db.Audit.AsNoTracking().Where(e => e.Note!.Contains(word) || e.Note.Contains(lower)).ToListAsync(cancellation))
                found[entry.Id] = entry;
        }

        return
        [
            .. found.Values.OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => new JsonObject
            {
                ["at"] = e.At.UtcDateTime,
                ["who"] = e.Who,
                ["action"] = e.Action,
                ["target"] = e.Target,
                ["note"] = e.Note,
            }),
        ];
    }
}
