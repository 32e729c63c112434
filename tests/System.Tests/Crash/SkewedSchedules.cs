using System.Globalization;
using Shouldly;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>
/// RELIABILITY G12: ten thousand clocks on three processes of Payments, one of them an hour ahead and one an hour behind, which are killed ten times
/// as the clocks fall due. Each is the callback that pays an order five seconds after it was asked for; when, is told by the clock of Orders,
/// which is right.
/// </summary>
[Trait("Category", "Server")]
[Trait("Category", "Long")]
public sealed class When_schedules_fall_due_on_machines_whose_clocks_are_off : IAsyncLifetime
{
    const int Orders = 10_000;
    const string Sku = "MUG-01";

    static readonly TimeSpan Answer = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Rests = TimeSpan.FromMinutes(15);
    static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = 16 };

    static readonly Dictionary<string, (string Offset, string[] Deaths)> Copies = new()
    {
        ["Payments"] = ("00:00:00", [CrashPoint.ScheduleClaimed, $"{CrashPoint.ScheduleSent}:5", $"{CrashPoint.InboxBeforeCommit}:100"]),
        ["Payments-2"] = ("01:00:00", [$"{CrashPoint.ScheduleClaimed}:3", CrashPoint.ScheduleSent, $"{CrashPoint.InboxCommitted}:100", $"{CrashPoint.ScheduleClaimed}:30"]),
        ["Payments-3"] = ("-01:00:00", [CrashPoint.ScheduleSent, $"{CrashPoint.ScheduleClaimed}:10", $"{CrashPoint.ScheduleSent}:10"]),
    };

    readonly TempDirectory _markers = new();
    readonly Ledger _ledger = new();
    RabbitMqVirtualHost? _broker;
    PostgreSqlDatabases? _databases;
    RunningSystem? _system;

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqVirtualHost.Create();
        _databases = await PostgreSqlDatabases.Create();
        _system = await RunningSystem.Start(new RunningSystemOptions
        {
            Services = ["Orders", "Inventory", "Payments", "Payments", "Payments"],
            Broker = _broker.Url,
            Database = _databases.Database,
            Settings = new Dictionary<string, string>
            {
                ["Messaging:Lease"] = "00:00:03",
                ["Messaging:PollInterval"] = "00:00:00.200",
                ["Payments:SlowAnswer"] = Answer.ToString("c", CultureInfo.InvariantCulture),
                ["Payments:LookEvery"] = "00:00:00.500",
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
        _markers.Dispose();
    }

    [Fact]
    public async Task Each_fires_once_and_none_early()
    {
        // Nobody reaches them through a gateway, which would want to know the other services as well.
        using var orders = _system!.ClientOf("Orders");
        using var inventory = _system.ClientOf("Inventory");
        var shop = new PatientShop(orders, _ledger);
        await new PatientShop(inventory, _ledger).PutStock(Sku, Orders);
        await Task.WhenAll(Copies.Keys.Select(_system.Kill));

        var placing = Parallel.ForEachAsync(Enumerable.Range(1, Orders), Parallelism, async (number, _) => await shop.Post("orders", Shop.Order(Sku, "tok_slow"), $"order {number}"));
        await Task.WhenAll(Copies.Select(copy => DieAtEach(copy.Key, copy.Value.Offset, copy.Value.Deaths)));
        await placing;

        var tables = ServiceTables.OnPostgreSql(service => _databases!.Template.Replace("{service}", service, StringComparison.Ordinal));
        await Eventually.Get<int>(async () => (await tables.Read("orders", "orders", r => r.Text(0), "Status")).Count(status => status == "confirmed"), confirmed => confirmed == Orders, Rests, $"{Orders} orders are confirmed");

        var history = (await tables.Read("orders", "status_history", r => (Order: r.Id(0), To: r.Text(1), At: r.Moment(2)), "SubjectId", "To", "RecordedAt")).ToLookup(h => h.Order, h => (h.To, h.At));
        var waits = history.Select(order => (At(order, "confirmed") - At(order, "awaiting_payment")) / 1e6).Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{waits.Count} clocks of {Answer.TotalSeconds} s: the first after {waits[0]:0.00} s, half after {waits[waits.Count / 2]:0.00} s, the last after {waits[^1]:0.0} s"));
        waits.Count.ShouldBe(Orders);
        waits[0].ShouldBeGreaterThanOrEqualTo(Answer.TotalSeconds);
        var captured = await tables.Read("payments", "status_history", r => (Payment: r.Id(0), To: r.Text(1)), "SubjectId", "To");
        captured.Where(h => h.To == "captured").GroupBy(h => h.Payment).Select(g => g.Count()).ShouldBe(Enumerable.Repeat(1, Orders));
    }

    static long At(IEnumerable<(string? To, long At)> history, string status) => history.Where(h => h.To == status).ShouldHaveSingleItem().At;

    async Task DieAtEach(string instance, string offset, string[] points)
    {
        Dictionary<string, string> off = new() { ["Testing:ClockOffset"] = offset };
        foreach (var at in points)
            await _system![instance].DieAt(at, _markers, off);
        await _system!.Restart(instance, off);
    }
}
