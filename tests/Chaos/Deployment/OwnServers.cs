using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using StatusTracking.Testing;

namespace StatusTracking.Chaos;

/// <summary>
/// A RabbitMQ and a PostgreSQL that nobody but this run uses, so that it may kill them: started by <c>deploy/servers.sh</c> with the users,
/// permissions and policies that <c>deploy/local.sh</c> gives them. Everything ends with this process, also when it is killed.
/// </summary>
sealed class OwnServers : IAsyncDisposable
{
    static readonly string[] Users = [.. RunningSystemOptions.AllServices.Select(s => s.ToLowerInvariant()), "operator"];

    readonly string _folder = Path.Combine(Path.GetTempPath(), $"statustracking-chaos-{Environment.ProcessId}-{Guid.NewGuid():N}");
    readonly Dictionary<string, string> _passwords = Users.Append("postgres").ToDictionary(user => user, _ => Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
    int _amqp;
    int _management;
    int _postgresql;

    OwnServers()
    {
    }

    string Broker => Path.Combine(_folder, "rabbitmq");

    string Database => Path.Combine(_folder, "postgresql");

    /// <summary>The management pages, signed in as their operator.</summary>
    public HttpClient Management { get; private set; } = null!;

    /// <summary>Whether both are installed here.</summary>
    public static bool CanRun() => new[] { "rabbitmq", "postgresql" }.All(kind =>
    {
        using var asked = Process.Start(new ProcessStartInfo("bash", [Repository.File("deploy", "servers.sh"), kind, "available"]) { RedirectStandardError = true })!;
        asked.WaitForExit();
        return asked.ExitCode == 0;
    });

    public static async Task<OwnServers> Start()
    {
        var servers = new OwnServers();
        try
        {
            await servers.StartBoth();
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>The broker as one of its users.</summary>
    public Uri BrokerOf(string user) => new($"amqp://{user.ToLowerInvariant()}:{_passwords[user.ToLowerInvariant()]}@127.0.0.1:{_amqp}/");

    /// <summary>A service's database as the service itself signs in to it.</summary>
    public string DatabaseOf(string service) =>
        $"Host=127.0.0.1;Port={_postgresql};Database={service};Username={service};Password={_passwords[service]}";

    /// <summary>SIGKILL to <c>beam.smp</c> and what belongs to it.</summary>
    public Task KillBroker() => Signal("KILL", $"-{GroupOfBroker()}");

    public Task FreezeBroker() => Signal("STOP", $"-{GroupOfBroker()}");

    public Task ThawBroker() => Signal("CONT", $"-{GroupOfBroker()}");

    public Task StopBroker() => Script([], "rabbitmq", "stop", Broker);

    public async Task StartBroker()
    {
        await Script([("RABBITMQ_DEFINITIONS", Path.Combine(_folder, "definitions.json"))], "rabbitmq", "start", Broker, $"{_amqp}", $"{_management}");
    }

    /// <summary>Above this share of the machine's memory the broker takes no message from anybody. Its own default is 0.4.</summary>
    public Task SetMemoryLimit(string share) => Script([], "rabbitmq", "ctl", Broker, "set_vm_memory_high_watermark", share);

    /// <summary>SIGKILL to the postmaster. Its children end by themselves when they notice.</summary>
    public Task KillDatabase() => Signal("KILL", File.ReadLines(Path.Combine(Database, "data", "postmaster.pid")).First());

    public Task StopDatabase() => Script([], "postgresql", "stop", Database);

    public Task StartDatabase() => Script([("POSTGRESQL_PASSWORD", _passwords["postgres"])], "postgresql", "start", Database, $"{_postgresql}");

    public bool BrokerListens() => Listens(_amqp);

    public async ValueTask DisposeAsync()
    {
        Management?.Dispose();
        await Script([], "discard", _folder);
    }

    async Task StartBoth()
    {
        // A guard outside of this process tree ends the servers with this process; it starts none itself.
        await Script([], "guard", $"{Environment.ProcessId}", _folder);
        var definitions = await Bash("deploy/rabbitmq/definitions.sh", [.. Users.Select(user => ($"RABBITMQ_PASSWORD_{user.ToUpperInvariant()}", _passwords[user]))]);
        await File.WriteAllTextAsync(Path.Combine(_folder, "definitions.json"), definitions);

        var broker = Settings(await Script([("RABBITMQ_DEFINITIONS", Path.Combine(_folder, "definitions.json"))], "rabbitmq", "start", Broker));
        (_amqp, _management) = (PortOf(broker["RABBITMQ_URL"]), PortOf(broker["RABBITMQ_MANAGEMENT"]));
        Management = new HttpClient
        {
            BaseAddress = new Uri(broker["RABBITMQ_MANAGEMENT"]),
            Timeout = TimeSpan.FromSeconds(5),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"operator:{_passwords["operator"]}"))) },
        };

        var database = Settings(await Script([("POSTGRESQL_PASSWORD", _passwords["postgres"])], "postgresql", "start", Database));
        _postgresql = int.Parse(database["POSTGRESQL"].Split(';').Single(part => part.StartsWith("Port=", StringComparison.Ordinal))[5..], CultureInfo.InvariantCulture);
        foreach (var service in RunningSystemOptions.AllServices.Where(s => s != "Gateway").Select(s => s.ToLowerInvariant()))
        {
            await Sql($"""
                CREATE ROLE {service} LOGIN PASSWORD '{_passwords[service]}';
                CREATE DATABASE {service} OWNER {service};
                REVOKE CONNECT ON DATABASE {service} FROM PUBLIC;
                """);
        }
    }

    string GroupOfBroker() => File.ReadAllText(Path.Combine(Broker, "group")).Trim();

    Task<string> Sql(string sql) => Bash("deploy/servers.sh", [("POSTGRESQL_PASSWORD", _passwords["postgres"])], sql, "postgresql", "sql", Database);

    static Task<string> Script((string, string)[] environment, params string[] arguments) => Bash("deploy/servers.sh", environment, null, arguments);

    static async Task<string> Bash(string script, (string Key, string Value)[] environment, string? input = null, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Repository.File(script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
    }

    static async Task Signal(string signal, string target)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", target]);
        await kill.WaitForExitAsync();
    }

    static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static Dictionary<string, string> Settings(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    static int PortOf(string url) => new Uri(url).Port;
}
