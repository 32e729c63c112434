using System.Security.Claims;
using FluentValidation;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders.Features;

/// <summary>Whom to erase: everyone whom an order names that has this address as its customer's or recipient's.</summary>
sealed record ErasePersonRequest
{
    /// <summary>Capitals do not count. This or <see cref="Phone"/>, or both: either one is enough to find an order.</summary>
    public string? Email { get; init; }

    /// <summary>With its country code, such as +4915112345678.</summary>
    public string? Phone { get; init; }

    /// <summary>Why, for people; kept. Do not name the person here. At most 500 characters.</summary>
    public string? Reason { get; init; }
}

sealed class ErasePersonValidator : AbstractValidator<ErasePersonRequest>
{
    public ErasePersonValidator()
    {
        RuleFor(r => r.Email).EmailAddress();
        RuleFor(r => r.Email).NotNull().When(r => r.Phone is null).WithMessage("is missing: give email, phone or both");
        RuleFor(r => r.Phone).Phone();
        RuleFor(r => r.Reason).NotNull().WithMessage("is missing").Text(500);
        RuleFor(r => r.Reason)
            .Must((request, reason) => reason is null || !new[] { request.Email, request.Phone }.Any(a => !string.IsNullOrWhiteSpace(a) && reason.Contains(a.Trim(), StringComparison.OrdinalIgnoreCase)))
            .WithMessage("must not hold the address: the reason is kept");
    }
}

/// <summary>How far an erasure has come.</summary>
sealed record PersonErasureReply
{
    public required Guid Id { get; init; }

    /// <summary>How many orders named the person.</summary>
    public required int Orders { get; init; }

    public required string Reason { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When every service had looked a second time; null before.</summary>
    public required DateTimeOffset? CompletedAt { get; init; }

    public required IReadOnlyList<ErasedService> Services { get; init; }

    public static PersonErasureReply Of(PersonErasure erasure) => new()
    {
        Id = erasure.Id,
        Orders = erasure.Orders,
        Reason = erasure.Reason,
        RequestedBy = erasure.RequestedBy,
        RequestedAt = erasure.RequestedAt,
        CompletedAt = erasure.CompletedAt,
        Services = erasure.Services,
    };
}

/// <summary>Erases a person here at once, and has every other service do the same.</summary>
static class ErasePersonEverywhere
{
    public static void Map(IEndpointRouteBuilder people)
    {
        people.MapPost("/erasures", Handle)
            .WithName("Orders.ErasePerson")
            .WithSummary("Erase a person from every order that names their e-mail address or phone number, in every service, and from all that waits")
            .RequireScope(Scopes.Admin)
            .Validates<ErasePersonRequest>()
            .Idempotent<OrdersDb>();
        people.MapGet("/erasures", List)
            .WithName("Orders.ListErasures")
            .WithSummary("Erasures, the newest first, and how far each has come")
            .RequireScope(Scopes.Admin);
        people.MapGet("/erasures/{id:guid}", Get)
            .WithName("Orders.GetErasure")
            .WithSummary("How far an erasure has come in each service")
            .RequireScope(Scopes.Admin);
    }

    static Task<Accepted<PersonErasureReply>> Handle(
        ErasePersonRequest request, ClaimsPrincipal user, OrdersDb db, Erasure<OrdersDb> erasure, Outbox<OrdersDb> outbox, IOptions<OrdersOptions> options,
        TimeProvider time, CancellationToken cancel) =>
        db.InTransaction(async () =>
        {
            var email = request.Email is { } address ? Addresses.Normal(address) : null;
            var phone = request.Phone is { } number ? FieldRules.ToE164(number) : null;
            var orders = await Find(db, email, phone, cancel);
            var now = time.GetUtcNow();
            var words = Words(orders, email, phone);
            // Whoever writes why may have named them: it is kept.
            var reason = Scrubbing.Without(request.Reason!, words);
            var erased = new PersonErasure(Guid.CreateVersion7(now), reason, user.Identity?.Name ?? user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "", orders.Count, now);
            var command = new ErasePerson
            {
                ErasureId = erased.Id,
                OrderIds = [.. orders.Select(o => o.Id)],
                Email = email,
                Phone = phone,
                Words = words,
                RequestedBy = erased.RequestedBy,
                Reason = reason,
            };
            var rows = await erasure.Erase(command, cancel);
            erased.Hear(new PersonErased { ErasureId = erased.Id, Service = db.Schema, Rows = rows, Again = false, At = now });
            db.Erasures.Add(erased);

            var again = command with { Again = true, Email = null, Phone = null, Words = [], RequestedBy = null, Reason = null };
            foreach (var service in PersonErasure.EveryService)
            {
                if (service != db.Schema)
                    await outbox.Send(Erasures.QueueOf(service), command, cancellationToken: cancel);
                await outbox.Send(Erasures.QueueOf(service), again, now + options.Value.EraseAgainAfter, cancel);
            }

            await db.SaveChangesAsync(cancel);
            return TypedResults.Accepted($"/api/v1/people/erasures/{erased.Id}", PersonErasureReply.Of(erased));
        }, cancel);

