using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

namespace StatusTracking.Gateway.Tests;

/// <summary>One service behind the gateway: says who it is and what it was asked, and has a document, metrics and health of its own.</summary>
public sealed class Backend : IAsyncDisposable
{
    readonly WebApplication _app;

    Backend(string name, WebApplication app) => (Name, _app) = (name, app);

    public string Name { get; }

    public string Address => _app.Urls.First();

    public bool IsReady { get; set; } = true;

    public JsonObject Document { get; set; } = new() { ["openapi"] = "3.1.1", ["paths"] = new JsonObject() };

    /// <summary>Keys and cookies that Admin accepts, with the scopes they stand for.</summary>
    public ConcurrentDictionary<string, string[]> Known { get; } = new();

    public ConcurrentQueue<string> TokenQuestions { get; } = new();

    /// <summary>The addresses that the questions came with.</summary>
    public ConcurrentQueue<string> TokenAskers { get; } = new();

    public static async Task<Backend> StartAsync(string name, InternalTokens tokens)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        var backend = new Backend(name, app);
        app.UseWebSockets();
        app.MapGet("/health/ready", () => backend.IsReady ? Results.Json(new { status = "healthy" }) : Results.Json(new { status = "unhealthy", reason = "no database" }, statusCode: 503));
        app.MapGet("/openapi/v1.json", () => Results.Json(backend.Document));
        app.MapGet("/metrics", () => Results.Text($"# TYPE requests counter\nrequests{{path=\"/\"}} 1\nuptime {name.Length}\n"));
        app.MapGet("/auth/token", (HttpContext context) => backend.AnswerToken(context, tokens));
        app.Map("/{**rest}", backend.EchoAsync);
        await app.StartAsync();
        return backend;
    }

    IResult AnswerToken(HttpContext context, InternalTokens tokens)
    {
        var proof = context.Request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key ? key : context.Request.Headers.Cookie.ToString();
        TokenQuestions.Enqueue(proof);
        TokenAskers.Enqueue(context.Request.Headers["X-Forwarded-For"].ToString());
        if (!Known.TryGetValue(proof, out var scopes))
            return Results.Unauthorized();
        var owner = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, $"id of {proof}"), new Claim(ClaimTypes.Name, proof), .. scopes.Select(scope => new Claim(Scopes.ClaimType, scope))], "test"));
        return Results.Json(new { token = tokens.Issue(owner) });
    }

    async Task EchoAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[100];
            var heard = await socket.ReceiveAsync(buffer, context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, heard.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        await context.Response.WriteAsJsonAsync(new Echo(
            Name, context.Request.Method, context.Request.Path + context.Request.QueryString, body.Length,
            context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString())));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

public sealed record Echo(string Service, string Method, string Path, int BodyLength, Dictionary<string, string> Headers);

/// <summary>The gateway in this process in front of seven backends.</summary>
public sealed class GatewaySite : IAsyncLifetime
{
    const string TokenKey = "a key for tests that is long enough for everybody";

    readonly Dictionary<string, Backend> _backends = [];
    ServiceFixture? _gateway;

    public HttpClient Client => _gateway!.Client;

    public HttpClient Anonymous => _gateway!.Anonymous;

    public InternalTokens Tokens => _gateway!.Services.GetRequiredService<InternalTokens>();

    public Backend this[string service] => _backends[service];

    public async ValueTask InitializeAsync()
    {
        var tokens = new InternalTokens(Options.Create(new AuthOptions { TokenKey = TokenKey }), TimeProvider.System);
        foreach (var name in Destinations.Names)
            _backends[name] = await Backend.StartAsync(name, tokens);
        _gateway = new ServiceFixture(
            host => host.With<GatewayService>().WithoutOwnDocuments(),
            GatewayService.Name,
            [.. _backends.Values.Select(backend => $"Services:{backend.Name}={backend.Address}"), $"Auth:TokenKey={TokenKey}", "Gateway:MaxBodyBytes=2048"]);
        await _gateway.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        foreach (var backend in _backends.Values)
            await backend.DisposeAsync();
    }
}
