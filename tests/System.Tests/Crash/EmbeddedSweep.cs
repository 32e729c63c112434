using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>All services in one process, over memory and SQLite: each kill is a kill of everything.</summary>
public sealed class SweptStandalone : SweptSystem
{
    public const string Process = "Standalone";

    protected override string Sender => Process;

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

[Trait("Category", "Server")]
public sealed class When_Standalone_dies(SweptStandalone system) : IClassFixture<SweptStandalone>
{
    [Theory]
    [InlineData($"{CrashPoint.InboxInserted}:9", $"{CrashPoint.InboxBeforeCommit}:9", $"{CrashPoint.InboxCommitted}:9",
        $"{CrashPoint.GroupInserted}:3", $"{CrashPoint.GroupBeforeCommit}:3", $"{CrashPoint.GroupCommitted}:3")]
    [InlineData($"{CrashPoint.OutboxTaken}:9", $"{CrashPoint.OutboxSending}:9", $"{CrashPoint.OutboxBetweenRows}:3", $"{CrashPoint.OutboxConfirmed}:9",
        $"{CrashPoint.OutboxHandled}:9", CrashPoint.ScheduleClaimed, CrashPoint.ScheduleSent)]
    [InlineData($"{CrashPoint.IdempotencyStored}:5", $"{CrashPoint.HttpBeforeReply}:5", $"{CrashPoint.GatewayBeforeCall}:2", $"{CrashPoint.GatewayAnswered}:2")]
    [InlineData($"{CrashPoint.SenderAttempted}:3", $"{CrashPoint.SenderLeaving}:3", $"{CrashPoint.SmtpHandedOver}:3", $"{CrashPoint.TwilioHandedOver}:2", $"{CrashPoint.SenderAccepted}:3", $"{CrashPoint.SenderNoted}:3")]
    public Task Nothing_is_lost_and_nothing_happens_twice(params string[] points) => system.Die(new Dictionary<string, string[]> { [SweptStandalone.Process] = points });

    [Fact]
    public async Task A_clean_up_that_it_was_in_the_middle_of_goes_on()
    {
        await system.Die(new Dictionary<string, string[]> { [SweptStandalone.Process] = [CrashPoint.CleanUpBetweenBatches] }, before: () => system.Tables.Execute("inventory", "inbox", """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
            INSERT INTO {0} ("MessageId", "ConsumerId", "ReceivedAt") SELECT upper(hex(randomblob(16))), 'A', 1 FROM n
            """));
        await system.HasCleanedUp("inventory");
    }
}
