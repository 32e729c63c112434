using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What is told of what a service has in hand.</summary>
public abstract class MessagingStateSpecification(SampleHost host) : Specification(host)
{
    [Fact]
    public async Task It_counts_what_waits_what_is_for_later_what_is_given_up_and_what_was_handled()
    {
        var teller = Host.Services.GetRequiredKeyedService<ITellMessagingState>("sample");
        await Eventually.True(async () => (await teller.Read(Cancelled)).Outbox is { Waiting: 0 });
        var before = await teller.Read(Cancelled);
        var now = await Host.Read(db => db.GetUtcNow(Cancelled).AsTask());
        await Host.Save((_, time) => new[] { Row(time.AddDays(2)), Row(time.AddDays(1)), Row(null) });

        var after = await teller.Read(Cancelled);

        after.Outbox.Scheduled.ShouldBe(before.Outbox.Scheduled + 2);
        after.Outbox.Parked.ShouldBe(before.Outbox.Parked + 1);
        after.Outbox.NextDue!.Value.ShouldBe(now.AddDays(1), TimeSpan.FromSeconds(1));
        after.Outbox.Failing.ShouldBe(0);
        after.InboxRows.ShouldNotBeNull();
        if (Host is EmbeddedHost)
            after.Queues.ShouldBeNull();
        else
            after.Queues!.ShouldAllBe(queue => queue.Queue.StartsWith("sample-") && queue.Consumers > 0);
    }

    static OutboxMessage Row(DateTimeOffset? at) => new()
    {
        Id = Guid.NewGuid(),
        MessageId = Guid.NewGuid(),
        Position = DateTimeOffset.UnixEpoch.UtcTicks,
        Destination = "nobody",
        MessageTypes = "urn:message:none",
        ContentType = Wire.ContentType,
        Body = [],
        Headers = "{}",
        NextAttemptAt = at,
    };
}

public sealed class Messaging_state_on_Sqlite(EmbeddedHost host) : MessagingStateSpecification(host), IClassFixture<EmbeddedHost>;

[Trait("Category", "Server")]
public sealed class Messaging_state_on_PostgreSQL(ServerHost host) : MessagingStateSpecification(host), IClassFixture<ServerHost>;

[Trait("Category", "Server")]
public sealed class Messaging_state_on_SQL_Server(SqlServerHost host) : MessagingStateSpecification(host), IClassFixture<SqlServerHost>;
