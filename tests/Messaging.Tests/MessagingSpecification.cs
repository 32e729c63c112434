using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What the outbox, the inbox, the saga repository and the scheduler promise, over every transport and database.</summary>
public abstract class MessagingSpecification : IAsyncLifetime
{
    private protected abstract SampleHost Host { get; }

    public ValueTask InitializeAsync() => Host.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Host.DisposeAsync();
    }

    private protected static Occasion Now => Occasion.Now(TimeProvider.System);

    private protected async Task<Guid> NewParcel()
    {
        var id = Guid.NewGuid();
        await Host.Save((db, _) =>
        {
            db.Parcels.Add(new Parcel(id, Now));
            return Task.CompletedTask;
        });
        return id;
    }

    private protected Task Change(Guid id, Action<Parcel> change) => Host.Save(async (db, _) => change(await db.Parcels.SingleAsync(p => p.Id == id)));

    private protected Task Publish(PackageStatusChanged message, Guid messageId) => Host.Bus.Publish(message, c => c.MessageId = messageId);

    internal static PackageStatusChanged Message(Guid parcel, PackageStatus to, long sequence) => new()
    {
        SubjectId = parcel,
        OrderId = parcel,
        To = to.ToWord(),
        OccurredAt = DateTimeOffset.UnixEpoch,
        RecordedAt = DateTimeOffset.UnixEpoch,
        Sequence = sequence,
        Package = new PackageSnapshot
        {
            OrderNumber = "ST-TEST",
            Lines = [],
            Customer = new Person("Zoë Öztürk", null, null, null, null),
            ShippingAddress = new Address("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        },
    };

    [Fact]
    public async Task A_saved_subject_has_its_history_and_is_heard_by_every_consumer_once()
    {
        var id = await NewParcel();
        await Change(id, p => p.Depart(Now));

        await Eventually.Get(() => Host.Heard(id), heard => heard.Count >= 4);
        (await Host.Heard(id, "first")).Select(h => h.What).ShouldBe(["created", "in_transit"], ignoreOrder: true);
        (await Host.Heard(id, "second")).Select(h => h.What).ShouldBe(["created", "in_transit"], ignoreOrder: true);
        var history = await Host.Read(db => db.Set<StatusHistory>().Where(h => h.SubjectId == id).OrderBy(h => h.Sequence).ToListAsync());
        history.Select(h => (h.From, h.To, h.Sequence)).ShouldBe([(null, "created", 1), ("created", "in_transit", 2)]);
    }

    [Fact]
    public async Task What_was_confirmed_leaves_no_row_behind()
    {
        var id = await NewParcel();
        await Eventually.Get(() => Host.Heard(id), heard => heard.Count == 2);
        await Eventually.True(async () => await Host.Read(async db => !await db.Set<OutboxMessage>().AnyAsync(m => m.PartitionKey == id && m.ScheduleToken == null)));
    }

    [Fact]
    public async Task A_change_that_is_not_saved_is_not_heard()
    {
        var id = Guid.NewGuid();
        await using (var db = await Host.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Parcels.Add(new Parcel(id, Now));
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        var other = await NewParcel();
        await Eventually.Get(() => Host.Heard(other), heard => heard.Count == 2);
        (await Host.Heard(id)).ShouldBeEmpty();
        (await Host.Read(db => db.Set<StatusHistory>().AnyAsync(h => h.SubjectId == id))).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_leaves_before_the_commit()
    {
        var id = Guid.NewGuid();
        await using var db = await Host.Open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Parcels.Add(new Parcel(id, Now));
        await db.SaveChangesAsync();
        await Eventually.Never(() => Task.FromResult(Host.Tries.Of(id) > 0), TimeSpan.FromMilliseconds(300));
        await transaction.CommitAsync();
        await Eventually.Get(() => Host.Heard(id), heard => heard.Count == 2);
    }

    [Fact]
    public async Task A_message_of_a_save_that_failed_does_not_leave_with_the_next_save()
    {
        var id = await NewParcel();
        var ghost = Guid.NewGuid();
        await using (var db = await Host.Open())
        {
            db.Parcels.Add(new Parcel(ghost, Now));
            (await db.Parcels.SingleAsync(p => p.Id == id)).Depart(Now);
            await Change(id, p => p.Arrive(Now));
            await Should.ThrowAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
            db.ChangeTracker.Clear();
            (await db.Parcels.SingleAsync(p => p.Id == id)).Depart(Now);
            await db.SaveChangesAsync();
        }

        await using (var db = await Host.Open())
        {
            await using (var transaction = await db.Database.BeginTransactionAsync())
            {
                db.Parcels.Add(new Parcel(ghost, Now));
                await db.SaveChangesAsync();
            }

            db.ChangeTracker.Clear();
            (await db.Parcels.SingleAsync(p => p.Id == id)).Depart(Now);
            await db.SaveChangesAsync();
        }

        await Eventually.Get(() => Host.Heard(id, "first"), heard => heard.Count == 2);
        var other = await NewParcel();
        await Eventually.Get(() => Host.Heard(other), heard => heard.Count == 2);
        (await Host.Heard(ghost)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_ignored_move_is_recorded_with_its_reason_and_keeps_the_status()
    {
        var id = await NewParcel();
        await Change(id, p => p.Arrive(Now));
        await Change(id, p => p.Depart(Now).ShouldBeFalse());
        var history = await Host.Read(db => db.Set<StatusHistory>().Where(h => h.SubjectId == id && h.Ignored).SingleAsync());
        history.To.ShouldBe("in_transit");
        history.Reason.ShouldNotBeNullOrEmpty();
        (await Host.Read(db => db.Parcels.SingleAsync(p => p.Id == id))).Status.ShouldBe(PackageStatus.Delivered);
    }

    [Fact]
    public async Task Two_writers_of_one_version_do_not_both_win()
    {
        var id = await NewParcel();
        await using var one = await Host.Open();
        await using var two = await Host.Open();
        (await one.Parcels.SingleAsync(p => p.Id == id)).Depart(Now);
        (await two.Parcels.SingleAsync(p => p.Id == id)).Arrive(Now);
        await one.SaveChangesAsync();
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => two.SaveChangesAsync());
    }

    [Fact]
    public async Task A_schedule_is_a_row_of_the_sagas_transaction_and_goes_when_it_is_unscheduled()
    {
        var id = await NewParcel();
        var journey = await Eventually.Get<Journey?>(async () => await Host.Read(db => db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.CorrelationId == id)), j => j is not null);
        var token = journey!.OverdueToken.ShouldNotBeNull();
        (await Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().CountAsync(m => m.ScheduleToken == token))).ShouldBe(1);

        await Change(id, p => p.Arrive(Now));
        await Eventually.True(async () => await Host.Read(async db => !await db.Set<OutboxMessage>().AnyAsync(m => m.ScheduleToken == token)));
    }

    [Fact]
    public async Task A_command_that_is_due_later_waits()
    {
        var about = Guid.NewGuid();
        await Host.Save((_, outbox) => outbox.Send("sample-take-note", new Note(about, "later"), TimeProvider.System.GetUtcNow().AddDays(1)).AsTask());
        var row = await Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleAsync(m => m.Destination == "sample-take-note" && m.Attempts == 0));
        row.NextAttemptAt!.Value.ShouldBe(TimeProvider.System.GetUtcNow().AddDays(1), TimeSpan.FromSeconds(5));
        Host.Tries.Of(about).ShouldBe(0);
    }
}

/// <summary>Here the test moves the clock: schedules of days fall due at once. A database server follows its own.</summary>
public sealed class Embedded_in_memory_on_Sqlite : MessagingSpecification
{
    private protected override SampleHost Host { get; } = new EmbeddedHost();

    Task<OutboxMessage?> RowTo(string queue) => Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.Destination == queue));

    [Fact]
    public async Task A_message_that_no_time_will_mend_stays_as_a_parked_row_with_its_reason()
    {
        await Host.Save((_, outbox) => outbox.Send("sample-take-note", new Note(Guid.NewGuid(), null!)).AsTask());
        var parked = await Eventually.Get<OutboxMessage?>(async () => await Host.Read(db =>
            db.Set<OutboxMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.Destination == "sample-take-note" && m.NextAttemptAt == null)), row => row is not null);
        parked!.LastError.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task What_a_saga_publishes_has_its_own_name_and_not_that_of_its_cause()
    {
        var id = await NewParcel();
        await Eventually.Get<Journey?>(async () => await Host.Read(db => db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.CorrelationId == id)), j => j is not null);
        var reminder = await Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleAsync(m => m.ScheduleToken != null && m.Destination == "sample-journey"));
        reminder.Headers.ShouldContain("statustracking.journey_is_overdue.v1");
        reminder.Headers.ShouldContain(reminder.MessageId.ToString());
        reminder.Headers.ShouldNotContain("statustracking.package.created.v1");
    }

    [Fact]
    public async Task A_schedule_fires_when_it_is_due_and_not_before()
    {
        var id = await NewParcel();
        await Eventually.Get<Journey?>(async () => await Host.Read(db => db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.CorrelationId == id)), j => j is not null);
        await Host.Age(TimeSpan.FromDays(5) - TimeSpan.FromMinutes(1));
        var other = await NewParcel();
        await Eventually.Get(() => Host.Heard(other), heard => heard.Count == 2);
        (await Host.Heard(id, "first")).Select(h => h.What).ShouldBe(["created"]);

        await Host.Age(TimeSpan.FromMinutes(2));
        await Eventually.Get(() => Host.Heard(id, "first"), heard => heard.Any(h => h.What == "silent"));
    }
}

