using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>A key to be made.</summary>
sealed record MakeApiKeyRequest
{
    /// <summary>What it is for; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do: one or more of the scopes.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>After this it opens nothing; null = never. In the future.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

sealed class MakeApiKeyValidator : AbstractValidator<MakeApiKeyRequest>
{
    public MakeApiKeyValidator(TimeProvider time)
    {
        RuleFor(r => r.Name).NotEmpty().MaximumLength(100).Must(name => name?.Any(char.IsControl) != true).WithMessage("Must not hold control characters.");
        RuleFor(r => r.Scopes).NotEmpty().WithMessage($"Give one or more of {string.Join(", ", Scopes.All)}.");
        RuleForEach(r => r.Scopes).Must(Scopes.All.Contains).WithMessage($"Must be one of {string.Join(", ", Scopes.All)}.");
        RuleFor(r => r.ExpiresAt).GreaterThan(_ => time.GetUtcNow()).WithMessage("Must be in the future.");
    }
}

/// <summary>A key as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Prefix">Its first characters.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When it ends; null = never.</param>
/// <param name="RevokedAt">When it was revoked; null where it was not.</param>
/// <param name="Secret">The key itself: only in the answer that makes it.</param>
sealed record ApiKeyReply(Guid Id, string Name, string Prefix, IReadOnlyList<string> Scopes, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, string? Secret = null)
{
    public static ApiKeyReply Of(ApiKey key, string? secret = null) =>
        new(key.Id, key.Name, key.Prefix, key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries), key.CreatedBy, key.CreatedAt, key.ExpiresAt, key.RevokedAt, secret);
}

/// <summary>
/// <c>GET /api-keys</c>, <c>POST /api-keys</c>, <c>POST /api-keys/{id}/revoke</c>. To make one takes no idempotency key: the first answer would have to
/// be kept, and with it the secret. A key whose answer was lost is revoked, and another made.
/// </summary>
static class ManageApiKeys
{
    sealed record Key(DateTimeOffset CreatedAt, Guid Id);

    public static void Map(IEndpointRouteBuilder app)
    {
        var keys = app.MapApi("api-keys");
        keys.MapGet("", List).RequireScope(Scopes.Admin).WithName("Admin.ListApiKeys").WithSummary("Keys for the API, the newest first, revoked ones too");
        keys.MapPost("", Make).RequireScope(Scopes.Admin).Validates<MakeApiKeyRequest>().WithName("Admin.MakeApiKey").WithSummary("Makes a key. The answer is the only place where it is ever shown.");
        keys.MapPost("/{id:guid}/revoke", Revoke).RequireScope(Scopes.Admin).WithName("Admin.RevokeApiKey").WithSummary("From now on the key opens nothing. Again: the same reply.");
    }

    static async Task<Results<Ok<Page<ApiKeyReply>>, ValidationProblem>> List(int? limit, string? after, AdminDb db, CancellationToken cancellation)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Must be 1 to {Paging.MaxLimit}.");
        Key? last = null;
        if (!string.IsNullOrEmpty(after) && !Cursor.TryDecode(after, out last))
            return Problem.Invalid("after", "Give the next of the page before.");
        var keys = db.ApiKeys.AsNoTracking();
        if (last is { CreatedAt: var at, Id: var id })
            keys = keys.Where(k => k.CreatedAt < at || (k.CreatedAt == at && k.Id.CompareTo(id) < 0));
        var size = limit ?? Paging.DefaultLimit;
        var rows = await keys.OrderByDescending(k => k.CreatedAt).ThenByDescending(k => k.Id).Take(size + 1).ToListAsync(cancellation);
        return TypedResults.Ok(rows.ToPage(size, k => new Key(k.CreatedAt, k.Id), k => ApiKeyReply.Of(k)));
    }

    static async Task<Created<ApiKeyReply>> Make(MakeApiKeyRequest request, AdminDb db, TimeProvider time, ClaimsPrincipal user, HttpContext http, CancellationToken cancellation)
    {
        var key = ApiKey.Make(request.Name.Trim(), request.Scopes, user.Name(), time.GetUtcNow(), request.ExpiresAt, out var secret);
        db.Add(key);
        db.Add(AuditEntry.Of(user, "api_key_made", key.Id, $"{key.Name} ({key.Prefix}…): {key.Scopes}", time));
        await db.SaveChangesAsync(cancellation);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/api-keys/{key.Id}", ApiKeyReply.Of(key, secret));
    }

    static async Task<Results<Ok<ApiKeyReply>, NotFound<ProblemDetails>>> Revoke(Guid id, AdminDb db, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellation) is not { } key)
            return Problem.NotFound("There is no such key. GET /api/v1/api-keys lists them.");
        if (key.RevokedAt is null)
        {
            key.Revoke(time.GetUtcNow());
            db.Add(AuditEntry.Of(user, "api_key_revoked", key.Id, $"{key.Name} ({key.Prefix}…)", time));
            await db.SaveChangesAsync(cancellation);
        }

        return TypedResults.Ok(ApiKeyReply.Of(key));
    }
}
