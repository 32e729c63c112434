using System.Globalization;
using System.Text.Json;
using StatusTracking.Testing;

namespace StatusTracking.Chaos;

/// <summary>One run: start everything, let it work and break it, wait until all is done, judge.</summary>
sealed class ChaosRun(ChaosOptions options, string folder, TimeProvider time) : IDisposable
{
    /// <summary>Longer than any lease, time-out and first redelivery: who has made no step for so long will make none.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Messages that may wait in the broker before no new orders come.</summary>
    const int MostWaiting = 3_000;

    const int RequestsAtOnce = 16;

    static readonly JsonSerializerOptions FactsFile = new() { IncludeFields = true };

    readonly DateTimeOffset _began = time.GetUtcNow();
    readonly Lock _gate = new();
    readonly StreamWriter _log = new(Path.Combine(folder, "run.log")) { AutoFlush = true };

    public async Task<Report> Run()
    {
        Say($"seed {options.Seed}, {options.Events} events, {options.Kills} kills; ledgers in {folder}");
        await using var providers = await Providers.Start(folder);
        await using var servers = await OwnServers.Start();
        await using var system = await StartSystem(servers, providers);
        await using var queues = new Queues(servers.BrokerOf("operator"), servers.Management);
        var names = await queues.Names();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = system.Client.BaseAddress, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Add("X-Api-Key", system.ApiKey);
        using var client = new PatientClient(http, RequestsAtOnce, time);
        var recovery = new Recovery(system, queues, names, time);
        using var supervisor = new Supervisor(system, Say, time);
        var injector = new FaultInjector(system, servers, supervisor, recovery, Say, time);
        var schedule = options.BrokerOnly
            ? Fault.OfBroker(options.Seed, options.Events, options.Kills)
            : Fault.Schedule(options.Seed, options.Events, options.Kills, [.. system.Services.Select(s => s.Instance)]);
        foreach (var fault in schedule)
            await _log.WriteLineAsync($"planned: {fault}");

        using var over = new CancellationTokenSource();
        var valve = new Valve(queues, names, MostWaiting);
        Task[] watching = [Task.Run(() => valve.Watch(over.Token)), Task.Run(() => supervisor.Watch(over.Token))];
        var started = time.GetUtcNow();
        Traffic traffic;
        using (var ledger = new Ledger(LedgerFile))
        {
            traffic = new Traffic(client, ledger, options.Seed, options.Events, () => valve.IsOpen, time);
            await Load(traffic, injector.Run(schedule, () => traffic.Acknowledged, over.Token), over);
        }

        var loaded = time.GetUtcNow();
        Say($"all of the load is acknowledged, or given up: {traffic.Acknowledged} events; draining");
        var databases = new Databases(servers.DatabaseOf);
        var drain = new Drain(databases, queues, new Failures(client), providers, Say, time);
        var (replayed, left) = await drain.Run();
        var drained = time.GetUtcNow();
        await over.CancelAsync();
        await Task.WhenAll(watching);

        Say("judging");
        var happened = injector.Happened.OrderBy(h => h.At).ToList();
        var windows = happened.Where(IsInSendWindow).Select(h => (h.At.AddSeconds(-30), h.Over.AddSeconds(5))).ToList();
        var facts = await databases.Read(new Facts
        {
            Seed = options.Seed,
            Lives = traffic.Lives,
            Ledger = [.. Ledger.Read(LedgerFile)],
            Mails = providers.Mails,
            Sms = providers.Sms,
            SendWindows = windows,
            ListedUncertain = await ListedUncertain(client),
            Unfinished = traffic.Unfinished,
            Oddities = [.. client.Refused, .. traffic.Oddities, .. await databases.Parked(), .. left],
        });
        await File.WriteAllTextAsync(Path.Combine(folder, "facts.json"), JsonSerializer.Serialize(facts, FactsFile), CancellationToken.None);
        var handled = await databases.Handled();
        return new()
        {
            Options = options,
            Verdict = Judge.Of(facts),
            Faults = happened,
            BrokerReturns = [.. recovery.Returns],
            Replayed = replayed,
            EndedByThemselves = [.. supervisor.EndedByThemselves],
            KillsInSendWindow = windows.Count,
            Folder = folder,
            Figures = new Dictionary<string, double>
            {
                ["attempted"] = traffic.Attempted,
                ["orders"] = traffic.Lives,
                ["e-mails"] = facts.Mails.Count,
                ["sms"] = facts.Sms.Count,
                ["statusChanges"] = facts.History.Count,
                ["messagesHandled"] = handled,
                ["requests"] = client.Requests,
                ["requestsWithoutAnswer"] = client.Unanswered,
                ["uncertainEver"] = await databases.EverUncertain(),
                ["loadSeconds"] = (loaded - started).TotalSeconds,
                ["drainSeconds"] = (drained - loaded).TotalSeconds,
                ["totalSeconds"] = (time.GetUtcNow() - _began).TotalSeconds,
                ["eventsPerSecond"] = traffic.Acknowledged / (loaded - started).TotalSeconds,
                ["messagesHandledPerSecond"] = handled / (drained - started).TotalSeconds,
                ["mostWaiting"] = valve.Peak,
                ["brokerAwaySeconds"] = AwayOfBroker(happened).Sum(a => (a.To - a.From).TotalSeconds),
                ["ordersAcceptedWithoutBroker"] = client.Orders.Count(o => AwayOfBroker(happened).Any(a => o.At.AddSeconds(-o.Seconds) >= a.From && o.At <= a.To)),
            },
        };
    }

