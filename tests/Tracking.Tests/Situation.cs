using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Tracking.Tests;

/// <summary>Tracking alone, with a clock that stands still, and the test in the part of the services that it listens to.</summary>
public abstract class Situation : IAsyncLifetime
{
    protected ServiceFixture<TrackingService> Service { get; private set; } = null!;

    protected DateTimeOffset Now => Service.Time.GetUtcNow();

    public virtual async ValueTask InitializeAsync()
    {
        Service = new(await Settings());
        await Service.InitializeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Service is not null)
            await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Settings of one's own, <c>Key=value</c>.</summary>
    protected virtual Task<string[]> Settings() => Task.FromResult<string[]>([]);

    /// <summary>Changes of one package, from now on.</summary>
    internal Changes Package(DateTimeOffset? estimate = null) => new(Now) { Estimate = estimate };

    /// <summary>Publishes changes, each as a message of its own, and waits until the saga has heard the last of them.</summary>
    internal async Task Hear(Changes package, params IEnumerable<PackageStatusChanged> changes)
    {
        var told = changes.ToList();
        foreach (var change in told)
            await Service.Publish(change);
        await Follows(package.PackageId, saga => saga.Long("sequence") >= told.Max(c => c.Sequence) && saga.Time("heardAt") >= told.Max(c => c.RecordedAt));
    }

    /// <summary>Waits until the saga of a package is as wanted.</summary>
    protected Task<JsonObject> Follows(Guid package, Func<JsonObject, bool> wanted) =>
        Eventually.Get(() => Saga(package), saga => saga is not null && wanted(saga))!;

    protected Task<JsonObject> InState(Guid package, string state) => Follows(package, saga => saga.Text("state") == state);

    protected async Task<JsonObject?> Saga(Guid package)
    {
        using var reply = await Service.Client.GetAsync(new Uri($"/api/v1/sagas/packages/{package}", UriKind.Relative));
        return reply.IsSuccessStatusCode ? await reply.Content.ReadFromJsonAsync<JsonObject>() : null;
    }

    protected async Task<JsonObject> Get(string path) =>
        (await Service.Client.GetFromJsonAsync<JsonObject>(new Uri(path, UriKind.Relative))).ShouldNotBeNull();

    /// <summary>The alerts that were sent about a package for somebody to be told: kind and occurrence.</summary>
    protected List<string> Alerts(Guid package) => Keys(a => a.PackageId == package && a.Superseded is null);

    /// <summary>The alerts that only take their keys.</summary>
    protected List<string> Superseded(Guid package) => Keys(a => a.PackageId == package && a.Superseded is true);

    List<string> Keys(Func<SendAlert, bool> which) => [.. Service.Heard(which).Select(a => $"{a.Kind}/{a.Occurrence}")];

    protected List<string> Signals(Guid package) => [.. Service.Heard<PackageSignal>(s => s.SubjectId == package).Select(s => s.Kind)];

    /// <summary>Waits until so many alerts were sent about a package.</summary>
    protected Task<List<string>> Alerts(Guid package, int count) => Eventually.Get(() => Alerts(package), alerts => alerts.Count >= count);

    protected Task<List<string>> Signals(Guid package, int count) => Eventually.Get(() => Signals(package), signals => signals.Count >= count);

    /// <summary>A day as recipients in Berlin count days.</summary>
    protected static string Day(DateTimeOffset moment) =>
        TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

static class JsonReading
{
    public static string? Text(this JsonNode json, string name) => (string?)json[name];

    public static long Long(this JsonNode json, string name) => (long)json[name]!;

    public static DateTimeOffset? Time(this JsonNode json, string name) => (DateTimeOffset?)json[name];

    public static List<string> Texts(this JsonNode json, string name) => json[name].Deserialize<List<string>>()!;
}
