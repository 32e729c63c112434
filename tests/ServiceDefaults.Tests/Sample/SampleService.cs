using System.Collections.Concurrent;
using System.Security.Claims;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Sample;

public enum ThingKind
{
    Plain,
    VeryFancy,
}

public sealed record PartRequest
{
    public required string Sku { get; init; }

    public int UnitPrice { get; init; }
}

public sealed record ThingRequest
{
    public required string Name { get; init; }

    public int Quantity { get; init; }

    public ThingKind Kind { get; init; }

    public DateTimeOffset? At { get; init; }

    public IReadOnlyList<PartRequest> Parts { get; init; } = [];
}

sealed class ThingValidator : AbstractValidator<ThingRequest>
{
    public ThingValidator()
    {
        RuleFor(x => x.Quantity).GreaterThanOrEqualTo(0).WithMessage("Must not be negative.");
        RuleForEach(x => x.Parts).ChildRules(part => part.RuleFor(p => p.UnitPrice).GreaterThanOrEqualTo(0).WithMessage("Must not be negative."));
    }
}

/// <summary>What happens to a thing of some name between its saving and its reply. False refuses it.</summary>
public sealed class Fates
{
    public ConcurrentDictionary<string, Func<SampleDb, Task<bool>>> ByName { get; } = new();
}

/// <summary>Keys that a test hands out.</summary>
public sealed class SampleKeys : IApiKeys
{
    readonly ConcurrentDictionary<string, ClaimsPrincipal> _owners = new();

    /// <summary>Runs whenever a key's owner was found, just before the request goes on.</summary>
    public Action<ClaimsPrincipal>? Found { get; set; }

    public ClaimsPrincipal Add(string key, params string[] scopes)
    {
        var owner = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, $"key:{key}"), new Claim(ClaimTypes.Name, key), .. scopes.Select(s => new Claim(Scopes.ClaimType, s))], "ApiKey"));
        _owners[key] = owner;
        return owner;
    }

    public ValueTask<ClaimsPrincipal?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var owner = _owners.GetValueOrDefault(key);
        if (owner is not null)
            Found?.Invoke(owner);
        return ValueTask.FromResult(owner);
    }
}

/// <summary>A service of the smallest kind that uses all that the shared code gives to a service.</summary>
public sealed class SampleService : IService
{
    public const string Secret = "Password=hunter2";

    public static string Name => "Sample";

    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        builder.Services.AddHostedService<CreateTables>();
        builder.AddServiceDb<SampleDb, SqliteSampleDb, PostgreSqlSampleDb, SqlServerSampleDb>(Name);
        builder.Services.AddSingleton<IValidator<ThingRequest>, ThingValidator>();
        builder.Services.AddSingleton<Fates>();
        builder.Services.AddSingleton<SampleKeys>();
        builder.Services.AddSingleton<IApiKeys>(p => p.GetRequiredService<SampleKeys>());
    }

    public static void ConfigureBus(BusTopology bus) => bus.For<SampleDb>("sample").Publishes<PackageSignal>();

    public static void Map(IEndpointRouteBuilder app)
    {
        var sample = app.MapApi("sample");
        sample.MapPost("/things", Make).WithName("Sample.MakeThing").RequireScope(Scopes.Write).Validates<ThingRequest>().Idempotent<SampleDb>();
        sample.MapPost("/touches", Touch).WithName("Sample.Touch").RequireScope(Scopes.Write).Idempotent<SampleDb>();
        sample.MapGet("/things", List).WithName("Sample.ListThings").RequireScope(Scopes.Read);
        sample.MapGet("/failure", Fail).WithName("Sample.Fail").RequireScope(Scopes.Read);
        sample.MapGet("/race", LoseRace).WithName("Sample.LoseRace").RequireScope(Scopes.Read);
        sample.MapGet("/address", (HttpRequest request) => $"{request.Scheme}://{request.Host}").WithName("Sample.Address").AllowAnonymous();
        sample.MapGet("/caller", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString()).WithName("Sample.Caller").AllowAnonymous();
        foreach (var scope in Scopes.All)
            sample.MapGet($"/needs/{scope}", () => TypedResults.Ok(scope)).WithName($"Sample.Needs.{scope}").RequireScope(scope);
    }

    static async Task<Results<Created<Thing>, Conflict<ProblemDetails>>> Make(ThingRequest request, SampleDb db, Fates fates, TimeProvider time, CancellationToken cancellationToken)
    {
        var thing = new Thing(Guid.NewGuid(), request.Name, request.Quantity, request.At ?? time.GetUtcNow());
        db.Things.Add(thing);
        await db.SaveChangesAsync(cancellationToken);
        if (fates.ByName.TryGetValue(request.Name, out var fate) && !await fate(db))
            return Problem.Conflict("It was refused, as the test asked.");
        return TypedResults.Created($"/api/v1/sample/things/{thing.Id}", thing);
    }

    static async Task<NoContent> Touch(SampleDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        db.Things.Add(new Thing(Guid.NewGuid(), "touch", 0, time.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    static async Task<Results<Ok<Page<Thing>>, ValidationProblem>> List(SampleDb db, int? limit, CancellationToken cancellationToken)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", "Must be from 1 to 200.");
        var size = limit ?? Paging.DefaultLimit;
        var rows = await db.Things.AsNoTracking().OrderBy(t => t.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(rows.ToPage(size, t => t.Id, t => t));
    }

    static Ok<string> Fail(HttpRequest request) => throw new InvalidOperationException($"{Secret}; {request.Path}");

    static Ok<string> LoseRace(HttpRequest request) => throw new DbUpdateConcurrencyException($"Somebody was faster at {request.Path}.");
}