    public void Dispose() => _log.Dispose();

    string LedgerFile => Path.Combine(folder, "ledger.jsonl");

    async Task<RunningSystem> StartSystem(OwnServers servers, Providers providers)
    {
        var system = await RunningSystem.Start(new()
        {
            Services = [.. RunningSystemOptions.AllServices.SelectMany(s => Enumerable.Repeat(s, options.Copies.GetValueOrDefault(s, 1)))],
            Broker = servers.BrokerOf("operator"),
            BrokerOf = service => servers.BrokerOf(service),
            Database = service => Task.FromResult(service == "gateway" ? "" : servers.DatabaseOf(service)),
            Settings = new Dictionary<string, string>(providers.Settings)
            {
                // A message whose sender died is known to be uncertain that much sooner, and the run need not wait minutes for it.
                ["Email:Smtp:Timeout"] = "00:00:20",
                ["Sms:Twilio:Timeout"] = "00:00:20",
                ["Notifications:Lease"] = "00:00:20",
            },
        });
        Say($"{system.Services.Count} processes are ready");
        return system;
    }

    /// <summary>Until all is acknowledged and all faults are over; or until nothing has moved for so long that nothing will.</summary>
    async Task Load(Traffic traffic, Task faults, CancellationTokenSource over)
    {
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
        var load = traffic.Run(givenUp.Token);
        var (seen, since, told) = (0, time.GetTimestamp(), time.GetTimestamp());
        while (!(load.IsCompleted && faults.IsCompleted))
        {
            await Task.WhenAny(Task.WhenAll(load, faults), Task.Delay(500));
            if (faults.IsFaulted)
                await faults;
            if (load.IsFaulted)
                await load;
            if (traffic.Acknowledged != seen)
                (seen, since) = (traffic.Acknowledged, time.GetTimestamp());
            if (!load.IsCompleted && time.GetElapsedTime(since) > Patience)
            {
                Say($"nothing was acknowledged for {Patience.TotalMinutes} minutes; given up: {traffic.Unfinished.Count} orders still wait");
                await givenUp.CancelAsync();
                await load;
                return;
            }

            if (time.GetElapsedTime(told) > TimeSpan.FromSeconds(30))
            {
                told = time.GetTimestamp();
                Say($"{traffic.Acknowledged} events, {traffic.Lives} orders, {traffic.Unfinished.Count} under way");
            }
        }

        await load;
        await faults;
    }

    /// <summary>What may leave a message's fate unknown: whoever sends it dies or stands still, or cannot write down what it did.</summary>
    static bool IsInSendWindow(Happened h) =>
        h.Fault.Target == Fault.Database || h.Fault.Target.StartsWith("Notifications", StringComparison.Ordinal);

    static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> AwayOfBroker(IEnumerable<Happened> happened) =>
        happened.Where(h => h.Fault.Kind is FaultKind.KillBroker or FaultKind.RestartBroker or FaultKind.MemoryAlarm || h.Fault is { Kind: FaultKind.Freeze, Target: Fault.Broker })
            .Select(h => (h.At, h.Over));

    static async Task<IReadOnlySet<Guid>> ListedUncertain(PatientClient client)
    {
        var listed = new HashSet<Guid>();
        string? after = null;
        do
        {
            var page = (await client.Get($"notifications?status=uncertain&limit=200{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", CancellationToken.None))!.Json;
            listed.UnionWith(page["items"]!.AsArray().Select(n => Guid.Parse(n!["id"]!.GetValue<string>())));
            after = page["next"]?.GetValue<string>();
        }
        while (after is not null);
        return listed;
    }

    void Say(string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{(time.GetUtcNow() - _began).TotalSeconds,7:0.0} s  {what}");
        lock (_gate)
        {
            _log.WriteLine(line);
            Console.WriteLine(line);
        }
    }
}
