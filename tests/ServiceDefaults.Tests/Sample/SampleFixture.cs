using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Other;
using StatusTracking.Testing;

namespace StatusTracking.Sample;

/// <summary>The sample service, running on a random port.</summary>
public sealed class SampleFixture : ServiceFixture
{
    public SampleFixture() : this([]) { }

    SampleFixture(string[] settings) : base(host => host.With<SampleService>().With<OtherService>(), typeof(SampleFixture).Assembly.GetName().Name!, ["Database:Migrate=false", .. settings]) { }

    /// <summary>One that has not been started, with settings of its own.</summary>
    public static SampleFixture With(params string[] settings) => new(settings);

    public SampleKeys Keys => Services.GetRequiredService<SampleKeys>();

    public Fates Fates => Services.GetRequiredService<Fates>();

    public Uri Address => Client.BaseAddress!;

    /// <summary>A client with a key of its own, which has these scopes.</summary>
    public HttpClient ClientOf(string key, params string[] scopes)
    {
        Keys.Add(key, scopes);
        return With("X-Api-Key", key);
    }

    /// <summary>A client that sends one header with every request.</summary>
    public HttpClient With(string header, string value)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add(header, value);
        return client;
    }

    public async Task<T> Read<T>(Func<SampleDb, Task<T>> read)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<SampleDb>>().CreateDbContextAsync();
        return await read(db);
    }

    public Task<int> CountOf(string name) => Read(db => db.Things.CountAsync(t => t.Name == name));
}

static class Calls
{
    public const string Things = "/api/v1/sample/things";

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static Task<HttpResponseMessage> PostJson(this HttpClient client, string path, string body, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return client.SendAsync(request);
    }

    /// <summary>The problem's document.</summary>
    public static async Task<JsonElement> Problem(this HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe((int)response.StatusCode);
        return problem;
    }

    /// <summary>The messages of <c>errors</c>, by field.</summary>
    public static async Task<Dictionary<string, string[]>> Errors(this HttpResponseMessage response) =>
        (await response.Problem()).GetProperty("errors").Deserialize<Dictionary<string, string[]>>()!;
}
