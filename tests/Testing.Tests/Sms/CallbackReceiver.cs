using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace StatusTracking.Testing.Tests;

/// <summary>Whoever Twilio calls back.</summary>
sealed class CallbackReceiver : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentQueue<(string Url, string Signature, Dictionary<string, string> Form)> _calls = new();

    CallbackReceiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public IReadOnlyList<(string Url, string Signature, Dictionary<string, string> Form)> Calls => [.. _calls];

    public static async Task<CallbackReceiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new CallbackReceiver(builder.Build());
        receiver._app.MapPost("/{**path}", receiver.Keep);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task<IResult> Keep(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        _calls.Enqueue((request.GetEncodedUrl(), request.Headers["X-Twilio-Signature"].ToString(), form.ToDictionary(field => field.Key, field => field.Value.ToString())));
        return Results.NoContent();
    }
}
