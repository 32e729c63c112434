using System.Security.Claims;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentValidation;
using StatusTracking.Admin.Clients;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Whose data: everyone whom an order names that has this address as its customer's or recipient's.</summary>
sealed record ExportPersonRequest
{
    /// <summary>Capitals do not count. This or <see cref="Phone"/>, or both: either one is enough to find an order.</summary>
    public string? Email { get; init; }

    /// <summary>E.164, such as +4915112345678.</summary>
    public string? Phone { get; init; }
}

sealed partial class ExportPersonValidator : AbstractValidator<ExportPersonRequest>
{
    public ExportPersonValidator()
    {
        RuleFor(r => r.Email).NotNull().When(r => r.Phone is null).WithMessage("is missing: give email, phone or both");
        RuleFor(r => r.Email).Must(email => email is null || (email.Length <= 254 && !email.Any(char.IsControl) && email.Trim().IndexOf('@') is > 0)).WithMessage("must be an e-mail address");
        RuleFor(r => r.Phone).Must(phone => phone is null || Number().IsMatch(phone)).WithMessage("must be a phone number with its country code and without spaces, such as +4915112345678");
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{5,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}

/// <summary>
/// <c>POST /people/exports</c>: all that the services hold of a person, order by order, as their own routes answer it. Not a <c>GET</c>: an address does not
/// belong into the logs of every proxy on the way.
/// </summary>
static class ExportPerson
{
    const int PageSize = 200;

    public static void Map(IEndpointRouteBuilder app) => app.MapApi("people").MapPost("/exports", Handle)
        .WithName("Admin.ExportPerson")
        .WithSummary("All that is held of a person, by e-mail address or phone number: orders, payments, packages with their scans, messages in their words, timelines")
        .RequireScope(Scopes.Admin)
        .Validates<ExportPersonRequest>();

    static async Task<IResult> Handle(
        ExportPersonRequest request, ClaimsPrincipal user, InternalTokens tokens, IHttpMessageHandlerFactory handlers, ServiceAddresses addresses, KeepAudit audit, TimeProvider time,
        CancellationToken cancellation)
    {
        var services = new ServiceHttp(new Reader(user), tokens, handlers, addresses);
        try
        {
            var orders = new SortedDictionary<Guid, JsonNode>();
            foreach (var address in new[] { request.Email?.Trim(), request.Phone }.OfType<string>())
            {
                foreach (var order in await All(services, "Orders", $"api/v1/orders?q={Uri.EscapeDataString(address)}", cancellation))
                {
                    if (Has(order["customer"], request) || Has(order["recipient"], request))
                        orders[Guid.Parse(order["id"]!.GetValue<string>())] = order;
                }
            }

            var exported = new JsonArray();
            foreach (var (id, order) in orders)
                exported.Add((JsonNode)await Whole(services, id, order, cancellation));
            await audit.AddAsync(user.Name(), "person_exported", note: $"{orders.Count} orders", cancellation: cancellation);
            return Results.Ok(new JsonObject { ["exportedAt"] = time.GetUtcNow().UtcDateTime, ["orders"] = exported });
        }
        catch (ServiceException trouble)
        {
            return Results.Problem(trouble.Detail, statusCode: (int?)trouble.Status ?? StatusCodes.Status503ServiceUnavailable, title: trouble.Title);
        }
    }

    /// <summary>Admin's own clients ask in the name of a page's user, and here is no page. Who may export may read what is exported.</summary>
    sealed class Reader(ClaimsPrincipal user) : ICurrentUser
    {
        public ValueTask<ClaimsPrincipal?> GetAsync() =>
            new(new ClaimsPrincipal(new ClaimsIdentity([.. user.Claims, new Claim(Scopes.ClaimType, Scopes.Read)], user.Identity!.AuthenticationType)));
    }

    static async Task<JsonObject> Whole(ServiceHttp services, Guid id, JsonNode order, CancellationToken cancellation) => new()
    {
        ["order"] = order,
        ["payments"] = Of(await All(services, "Payments", $"api/v1/payments?orderId={id}", cancellation)),
        ["packages"] = Of(await Each(services, "Logistics", "packages", id, cancellation)),
        ["messages"] = Of(await Each(services, "Notifications", "notifications", id, cancellation)),
        ["timeline"] = Of(await All(services, "Tracking", $"api/v1/orders/{id}/timeline?", cancellation)),
    };

    static JsonArray Of(IReadOnlyList<JsonNode> items) => new([.. items]);

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

    static bool Has(JsonNode? person, ExportPersonRequest request) =>
        (request.Email is { } email && person?["email"]?.GetValue<string>() is { } theirs && Addresses.Normal(theirs) == Addresses.Normal(email))
        || (request.Phone is { } phone && person?["phone"]?.GetValue<string>() == phone);
}
