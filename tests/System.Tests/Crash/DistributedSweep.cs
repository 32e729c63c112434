using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>Each service a process, over RabbitMQ and PostgreSQL.</summary>
public sealed class SweptProcesses : SweptSystem
{
    RabbitMqVirtualHost? _broker;
    PostgreSqlDatabases? _databases;

    protected override string Sender => "Notifications";

    protected override async Task<(RunningSystem System, ServiceTables Tables)> Start(Dictionary<string, string> settings)
    {
        _broker = await RabbitMqVirtualHost.Create();
        _databases = await PostgreSqlDatabases.Create();
        var system = await RunningSystem.Start(new RunningSystemOptions { Broker = _broker.Url, Database = _databases.Database, Settings = settings });
        return (system, ServiceTables.OnPostgreSql(service => _databases.Template.Replace("{service}", service, StringComparison.Ordinal)));
    }

    protected override async Task<IReadOnlyList<string>> Strays() =>
        [.. (await _broker!.List("queues"))
            .Select(q => (Name: q["name"]!.GetValue<string>(), Messages: q["messages"]?.GetValue<int>() ?? 0))
            .Where(q => q.Messages > 0 && (q.Name.EndsWith("_error", StringComparison.Ordinal) || q.Name.EndsWith("_skipped", StringComparison.Ordinal) || q.Name is BusTopology.DeadLetters or BusTopology.Unrouted))
            .Select(q => $"{q.Messages} messages in {q.Name}")];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
    }
}

[CollectionDefinition(nameof(SweptProcesses))]
public sealed class SweptProcessesCollection : ICollectionFixture<SweptProcesses>;

[Trait("Category", "Server")]
[Collection(nameof(SweptProcesses))]
public sealed class When_processes_die(SweptProcesses system)
{
    [Fact]
    public Task Nothing_is_lost_and_nothing_happens_twice() => system.Die(new Dictionary<string, string[]>
    {
        ["Orders"] =
        [
            $"{CrashPoint.InboxInserted}:3", $"{CrashPoint.OutboxTaken}:5", $"{CrashPoint.OutboxConfirmed}:3", $"{CrashPoint.IdempotencyStored}:3", $"{CrashPoint.HttpBeforeReply}:3",
        ],
        ["Inventory"] = [$"{CrashPoint.InboxBeforeCommit}:3"],
        ["Payments"] =
        [
            $"{CrashPoint.InboxCommitted}:3", CrashPoint.ScheduleClaimed, CrashPoint.ScheduleSent, $"{CrashPoint.GatewayBeforeCall}:2", $"{CrashPoint.GatewayAnswered}:2",
        ],
        ["Logistics"] = [$"{CrashPoint.OutboxSending}:5", $"{CrashPoint.HttpBeforeReply}:5"],
        ["Tracking"] = [$"{CrashPoint.GroupInserted}:3", $"{CrashPoint.GroupBeforeCommit}:3", $"{CrashPoint.GroupCommitted}:3"],
        ["Notifications"] =
        [
            $"{CrashPoint.OutboxBetweenRows}:3", $"{CrashPoint.SenderAttempted}:3", $"{CrashPoint.SenderLeaving}:3", $"{CrashPoint.SmtpHandedOver}:3", $"{CrashPoint.TwilioHandedOver}:2", $"{CrashPoint.SenderAccepted}:3", $"{CrashPoint.SenderNoted}:3",
        ],
    });

    [Fact]
    public async Task A_clean_up_that_one_was_in_the_middle_of_goes_on()
    {
        await system.Die(new Dictionary<string, string[]> { ["Inventory"] = [CrashPoint.CleanUpBetweenBatches] }, before: () => system.Tables.Execute("inventory", "inbox", """
            INSERT INTO {0} ("MessageId", "ConsumerId", "ReceivedAt") SELECT gen_random_uuid(), gen_random_uuid(), now() - interval '30 days' FROM generate_series(1, 1200)
            """));
        await system.HasCleanedUp("inventory");
    }
}