[Trait("Category", "Server")]
public sealed class On_RabbitMQ_and_PostgreSQL : MessagingSpecification
{
    readonly ServerHost _host = new();

    private protected override SampleHost Host => _host;

    [Fact]
    public async Task A_command_that_comes_again_is_not_put_aside_as_one_that_nobody_understood()
    {
        var (about, messageId) = (Guid.NewGuid(), Guid.NewGuid());
        var queue = await Host.Bus.GetSendEndpoint(new Uri("exchange:sample-take-note"));
        for (var n = 0; n < 3; n++)
            await queue.Send(new Note(about, "said again"), c => c.MessageId = messageId);

        await Eventually.True(async () => (await _host.Broker.List("queues")).Single(q => q["name"]!.GetValue<string>() == "sample-take-note")["message_stats"]?["ack"]?.GetValue<int>() == 3);
        (await Host.Heard(about, "notes")).Count.ShouldBe(1);
        (await _host.Broker.Queues()).ShouldNotContain("sample-take-note_skipped");
    }
}

/// <summary>The same promises where each message of a saga has a transaction of its own.</summary>
[Trait("Category", "Server")]
public sealed class On_RabbitMQ_and_PostgreSQL_without_groups : MessagingSpecification
{
    private protected override SampleHost Host { get; } = new ServerHost { MoreSettings = { ["Messaging:GroupSize"] = "1" } };
}

