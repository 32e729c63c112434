using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;
using StatusTracking.ServiceDefaults;
using StatusTracking.ServiceDefaults.Webhooks;

namespace StatusTracking.Payments.Features;

/// <summary>What the gateway tells by callback.</summary>
sealed record GatewayEventRequest
{
    /// <summary>The gateway's id of this event: told again, it changes nothing.</summary>
    public required string EventId { get; init; }

    /// <summary>Which payment.</summary>
    public required Guid PaymentId { get; init; }

    /// <summary>Where the gateway says that it stands: the word of a <see cref="PaymentStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>What was captured or given back by this; null = the whole payment.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The gateway's id of the refund that this tells of. Where it gives none, each refund of ours takes one event of its amount for its own.</summary>
    public string? RefundId { get; init; }

    /// <summary>When it happened at the gateway.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The gateway's words.</summary>
    public string? Reason { get; init; }
}

/// <summary>What became of a callback: <c>accepted</c>, or <c>duplicate</c> where the event was heard before.</summary>
sealed record GatewayEventReply(string Result);

sealed class GatewayEventValidator : AbstractValidator<GatewayEventRequest>
{
    static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public GatewayEventValidator(TimeProvider time)
    {
        RuleFor(r => r.EventId).NotEmpty().MaximumLength(200).Must(t => t?.Any(char.IsControl) != true).WithMessage("Must not hold control characters.");
        RuleFor(r => r.Status).Must(s => Word.Parse<PaymentStatus>(s) is not (null or PaymentStatus.Pending))
            .WithMessage($"Must be one of {string.Join(", ", Word.All<PaymentStatus>().Skip(1))}.");
        RuleFor(r => r.Amount).GreaterThan(0).LessThanOrEqualTo(100_000_000_000m);
        RuleFor(r => r.Amount).NotNull().When(r => r.Status == PaymentStatus.PartiallyRefunded.ToWord()).WithMessage("Must say how much of it was given back.");
        RuleFor(r => r.RefundId).MaximumLength(200).Must(t => t is not "" && t?.Any(char.IsControl) != true).WithMessage("Must not be empty, or hold control characters.");
        RuleFor(r => r.OccurredAt).Must(at => at >= Earliest && at <= time.GetUtcNow().AddHours(24))
            .WithMessage("Must be after 2000 and at most 24 hours ahead.");
        RuleFor(r => r.Reason).MaximumLength(500).Must(t => t is null || !t.Contains('\0')).WithMessage("Must not hold a null character.");
    }
}

/// <summary><c>POST /payments/events</c>: the gateway's callback, signed after Standard Webhooks. 2xx only after the commit.</summary>
static class HearGateway
{
    static readonly JsonSerializerOptions Tolerant = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };

    public static void Map(RouteGroupBuilder payments) => payments.MapPost("/events", Handle)
        .WithName("Payments.HearGateway")
        .WithSummary("The gateway's callback, signed after Standard Webhooks with Payments:WebhookSecret.")
        .Accepts<GatewayEventRequest>("application/json")
        .AllowAnonymous();

    static async Task<Results<Ok<GatewayEventReply>, ProblemHttpResult, ValidationProblem, NotFound<ProblemDetails>>> Handle(
        HttpRequest request, PaymentsDb db, Till till, TimeProvider time, IValidator<GatewayEventRequest> validator,
        IOptions<PaymentsOptions> options, CancellationToken cancellation)
    {
        using MemoryStream raw = new();
        await request.Body.CopyToAsync(raw, cancellation);
        var body = raw.GetBuffer().AsMemory(0, (int)raw.Length);
        if (Refusal(request.Headers, body.Span, options.Value.WebhookSecret, time.GetUtcNow()) is { } refusal)
            return TypedResults.Problem(refusal, statusCode: StatusCodes.Status401Unauthorized, title: "Unauthorized");

        var told = Read(body.Span);
        var invalid = await validator.ValidateAsync(told, cancellation);
        if (!invalid.IsValid)
            return Problem.Invalid(Validation.Errors(invalid));
        return await db.InTransaction(() => ApplyAsync(told, db, till, time, cancellation), cancellation) is { } result
            ? TypedResults.Ok(new GatewayEventReply(result))
            : Problem.NotFound("There is no such payment.");
    }

    /// <summary>Applies an event once; null where there is no such payment.</summary>
    public static async Task<string?> ApplyAsync(GatewayEventRequest told, PaymentsDb db, Till till, TimeProvider time, CancellationToken cancellation)
    {
        if (await till.OpenForAsync(told.PaymentId, cancellation) is not var (account, payment))
            return null;
        // Under the account's lock: the same event at the same moment waits here, and then finds the row.
        if (await db.GatewayEvents.AnyAsync(e => e.PaymentId == told.PaymentId && e.EventId == told.EventId, cancellation))
            return "duplicate";
        var occasion = Occasion.Heard(told.OccurredAt.ToUniversalTime(), time);
        db.GatewayEvents.Add(new(told.PaymentId, told.EventId, told.Status, occasion.OccurredAt, occasion.RecordedAt));
        account.Hear(payment, new(Word.Parse<PaymentStatus>(told.Status)!.Value, told.Amount, told.Reason, occasion.OccurredAt, RefundId: told.RefundId), occasion);
        await till.SaveAsync(cancellation);
        return "accepted";
    }

    static string? Refusal(IHeaderDictionary headers, ReadOnlySpan<byte> body, string? secrets, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(secrets))
            return "Payments:WebhookSecret is not set: no callback can be believed.";
        return StandardWebhooks.WithSecrets(secrets).Verify(
            headers[StandardWebhooks.IdHeader], headers[StandardWebhooks.TimestampHeader], headers[StandardWebhooks.SignatureHeader], body, now) switch
        {
            WebhookVerdict.Genuine => null,
            WebhookVerdict.Incomplete => "The headers webhook-id, webhook-timestamp and webhook-signature are needed.",
            WebhookVerdict.Stale => "webhook-timestamp is more than five minutes from now.",
            _ => "webhook-signature does not match the body.",
        };
    }

    /// <summary>What makes no sense is answered as it is everywhere; a field that we do not know is the gateway's own affair.</summary>
    static GatewayEventRequest Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<GatewayEventRequest>(body, Tolerant) ?? throw new JsonException("null is no event.");
        }
        catch (JsonException wrong)
        {
            throw new BadHttpRequestException("The body is not an event.", wrong);
        }
    }
}
