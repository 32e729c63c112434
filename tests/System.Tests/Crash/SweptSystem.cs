using Shouldly;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>
/// One running system whose processes are killed at one point after the other, with a client's ledger, a mail server and a server of Twilio's shape
/// beside it that nobody kills.
/// </summary>
public abstract class SweptSystem : IAsyncLifetime
{
    /// <summary>How many orders live at the same time while a point is waited for.</summary>
    const int AtOnce = 4;

    /// <summary>How many messages Notifications has under way at once: eight on each channel.</summary>
    const int MostUnderWay = 16;

    // Long, because nothing is measured by it and machines are busy.
    static readonly TimeSpan RestsWithin = TimeSpan.FromMinutes(5);

    readonly SmtpServer _smtp = new();
    readonly Ledger _ledger = new();
    readonly TempDirectory _markers = new();
    readonly HashSet<string> _known = [];
    TwilioServer? _twilio;
    RunningSystem? _system;
    int _uncertain;

    public RunningSystem System => _system!;

    public ServiceTables Tables { get; private set; } = null!;

    /// <summary>Times that are short, so that a crash is not followed by a long wait: leases run out soon, and clocks are looked at often.</summary>
    static Dictionary<string, string> Impatient => new()
    {
        ["Messaging:Lease"] = "00:00:03",
        ["Messaging:PollInterval"] = "00:00:00.200",
        ["Messaging:IdempotencyLock"] = "00:00:05",
        ["Messaging:CleanUpInterval"] = "00:00:01",
        ["Notifications:PollInterval"] = "00:00:00.200",
        ["Notifications:Lease"] = "00:00:05",
        ["Email:Smtp:Timeout"] = "00:00:05",
        ["Sms:Twilio:Timeout"] = "00:00:05",
        ["Payments:SlowAnswer"] = "00:00:01",
        ["Payments:GatewayTimeout"] = "00:00:02",
        ["Payments:LookEvery"] = "00:00:00.500",
    };

    /// <summary>The process that sends e-mails and SMS.</summary>
    protected abstract string Sender { get; }

    protected abstract Task<(RunningSystem System, ServiceTables Tables)> Start(Dictionary<string, string> settings);

    /// <summary>What must not be there and is in no database: messages in error queues.</summary>
    protected virtual Task<IReadOnlyList<string>> Strays() => Task.FromResult<IReadOnlyList<string>>([]);

    public async ValueTask InitializeAsync()
    {
        _twilio = await TwilioServer.Start();
        var settings = Impatient;
        foreach (var (key, value) in _twilio.Settings)
            settings[key] = value;
        settings["Email:Smtp:Host"] = _smtp.Host;
        settings["Email:Smtp:Port"] = $"{_smtp.Port}";
        settings["Email:Smtp:Security"] = "None";
        (_system, Tables) = await Start(settings);
        await Shop().PutStock(SweptLife.Sku, 100_000);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
        await _smtp.DisposeAsync();
        if (_twilio is not null)
            await _twilio.DisposeAsync();
        _markers.Dispose();
        GC.SuppressFinalize(this);
    }

    internal PatientShop Shop() => new(System.Client, _ledger);

    /// <summary>
    /// Lets processes die, each at one point after the other and all at the same time, while orders live; starts them again without, and judges
    /// when all has come to rest.
    /// </summary>
    /// <param name="deaths">The points of each process, as the setting takes them.</param>
    /// <param name="before">What is to be done while they are down.</param>
    public async Task Die(IReadOnlyDictionary<string, string[]> deaths, Func<Task>? before = null)
    {
        await Task.WhenAll(deaths.Keys.Select(System.Kill));
        if (before is not null)
            await before();
        var all = Task.WhenAll(deaths.Select(process => DieAtEach(process.Key, process.Value)));
        var lives = Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => LiveUntil(all))).ToList();
        await all;
        await Task.WhenAll(lives);
        await Rests(deaths);
    }

    /// <summary>Lets a process that is down die at one point after the other, and starts it again without, whatever came of that.</summary>
    public async Task DieAtEach(string instance, params string[] points)
    {
        try
        {
            foreach (var at in points)
                await System[instance].DieAt(at, _markers);
        }
        finally
        {
            await System.Restart(instance);
        }
    }

    /// <summary>Waits until everything has come true, once.</summary>
    /// <param name="deaths">Who has died since it was last so, and where.</param>
    public async Task Rests(IReadOnlyDictionary<string, string[]> deaths)
    {
        var verdict = new Verdict();
        try
        {
            await Eventually.Get(async () => verdict = await Judge(), v => v.IsGood, RestsWithin, "all comes true once");
        }
        finally
        {
            // The next points are not to be blamed for what came of these.
            _known.UnionWith([.. verdict.Lost, .. verdict.Duplicated, .. verdict.Unexpected, .. verdict.Undone]);
            TestContext.Current.TestOutputHelper?.WriteLine(verdict.Figures);
        }

        // What was under way at a kill of the sender may be uncertain, what it had in its hands is, and nothing else ever.
        var kills = deaths.GetValueOrDefault(Sender) ?? [];
        var news = verdict.EverUncertain - _uncertain;
        _uncertain = verdict.EverUncertain;
        news.ShouldBeInRange(kills.Count(HasItInHand), MostUnderWay * kills.Length);

        static bool HasItInHand(string at) =>
            at.StartsWith(CrashPoint.SenderLeaving, StringComparison.Ordinal) || at.StartsWith(CrashPoint.SenderAccepted, StringComparison.Ordinal) || at.Contains("handed-over", StringComparison.Ordinal);
    }

    /// <summary>Waits until no message is remembered for longer than a week.</summary>
    public Task HasCleanedUp(string service)
    {
        var aWeekAgo = TimeProvider.System.GetUtcNow().AddDays(-7).UtcTicks / TimeSpan.TicksPerMicrosecond;
        return Eventually.Get<int>(async () => (await Tables.Read(service, "inbox", r => r.Moment(0), "ReceivedAt")).Count(at => at < aWeekAgo), old => old == 0, RestsWithin, "old rows are deleted");
    }

    async Task<Verdict> Judge()
    {
        var verdict = await Oracle.Judge(_ledger, [.. _smtp.Received.Select(Told.Of), .. _twilio!.Messages.Select(Told.Of)], Tables, await Shop().Uncertain());
        verdict.Unexpected.AddRange(await Strays());
        foreach (var findings in new[] { verdict.Lost, verdict.Duplicated, verdict.Unexpected, verdict.Undone })
            findings.RemoveAll(_known.Contains);
        return verdict;
    }

    async Task LiveUntil(Task death)
    {
        do
            await SweptLife.Live(Shop());
        while (!death.IsCompleted);
    }
}
