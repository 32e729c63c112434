using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>What every route of every service has in common.</summary>
public static class Api
{
    /// <summary>Whose X-Forwarded headers are believed where <c>TrustedProxies</c> does not say: a gateway in the next container is in one of these.</summary>
    const string PrivateNetworks = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

    /// <summary>The group <c>/api/v1/{name}</c>. Each endpoint says which scope it needs.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app, string name) =>
        app.MapGroup($"/api/v1/{name}").WithTags(name).RequireAuthorization()
            .AddEndpointFilter(async (context, next) => Problem.AsProblem(await next(context)));

    internal static void AddApi(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddProblemDetails();
        services.AddExceptionHandler<ErrorReplies>();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
            o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            o.SerializerOptions.Converters.Add(new UtcTimestamps());
        });
        var named = builder.Configuration["TrustedProxies"] is { Length: > 0 } networks ? networks : null;
        var proxies = named ?? PrivateNetworks;
        services.Configure<ForwardedHeadersOptions>(o =>
        {
            // Named ones may stand in a row. Of private networks only the nearest is believed: a caller in one would else choose its own address.
            o.ForwardLimit = named is null ? 1 : null;
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            foreach (var network in proxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                o.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(network, out var parsed) ? parsed
                    : throw new InvalidOperationException($"TrustedProxies holds '{network}', which is no network. Write them as 10.0.0.0/8,192.168.1.7/32."));
        });
        services.AddHttpContextAccessor();
        services.AddOptions<PublicUrlOptions>().Configure<Microsoft.Extensions.Configuration.IConfiguration>((o, c) => o.PublicUrl = c["PublicUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : o.PublicUrl);
        services.AddRateLimits();
        services.AddOpenApi(o =>
        {
            o.CreateSchemaReferenceId = SchemaName;
            o.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "Status Tracking", Version = "v1", Description = "Where every order and package stands." };
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                document.Components.SecuritySchemes["ApiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyAuthentication.Header };
                document.Security ??= [];
                document.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("ApiKey", document)] = [] });
                return Task.CompletedTask;
            });
        });
    }

    internal static void UseApi(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(Unreadable.RefuseAsync);
        app.Use((context, next) =>
        {
            // The endpoint's filter reads the body again after it was bound.
            if (context.Request.Headers.ContainsKey(Idempotency.Header))
                context.Request.EnableBuffering();
            return next(context);
        });
        if (CrashPoint.IsArmedAt(CrashPoint.HttpBeforeReply))
            app.Use(CrashBeforeReply);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    /// <summary>Of a request that changed something.</summary>
    static Task CrashBeforeReply(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && context.Request.Path.StartsWithSegments("/api") && context.Response.StatusCode < 300)
                CrashPoint.Reached(CrashPoint.HttpBeforeReply);
            return Task.CompletedTask;
        });
        return next(context);
    }

    internal static void MapDocuments(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapReferencePage();
    }

    /// <summary>The page to try the API at, <c>/scalar</c>. It asks no other host: no fonts, no telemetry, no assistant.</summary>
    public static void MapReferencePage(this IEndpointRouteBuilder app) => app.MapScalarApiReference("/scalar", o => o
        .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools().HideClientButton()).AllowAnonymous();

    /// <summary>Two services may have types of one name: the service's name goes before, or they would share one schema.</summary>
    static string? SchemaName(System.Text.Json.Serialization.Metadata.JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id && type.Type.Namespace?.Split('.') is ["StatusTracking", var service, ..] ? $"{service}.{id}"
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
}

/// <summary>The key <c>PublicUrl</c>.</summary>
public sealed class PublicUrlOptions
{
    /// <summary>Where buyers and providers reach us, without a slash at the end: links in messages and callbacks start with it.</summary>
    /// <value>Default: <c>http://localhost:8080</c>.</value>
    public string PublicUrl { get; set; } = "http://localhost:8080";
}
