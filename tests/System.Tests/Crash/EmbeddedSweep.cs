using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>All services in one process, over memory and SQLite: each kill is a kill of everything.</summary>
public sealed class SweptStandalone : SweptSystem
{
    public const string Process = "Standalone";

    protected override bool KillsTheSender => true;

    protected override async Task<(RunningSystem System, ServiceTables Tables)> Start(Dictionary<string, string> settings)
    {
        settings["Transport"] = "InMemory";
        settings["Database:Provider"] = "Sqlite";
        var system = await RunningSystem.Start(new RunningSystemOptions
        {
            Services = [Process],
            Broker = new Uri("amqp://not.used"),
            Database = _ => Task.FromResult(""),
            Settings = settings,
        });
        return (system, ServiceTables.OnSqlite(system.DataDirectory(Process)));
    }
}

[Trait("Category", "Long")]
public sealed class When_Standalone_dies(SweptStandalone system) : IClassFixture<SweptStandalone>
{
    [Theory]
    [InlineData($"{CrashPoint.InboxInserted}:9")]
    [InlineData($"{CrashPoint.InboxBeforeCommit}:9")]
    [InlineData($"{CrashPoint.InboxCommitted}:9")]
    [InlineData($"{CrashPoint.GroupInserted}:3")]
    [InlineData($"{CrashPoint.GroupBeforeCommit}:3")]
    [InlineData($"{CrashPoint.GroupCommitted}:3")]
    [InlineData($"{CrashPoint.OutboxTaken}:9")]
    [InlineData($"{CrashPoint.OutboxSending}:9")]
    [InlineData($"{CrashPoint.OutboxBetweenRows}:3")]
    [InlineData($"{CrashPoint.OutboxConfirmed}:9")]
    [InlineData($"{CrashPoint.OutboxHandled}:9")]
    [InlineData(CrashPoint.ScheduleClaimed)]
    [InlineData(CrashPoint.ScheduleSent)]
    [InlineData($"{CrashPoint.IdempotencyStored}:5")]
    [InlineData($"{CrashPoint.HttpBeforeReply}:5")]
    [InlineData($"{CrashPoint.SenderAttempted}:3")]
    [InlineData($"{CrashPoint.SmtpHandedOver}:3")]
    [InlineData($"{CrashPoint.TwilioHandedOver}:2")]
    [InlineData($"{CrashPoint.SenderAccepted}:3")]
    [InlineData($"{CrashPoint.GatewayBeforeCall}:2")]
    [InlineData($"{CrashPoint.GatewayAnswered}:2")]
    public Task Nothing_is_lost_and_nothing_happens_twice(string point) => system.Dies(SweptStandalone.Process, point);

    [Fact]
    public async Task A_clean_up_that_it_was_in_the_middle_of_goes_on()
    {
        await system.Dies(SweptStandalone.Process, CrashPoint.CleanUpBetweenBatches, before: () => system.Tables.Execute("inventory", "inbox", """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
            INSERT INTO {0} ("MessageId", "ConsumerId", "ReceivedAt") SELECT upper(hex(randomblob(16))), 'A', 1 FROM n
            """));
        await system.HasCleanedUp("inventory");
    }
}
