using System.Globalization;

namespace StatusTracking.Chaos;

enum FaultKind
{
    /// <summary>SIGKILL to a service's process.</summary>
    KillService,

    /// <summary>SIGKILL to RabbitMQ.</summary>
    KillBroker,

    /// <summary>SIGKILL to PostgreSQL's postmaster.</summary>
    KillDatabase,

    /// <summary>RabbitMQ is asked to end, and started again.</summary>
    RestartBroker,

    /// <summary>PostgreSQL is asked to end (fast), and started again.</summary>
    RestartDatabase,

    /// <summary>SIGSTOP, and SIGCONT after a while: connections stay open, and nobody answers.</summary>
    Freeze,

    /// <summary>RabbitMQ takes no messages for a while.</summary>
    MemoryAlarm,
}

/// <summary>Something that is going to go wrong.</summary>
/// <param name="Number">From 1.</param>
/// <param name="AtEvent">After how many acknowledged events.</param>
/// <param name="Kind">What.</param>
/// <param name="Target">A process: <c>Tracking-2</c>, <c>rabbitmq</c>, <c>postgresql</c>.</param>
/// <param name="For">How long it stays down, frozen or starved.</param>
sealed record Fault(int Number, int AtEvent, FaultKind Kind, string Target, TimeSpan For)
{
    public const string Broker = "rabbitmq";

    public const string Database = "postgresql";

    public bool IsKill => Kind is FaultKind.KillService or FaultKind.KillBroker or FaultKind.KillDatabase;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Number} {Kind} {Target} for {For.TotalSeconds:0.0} s, at event {AtEvent}");

    /// <summary>
    /// A function of the seed: so many kills, a tenth of them of the broker and a tenth of the database but at least one of each, the others of
    /// services, those that tell and follow twice as often; and restarts, freezes and memory alarms on top, at least one of each.
    /// </summary>
    public static IReadOnlyList<Fault> Schedule(int seed, int events, int kills, IReadOnlyList<string> processes)
    {
        if (kills == 0)
            return [];
        var random = new Random(unchecked((seed * 7_919) + 17));
        string[] likely = [.. processes, .. processes.Where(p => p.StartsWith("Tracking", StringComparison.Ordinal) || p.StartsWith("Notifications", StringComparison.Ordinal))];
        var servers = Math.Max(1, kills / 10);
        var planned = new List<(FaultKind Kind, string Target, double Seconds)>();
        for (var n = 0; n < kills; n++)
        {
            planned.Add(
                n < servers ? (FaultKind.KillBroker, Broker, Between(0, 4))
                : n < 2 * servers ? (FaultKind.KillDatabase, Database, Between(0, 4))
                : (FaultKind.KillService, likely[(n + random.Next(likely.Length)) % likely.Length], Between(0, 5)));
        }

        for (var n = Math.Max(1, kills / 20); n > 0; n--)
        {
            planned.Add((FaultKind.RestartBroker, Broker, Between(0, 5)));
            planned.Add((FaultKind.RestartDatabase, Database, Between(0, 3)));
            planned.Add((FaultKind.MemoryAlarm, Broker, Between(3, 10)));
            planned.Add((FaultKind.Freeze, Broker, Between(2, 8)));
            planned.Add((FaultKind.Freeze, likely[random.Next(likely.Length)], Between(2, 10)));
            planned.Add((FaultKind.Freeze, likely[random.Next(likely.Length)], Between(2, 10)));
        }

        var shuffled = planned.ToArray();
        random.Shuffle(shuffled);
        return Spread(shuffled, events, random);

        double Between(double least, double most) => Within(random, least, most);
    }

    /// <summary>The broker killed and asked to restart in turn, and nothing else.</summary>
    public static IReadOnlyList<Fault> OfBroker(int seed, int events, int faults)
    {
        var random = new Random(unchecked((seed * 7_919) + 17));
        return Spread([.. Enumerable.Range(0, faults).Select(n => (n % 2 == 0 ? FaultKind.KillBroker : FaultKind.RestartBroker, Broker, Within(random, 0, 5)))], events, random);
    }

    /// <summary>Over the first nine tenths of the events, each somewhere in its own part of them.</summary>
    static List<Fault> Spread((FaultKind Kind, string Target, double Seconds)[] planned, int events, Random random) => [.. planned.Select((fault, at) => new Fault(
        at + 1, (int)((at + random.NextDouble()) / planned.Length * 0.9 * events), fault.Kind, fault.Target, TimeSpan.FromSeconds(fault.Seconds)))];

    static double Within(Random random, double least, double most) => least + (random.NextDouble() * (most - least));
}

/// <summary>A fault that happened.</summary>
/// <param name="Fault">Which.</param>
/// <param name="At">When.</param>
/// <param name="Over">When what it hit ran again: ready, or its port open.</param>
/// <param name="Note">What else there is to say.</param>
sealed record Happened(Fault Fault, DateTimeOffset At, DateTimeOffset Over, string? Note = null);
