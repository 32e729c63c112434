using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StatusTracking.Admin.Tests;

/// <summary>The other services' HTTP APIs, as far as the pages use them: what they answer is set by the test, what they are asked is kept.</summary>
sealed class FakeServices : IAsyncDisposable
{
    static readonly string[] Names = ["Orders", "Payments", "Inventory", "Logistics", "Tracking", "Notifications"];

    readonly WebApplication _app;

    FakeServices(WebApplication app) => _app = app;

    /// <summary>Answers by path; a list's path is answered whatever its query says.</summary>
    public ConcurrentDictionary<string, JsonNode> Answers { get; } = new();

    /// <summary>Refusals by method and path.</summary>
    public ConcurrentDictionary<string, (int Status, JsonNode Problem)> Refusals { get; } = new();

    /// <summary>Everything that was asked, in order.</summary>
    public ConcurrentQueue<Question> Questions { get; } = new();

    /// <summary>The settings that point Admin here.</summary>
    public string[] Settings => [.. Names.Select(name => $"Services:{name}={_app.Urls.First()}")];

    public static async Task<FakeServices> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        var fake = new FakeServices(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync();
        return fake;
    }

    public void List(string path, params JsonNode[] items) => Answers[path] = new JsonObject { ["items"] = new JsonArray(items), ["next"] = null };

    async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var path = context.Request.Path.Value!;
        Questions.Enqueue(new Question(
            context.Request.Method, path, context.Request.QueryString.Value!, body, context.Request.Headers.Authorization.ToString(), context.Request.Headers["Idempotency-Key"].ToString()));
        if (Refusals.TryGetValue($"{context.Request.Method} {path}", out var refusal))
        {
            context.Response.StatusCode = refusal.Status;
            await context.Response.WriteAsJsonAsync(refusal.Problem, options: null, "application/problem+json");
        }
        else if (Answers.TryGetValue(path, out var answer))
        {
            await context.Response.WriteAsJsonAsync(answer);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public sealed record Question(string Method, string Path, string Query, string Body, string Authorization, string IdempotencyKey);
}
