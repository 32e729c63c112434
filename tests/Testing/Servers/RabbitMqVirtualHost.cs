using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace StatusTracking.Testing;

/// <summary>
/// A virtual host of a test class's own on the run's RabbitMQ: exchanges and queues in it are nobody else's, and all
/// are gone with it. Use it as a class fixture, or with <c>await using</c>.
/// </summary>
public sealed class RabbitMqVirtualHost : IAsyncLifetime
{
    RabbitMqServer.Addresses? _addresses;
    HttpClient? _management;
    string? _whyNot;
    readonly List<string> _users = [];

    /// <summary>Its name.</summary>
    public string Name { get; } = $"test-{Guid.NewGuid():N}";

    /// <summary>The broker's address, this virtual host and its user included. Skips the test where no broker can be had.</summary>
    public Uri Url => new UriBuilder(Available().Broker) { Path = Name }.Uri;

    /// <summary>The address of the management pages. Skips the test where no broker can be had.</summary>
    public Uri Management => Available().Management;

    /// <summary>Makes one, for tests that hold it in a variable.</summary>
    public static async Task<RabbitMqVirtualHost> Create()
    {
        var host = new RabbitMqVirtualHost();
        await host.InitializeAsync();
        return host;
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        (_addresses, _whyNot) = await RabbitMqServer.Shared.Get();
        if (_addresses is null) return;
        _management = RabbitMqServer.ManagementClient(_addresses);
        using var made = await _management.PutAsJsonAsync($"/api/vhosts/{Name}", new { default_queue_type = "classic" });
        made.EnsureSuccessStatusCode();
        using var allowed = await _management.PutAsJsonAsync(
            $"/api/permissions/{Name}/{Uri.EscapeDataString(RabbitMqServer.UserOf(_addresses))}",
            new { configure = ".*", write = ".*", read = ".*" });
        allowed.EnsureSuccessStatusCode();
    }

    /// <summary>The users that <c>deploy/rabbitmq/definitions.json</c> gives the services, with its permissions in this virtual host, by service in lower case.</summary>
    /// <returns>The broker's address for a service.</returns>
    public async Task<Func<string, Uri>> AddUsersOfServices()
    {
        var broker = Available().Broker;
        var definitions = JsonNode.Parse(await File.ReadAllTextAsync(Repository.File("deploy", "rabbitmq", "definitions.json")))!;
        var password = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        foreach (var user in definitions["users"]!.AsArray())
        {
            // Users belong to the whole broker.
            var name = UserOf((string)user!["name"]!);
            _users.Add(name);
            await Put($"/api/users/{name}", new JsonObject { ["password"] = password, ["tags"] = "" });
        }

        foreach (var permission in definitions["permissions"]!.AsArray())
            await Put($"/api/permissions/{Name}/{UserOf((string)permission!["user"]!)}", Only(permission, "configure", "write", "read"));
        foreach (var permission in definitions["topic_permissions"]!.AsArray())
            await Put($"/api/topic-permissions/{Name}/{UserOf((string)permission!["user"]!)}", Only(permission, "exchange", "write", "read"));
        return service => new UriBuilder(broker) { Path = Name, UserName = UserOf(service.ToLowerInvariant()), Password = password }.Uri;

        string UserOf(string service) => $"{Name}-{service}";

        async Task Put(string path, JsonNode body)
        {
            using var made = await _management!.PutAsJsonAsync(path, body);
            made.EnsureSuccessStatusCode();
        }

        static JsonObject Only(JsonNode from, params string[] names) => new(names.Select(name => KeyValuePair.Create(name, from[name]?.DeepClone())));
    }

    /// <summary>What the management interface says about a thing of this virtual host.</summary>
    /// <param name="kind"><c>queues</c>, <c>exchanges</c>, <c>bindings</c>, <c>connections</c> …</param>
    public async Task<IReadOnlyList<JsonNode>> List(string kind)
    {
        Available();
        var path = kind is "connections" or "channels" ? $"/api/vhosts/{Name}/{kind}" : $"/api/{kind}/{Name}";
        var found = await _management!.GetFromJsonAsync<JsonArray>(path);
        return [.. found!.Select(item => item!)];
    }

    /// <summary>The names of its queues.</summary>
    public async Task<IReadOnlyList<string>> Queues() =>
        [.. (await List("queues")).Select(queue => (string)queue["name"]!)];

    /// <summary>Closes every connection to it from the broker's side, as a restart of the broker would.</summary>
    public async Task CloseConnections()
    {
        foreach (var connection in await List("connections"))
        {
            using var closed = await _management!.DeleteAsync($"/api/connections/{Uri.EscapeDataString((string)connection["name"]!)}");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_management is null) return;
        using (_management)
        {
            using var removed = await _management.DeleteAsync($"/api/vhosts/{Name}");
            removed.EnsureSuccessStatusCode();
            foreach (var user in _users)
            {
                using var gone = await _management.DeleteAsync($"/api/users/{user}");
                gone.EnsureSuccessStatusCode();
            }
        }
    }

    RabbitMqServer.Addresses Available()
    {
        // No broker to be had is a reason to skip; a fixture that nobody initialised is a mistake.
        Assert.SkipWhen(_whyNot is not null, _whyNot ?? "");
        return _addresses ?? throw new InvalidOperationException("The virtual host was not made yet: use it as a fixture, or Create()");
    }
}
