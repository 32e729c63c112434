using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>Each service a process, over RabbitMQ and PostgreSQL.</summary>
public sealed class SweptProcesses : SweptSystem
{
    RabbitMqVirtualHost? _broker;
    PostgreSqlDatabases? _databases;

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

[Trait("Category", "Long")]
[Collection(nameof(SweptProcesses))]
public sealed class When_a_process_dies(SweptProcesses system)
{
    [Theory]
    [InlineData("Orders", $"{CrashPoint.InboxInserted}:3")]
    [InlineData("Inventory", $"{CrashPoint.InboxBeforeCommit}:3")]
    [InlineData("Payments", $"{CrashPoint.InboxCommitted}:3")]
    [InlineData("Tracking", $"{CrashPoint.GroupInserted}:3")]
    [InlineData("Tracking", $"{CrashPoint.GroupBeforeCommit}:3")]
    [InlineData("Tracking", $"{CrashPoint.GroupCommitted}:3")]
    [InlineData("Orders", $"{CrashPoint.OutboxTaken}:5")]
    [InlineData("Logistics", $"{CrashPoint.OutboxSending}:5")]
    [InlineData("Notifications", $"{CrashPoint.OutboxBetweenRows}:3")]
    [InlineData("Orders", $"{CrashPoint.OutboxConfirmed}:3")]
    [InlineData("Payments", CrashPoint.ScheduleClaimed)]
    [InlineData("Payments", CrashPoint.ScheduleSent)]
    [InlineData("Orders", $"{CrashPoint.IdempotencyStored}:3")]
    [InlineData("Orders", $"{CrashPoint.HttpBeforeReply}:3")]
    [InlineData("Logistics", $"{CrashPoint.HttpBeforeReply}:5")]
    [InlineData("Notifications", $"{CrashPoint.SenderAttempted}:3")]
    [InlineData("Notifications", $"{CrashPoint.SmtpHandedOver}:3")]
    [InlineData("Notifications", $"{CrashPoint.TwilioHandedOver}:2")]
    [InlineData("Notifications", $"{CrashPoint.SenderAccepted}:3")]
    [InlineData("Payments", $"{CrashPoint.GatewayBeforeCall}:2")]
    [InlineData("Payments", $"{CrashPoint.GatewayAnswered}:2")]
    public Task Nothing_is_lost_and_nothing_happens_twice(string service, string point) => system.Dies(service, point);

    [Fact]
    public async Task A_clean_up_that_it_was_in_the_middle_of_goes_on()
    {
        await system.Dies("Inventory", CrashPoint.CleanUpBetweenBatches, before: () => system.Tables.Execute("inventory", "inbox", """
            INSERT INTO {0} ("MessageId", "ConsumerId", "ReceivedAt") SELECT gen_random_uuid(), gen_random_uuid(), now() - interval '30 days' FROM generate_series(1, 1200)
            """));
        await system.HasCleanedUp("inventory");
    }
}
