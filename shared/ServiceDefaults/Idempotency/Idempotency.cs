using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>The header <c>Idempotency-Key</c>, as the IETF's draft and the well-known payment APIs have it.</summary>
public static class Idempotency
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>
    /// Gives the first reply again, byte for byte, to the same key and body; 422 to another body; 409 while the first is running. The reply
    /// is saved in the transaction of the handler's effects, which this filter begins: the handler must not begin one of its own. A reply
    /// that is an error is not kept: nothing was saved, and the key may be used again.
    /// </summary>
    public static RouteHandlerBuilder Idempotent<TDb>(this RouteHandlerBuilder builder) where TDb : ServiceDb =>
        builder.AddEndpointFilter((context, next) => new Request<TDb>(context).Run(next));

    sealed class Request<TDb>(EndpointFilterInvocationContext invocation) where TDb : ServiceDb
    {
        readonly HttpContext _http = invocation.HttpContext;
        DateTimeOffset _until;

        public async ValueTask<object?> Run(EndpointFilterDelegate next)
        {
            if (!_http.Request.Headers.TryGetValue(Header, out var values))
                return await next(invocation);
            if (values.ToString() is not { Length: > 0 and <= 255 } key || key.Any(c => c is < ' ' or > '~'))
                return Problem.Invalid(Header, "Must be 1 to 255 printable ASCII characters.");

            var owner = _http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
            var hash = await HashOfRequest();
            if (await Claim(owner, key, hash) is { } earlier)
                return earlier;
            CrashPoint.Reached(CrashPoint.IdempotencyStored);
            return await Handle(owner, key, next);
        }

        /// <summary>Null where the key is ours now.</summary>
        async Task<IResult?> Claim(string owner, string key, string hash)
        {
            await using var db = await _http.RequestServices.GetRequiredService<IDbContextFactory<TDb>>().CreateDbContextAsync(_http.RequestAborted);
            var now = await db.GetUtcNow(_http.RequestAborted);
            _until = now + _http.RequestServices.GetRequiredService<IOptions<MessagingOptions>>().Value.IdempotencyLock;
            db.Set<IdempotencyKey>().Add(new IdempotencyKey { Owner = owner, Key = key, RequestHash = hash, CreatedAt = now, LockedUntil = _until });
            try
            {
                await db.SaveChangesAsync(_http.RequestAborted);
                return null;
            }
            catch (DbUpdateException e) when (ServiceDb.IsUniqueViolation(e))
            {
                db.ChangeTracker.Clear();
            }

            var row = await db.Set<IdempotencyKey>().AsNoTracking().SingleOrDefaultAsync(k => k.Owner == owner && k.Key == key, _http.RequestAborted);
            if (row is null)
                return Running();
            if (row.RequestHash != hash)
                return Problem.Unprocessable("This Idempotency-Key was used for another request. Use a new key for a new request.");
            if (row.StatusCode is { } status)
                return new StoredReply(status, row.ContentType, row.Location, row.Body ?? []);
            if (row.LockedUntil > now)
                return Running();
            var until = row.LockedUntil;
            var taken = await db.Set<IdempotencyKey>().Where(k => k.Owner == owner && k.Key == key && k.StatusCode == null && k.LockedUntil == until)
                .ExecuteUpdateAsync(s => s.SetProperty(k => k.LockedUntil, _until), _http.RequestAborted);
            return taken == 1 ? null : Running();
        }

        async Task<object?> Handle(string owner, string key, EndpointFilterDelegate next)
        {
            var db = _http.RequestServices.GetRequiredService<TDb>();
            StoredReply? reply = null;
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(_http.RequestAborted);
                reply = await Record(await next(invocation));
                if (reply.StatusCode < 400)
                {
                    var kept = await Ours(db, owner, key).ExecuteUpdateAsync(s => s
                        .SetProperty(k => k.StatusCode, reply.StatusCode)
                        .SetProperty(k => k.ContentType, reply.ContentType)
                        .SetProperty(k => k.Location, reply.Location)
                        .SetProperty(k => k.Body, reply.Body), _http.RequestAborted);
                    // Slower than the lock is long, and a repeat took it over: the effect is the repeat's.
                    if (kept == 0)
                    {
                        _http.Response.Clear();
                        return Running();
                    }

                    await transaction.CommitAsync(CancellationToken.None);
                    return reply;
                }
            }
            catch
            {
                await Release(owner, key);
                throw;
            }

            await Release(owner, key);
            return reply;
        }

        async Task Release(string owner, string key)
        {
            await using var db = await _http.RequestServices.GetRequiredService<IDbContextFactory<TDb>>().CreateDbContextAsync(CancellationToken.None);
            await Ours(db, owner, key).ExecuteDeleteAsync(CancellationToken.None);
        }

        /// <summary>The key's row while it is locked by this request and by no later one.</summary>
        IQueryable<IdempotencyKey> Ours(TDb db, string owner, string key) =>
            db.Set<IdempotencyKey>().Where(k => k.Owner == owner && k.Key == key && k.StatusCode == null && k.LockedUntil == _until);

        /// <summary>Runs the result into memory: it may only be sent once it is committed.</summary>
        async Task<StoredReply> Record(object? result)
        {
            var response = _http.Response;
            var body = response.Body;
            await using var memory = new MemoryStream();
            response.Body = memory;
            try
            {
                await (Problem.AsProblem(result) as IResult ?? Results.Ok(result)).ExecuteAsync(_http);
                await response.BodyWriter.FlushAsync();
                return new StoredReply(response.StatusCode, response.ContentType, response.Headers.Location.ToString() is { Length: > 0 } l ? l : null, memory.ToArray());
            }
            finally
            {
                response.Body = body;
            }
        }

        async Task<string> HashOfRequest()
        {
            var request = _http.Request;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.PathBase}{request.Path}{request.QueryString}\n"));
            request.Body.Position = 0;
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await request.Body.ReadAsync(buffer, _http.RequestAborted)) > 0)
                hash.AppendData(buffer, 0, read);
            return Convert.ToHexString(hash.GetHashAndReset());
        }

        Conflict<ProblemDetails> Running()
        {
            _http.Response.Headers.RetryAfter = "1";
            return Problem.Conflict("The first request with this Idempotency-Key is still running. Repeat it in a second.");
        }
    }

    sealed class StoredReply(int statusCode, string? contentType, string? location, byte[] body) : IResult
    {
        public int StatusCode => statusCode;

        public string? ContentType => contentType;

        public string? Location => location;

        public byte[] Body => body;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = statusCode;
            response.ContentType = contentType;
            if (location is not null)
                response.Headers.Location = location;
            // A 204 may have neither a length nor a body, even an empty one.
            if (body.Length == 0)
                return;
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
