using System.Globalization;

namespace StatusTracking.Chaos;

/// <summary>What a run is asked for on its command line.</summary>
sealed record ChaosOptions
{
    public const string Usage = """
        tests/run.sh --chaos [--events N] [--kills K] [--seed S] [--scale Tracking=2]... [--broker-only] [--json FILE] [--keep]

        Starts the distributed system of deploy/local.sh (each service its own processes, a private RabbitMQ and PostgreSQL), sends N events
        through its HTTP API, kills K processes meanwhile (SIGKILL; the broker and the database among them), restarts, freezes and starves
        some more, waits until all is done, and counts. Ends with 1 where anything was lost, doubled or cannot be explained.

        --events N    accepted orders, labels, scans, cancellations and refunds (3,000)
        --kills K     SIGKILLs; other faults come on top (10)
        --seed S      of the load and of the faults (random; printed)
        --scale X=N   copies of a service (Logistics=2, Tracking=2, Notifications=2)
        --broker-only the K faults are kills and restarts of the broker, in turn, and nothing else goes wrong
        --json FILE   the report as JSON, too
        --keep        keeps ledgers and logs also where nothing went wrong
        """;

    public int Events { get; init; } = 3_000;

    public int Kills { get; init; } = 10;

    public int Seed { get; init; }

    public string? Json { get; init; }

    public bool Keep { get; init; }

    public bool BrokerOnly { get; init; }

    public IReadOnlyDictionary<string, int> Copies { get; init; } = new Dictionary<string, int> { ["Logistics"] = 2, ["Tracking"] = 2, ["Notifications"] = 2 };

    /// <summary>Null where the command line makes no sense.</summary>
    public static ChaosOptions? Parse(IReadOnlyList<string> args)
    {
        var options = new ChaosOptions { Seed = Random.Shared.Next(1, 1_000_000) };
        for (var at = 0; at < args.Count; at++)
        {
            if (args[at] is "--keep" or "--broker-only")
            {
                options = args[at] == "--keep" ? options with { Keep = true } : options with { BrokerOnly = true };
                continue;
            }

            if (++at == args.Count || With(options, args[at - 1], args[at]) is not { } next)
                return null;
            options = next;
        }

        return options;
    }

    static ChaosOptions? With(ChaosOptions options, string name, string value) => name switch
    {
        "--events" when Number(value) is > 0 and var events => options with { Events = events },
        "--kills" when Number(value) is >= 0 and var kills => options with { Kills = kills },
        "--seed" when Number(value) is { } seed => options with { Seed = seed },
        "--json" => options with { Json = value },
        "--scale" when value.Split('=') is [var service, var copies] && Testing.RunningSystemOptions.AllServices.Contains(service) && Number(copies) is >= 1 and <= 8 and var n
            => options with { Copies = new Dictionary<string, int>(options.Copies) { [service] = n } },
        _ => null,
    };

    static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
