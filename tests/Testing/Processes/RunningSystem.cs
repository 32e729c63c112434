using System.Diagnostics;
using System.Security.Cryptography;

namespace StatusTracking.Testing;

/// <summary>What runs, and on what.</summary>
public sealed record RunningSystemOptions
{
    /// <summary>Every service of the product that is a process of its own.</summary>
    public static IReadOnlyList<string> AllServices { get; } =
        ["Orders", "Payments", "Inventory", "Logistics", "Tracking", "Notifications", "Admin", "Gateway"];

    /// <summary>The services to start; all by default. A name may come several times: copies of one service.</summary>
    public IReadOnlyList<string> Services { get; init; } = AllServices;

    /// <summary>The broker and its virtual host.</summary>
    public required Uri Broker { get; init; }

    /// <summary>The same as each service signs in to it, by the service's name; all with <see cref="Broker"/> by default.</summary>
    public Func<string, Uri>? BrokerOf { get; init; }

    /// <summary>Gives each service's database, an empty one at first: the services migrate themselves.</summary>
    public required Func<string, Task<string>> Database { get; init; }

    /// <summary>The ports of those processes that cannot have any free one, by their instances: <c>Gateway</c>, <c>Tracking-2</c>.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>();

    /// <summary>More settings of every service, <c>Email:Smtp:Host</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// The distributed system: the services as they were built, each a process of its own on a port of its own, with
/// RabbitMQ between them and a database each. All of it ends with the test, also when the test is killed.
/// </summary>
public sealed class RunningSystem : IAsyncDisposable
{
    readonly string _folder = Path.Combine(Path.GetTempPath(), $"statustracking-system-{Environment.ProcessId}-{Guid.NewGuid():N}");
    readonly List<RunningService> _services = [];
    HttpClient? _client;

    RunningSystem()
    {
    }

    /// <summary>An API key with every scope.</summary>
    public string ApiKey { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The key that signs tokens between gateway and services.</summary>
    public string TokenKey { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The secret of the payment gateway's callbacks.</summary>
    public string WebhookSecret { get; } = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>The password of the user <c>admin</c>.</summary>
    public string AdminPassword { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    /// <summary>The processes, in the order in which they were named.</summary>
    public IReadOnlyList<RunningService> Services => _services;

    /// <summary>A client of the gateway, or of the first service where there is none, with the key of every scope.</summary>
    public HttpClient Client => _client ??= ClientOf(_services.Any(service => service.Name == "Gateway") ? "Gateway" : _services[0].Instance);

    /// <summary>Starts everything and returns when all of it is ready.</summary>
    public static async Task<RunningSystem> Start(RunningSystemOptions options)
    {
        var system = new RunningSystem();
        try
        {
            await system.Prepare(options);
            foreach (var service in system._services) service.Start();
            foreach (var service in system._services) await service.WaitUntilReady();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>A process by its name: <c>Orders</c>, <c>Tracking-2</c>.</summary>
    public RunningService this[string instance] =>
        _services.FirstOrDefault(service => service.Instance == instance)
        ?? throw new ArgumentException($"No process is called {instance}; there are {string.Join(", ", _services.Select(service => service.Instance))}");

    /// <summary>Where a process listens.</summary>
    public Uri Address(string instance) => this[instance].Address;

    /// <summary>A client of one process, with the key of every scope.</summary>
    public HttpClient ClientOf(string instance)
    {
        var client = new HttpClient { BaseAddress = Address(instance), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Add("X-Api-Key", ApiKey);
        return client;
    }

    /// <summary>Where a service keeps its files: <c>outbox/email</c> of Notifications.</summary>
    public string DataDirectory(string service) => Path.Combine(_folder, "data", service);

    /// <summary>Ends a process at once (SIGKILL).</summary>
    public Task Kill(string instance) => this[instance].Kill();

    /// <summary>Ends a process at once where it still lives, starts it again and waits until it is ready.</summary>
    /// <param name="instance">Which.</param>
    /// <param name="settings">Settings of this one start: the next is without them.</param>
    public async Task Restart(string instance, IReadOnlyDictionary<string, string>? settings = null)
    {
        await Kill(instance);
        this[instance].Start(settings);
        await this[instance].WaitUntilReady();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        foreach (var service in _services)
        {
            await service.Kill();
            service.Dispose();
        }

        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    async Task Prepare(RunningSystemOptions options)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "processes"));
        await Guard();
        var logs = Repository.File("artifacts", "test-logs", Path.GetFileName(_folder));
        Directory.CreateDirectory(logs);

        var instances = options.Services
            .Select((name, index) => (Name: name, Copy: 1 + options.Services.Take(index).Count(earlier => earlier == name)))
            .Select(service => (service.Name, Instance: service.Copy == 1 ? service.Name : $"{service.Name}-{service.Copy}"))
            .Select(service => (service.Name, service.Instance, Port: options.Ports.TryGetValue(service.Instance, out var port) ? port : FreePort.Next()))
            .ToList();
        var shared = Shared(options);
        var front = instances.FirstOrDefault(instance => instance.Name == "Gateway", instances[0]);
        shared["PublicUrl"] = $"http://127.0.0.1:{front.Port}";

        foreach (var (name, instance, port) in instances)
        {
            Directory.CreateDirectory(DataDirectory(name));
            // The gateway spreads requests over the copies of a service; whoever else calls one takes the first.
            foreach (var copies in instances.GroupBy(other => other.Name))
                shared[$"Services__{copies.Key}"] = string.Join(',', copies.Take(name == "Gateway" ? copies.Count() : 1).Select(other => $"http://127.0.0.1:{other.Port}"));
            var environment = new Dictionary<string, string>(shared)
            {
                ["RabbitMq__Url"] = $"{options.BrokerOf?.Invoke(name) ?? options.Broker}",
                ["Database__ConnectionString"] = await options.Database(name.ToLowerInvariant()),
                ["DataDirectory"] = DataDirectory(name),
            };
            if (options.BrokerOf is { } own && name is not ("Gateway" or "Standalone"))
                environment["RabbitMq__Url"] = own(name).ToString();
            _services.Add(new RunningService(name, instance, port, environment, Path.Combine(_folder, "processes", instance), Path.Combine(logs, $"{instance}.log")));
        }
    }

    Dictionary<string, string> Shared(RunningSystemOptions options)
    {
        Dictionary<string, string> shared = new()
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Transport"] = "RabbitMq",
            ["Database__Provider"] = "PostgreSql",
            ["Auth__ApiKey"] = ApiKey,
            ["Auth__TokenKey"] = TokenKey,
            ["Auth__AdminPassword"] = AdminPassword,
            ["Payments__WebhookSecret"] = WebhookSecret,
        };
        foreach (var (key, value) in options.Settings) shared[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return shared;
    }

    /// <summary>Whoever ends the processes when this one is killed.</summary>
    async Task Guard()
    {
        using var guard = Process.Start("bash", [Repository.File("deploy", "servers.sh"), "guard", $"{Environment.ProcessId}", _folder]);
        await guard.WaitForExitAsync();
        if (guard.ExitCode != 0) throw new InvalidOperationException("deploy/servers.sh guard failed");
    }
}