    static async Task<Results<Ok<PersonErasureReply>, NotFound<ProblemDetails>>> Get(Guid id, OrdersDb db, CancellationToken cancel) =>
        await db.Erasures.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancel) is { } erasure
            ? TypedResults.Ok(PersonErasureReply.Of(erasure))
            : Problem.NotFound($"There is no erasure {id}.");

    sealed record Key(DateTimeOffset RequestedAt, Guid Id);

    static async Task<Results<Ok<Page<PersonErasureReply>>, ValidationProblem>> List(OrdersDb db, int? limit, string? after, CancellationToken cancel)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        Key? last = null;
        if (!string.IsNullOrEmpty(after) && !Cursor.TryDecode(after, out last))
            return Problem.Invalid("after", "Give the next of the page before.");
        var erasures = db.Erasures.AsNoTracking();
        if (last is { RequestedAt: var at, Id: var id })
            erasures = erasures.Where(e => e.RequestedAt < at || (e.RequestedAt == at && e.Id.CompareTo(id) < 0));
        var size = limit ?? Paging.DefaultLimit;
        var rows = await erasures.OrderByDescending(e => e.RequestedAt).ThenByDescending(e => e.Id).Take(size + 1).ToListAsync(cancel);
        return TypedResults.Ok(rows.ToPage(size, e => new Key(e.RequestedAt, e.Id), PersonErasureReply.Of));
    }

    /// <summary>The orders that have one of the addresses as their customer's or recipient's, locked.</summary>
    static async Task<List<Order>> Find(OrdersDb db, string? email, string? phone, CancellationToken cancel)
    {
        List<string> terms = [.. new[] { email, phone }.OfType<string>().Select(SearchTerms.Plain)];
        var ids = await db.Set<SearchTerm>().Where(t => terms.Contains(t.Term)).Select(t => t.SubjectId).Distinct().OrderBy(id => id).ToListAsync(cancel);
        var orders = new List<Order>(ids.Count);
        foreach (var id in ids)
        {
            if (await db.FindForUpdate<Order>(id, cancel) is { } order && (Has(order.Customer, email, phone) || Has(order.Recipient, email, phone)))
                orders.Add(order);
        }

        return orders;
    }

    static bool Has(Person? person, string? email, string? phone) =>
        (email is not null && person?.Email is { } theirs && Addresses.Normal(theirs) == email) || (phone is not null && person?.Phone == phone);

    static List<string> Words(IEnumerable<Order> orders, string? email, string? phone)
    {
        IEnumerable<string?> all = [email, phone, .. orders.SelectMany(o => new[] { o.Customer, o.Recipient }.OfType<Person>().SelectMany(p => new[] { p.Email, p.Phone, p.Name })
            .Concat([o.ShippingAddress.Line1, o.ShippingAddress.Line2]))];
        return [.. all.OfType<string>().Select(w => w.Trim()).Where(w => w.Length >= Scrubbing.ShortestWord).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(w => w.Length)];
    }
}

/// <summary>Takes in what a service has erased.</summary>
sealed class RecordErasureConsumer(OrdersDb db) : IConsumer<PersonErased>
{
    public async Task Consume(ConsumeContext<PersonErased> context)
    {
        if (await db.FindForUpdate<PersonErasure>(context.Message.ErasureId, context.CancellationToken) is not { } erasure)
            return;
        erasure.Hear(context.Message);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}

/// <summary>Forgets the people of orders.</summary>
sealed class EraseFromOrders : IErases<OrdersDb>
{
    public async Task<int> Erase(OrdersDb db, ErasePerson person, CancellationToken cancellationToken)
    {
        var rows = 0;
        foreach (var id in person.OrderIds.Order())
        {
            if (await db.FindForUpdate<Order>(id, cancellationToken) is { } order && order.Customer != Erasures.Nobody)
            {
                order.Erase(person.Words);
                rows++;
            }
        }

        return rows;
    }
}