/// <summary>As in a crash loop, or when a deployment changes its mind.</summary>
[Trait("Category", "Server")]
public sealed class When_a_process_is_told_to_stop_as_it_starts : IAsyncLifetime
{
    readonly ServerHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_messages_that_wait_for_it_are_handled_by_the_next_one()
    {
        await _host.Stop();
        var parcel = Guid.NewGuid();
        await using (var connection = await new RabbitMQ.Client.ConnectionFactory { Uri = _host.Broker.Url }.CreateConnectionAsync())
        {
            await using var channel = await connection.CreateChannelAsync();
            for (var n = 1; n <= 40; n++)
            {
                var message = MessagingSpecification.Message(parcel, PackageStatus.InTransit, n);
                var properties = new RabbitMQ.Client.BasicProperties
                {
                    MessageId = $"{Guid.NewGuid()}",
                    Headers = new Dictionary<string, object?> { ["MT-MessageType"] = string.Join(';', Wire.Urns(message.GetType())) },
                };
                await channel.BasicPublishAsync("", "sample-journey", mandatory: true, properties, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(message, Wire.Json));
            }
        }

        for (var round = 0; round < 3; round++)
            await _host.StartAndStopAtOnce();
        await _host.Restart();
        await Eventually.Passes(async () => (await _host.Read(db => db.Journeys.AsNoTracking().SingleAsync(j => j.CorrelationId == parcel))).Events.ShouldBe(40));
    }
}
