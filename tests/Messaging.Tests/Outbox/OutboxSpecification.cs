using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What the outbox promises: what is committed leaves, nothing else does, in the order of its package, and no row holds up the others.</summary>
public abstract class OutboxSpecification(SampleHost host) : Specification(host)
{
    /// <summary>An exchange that nobody declared: what is to go there cannot be sent.</summary>
    private protected static string Nowhere() => $"StatusTracking.Tests:Nowhere{Guid.NewGuid():N}";

    /// <summary>A row as a feature makes it.</summary>
    /// <param name="db">Who makes it.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="text">What it says.</param>
    /// <param name="now">When it was made.</param>
    /// <param name="partition">The package whose order it keeps.</param>
    /// <param name="position">Its place; null = after those that were made before.</param>
    /// <param name="lease">How long only the process that made it takes it from its memory; null: as long as is set. Else no process has it in its memory.</param>
    /// <param name="expiresIn">How long it is worth something; null = for ever.</param>
    private protected static OutboxMessage Row(
        SampleDb db, string destination, string text, DateTimeOffset now, Guid? partition = null, long? position = null, TimeSpan? lease = null, TimeSpan? expiresIn = null)
    {
        var made = OutgoingMessage.Send(db.Source, new Note(Guid.NewGuid(), text), destination, due: null, now);
        return new OutboxMessage
        {
            Id = made.Id,
            MessageId = made.MessageId,
            Position = position ?? made.Position,
            PartitionKey = partition,
            Destination = made.Destination,
            MessageTypes = made.MessageTypes,
            ContentType = made.ContentType,
            Body = made.Body,
            Headers = made.Headers,
            TraceParent = made.TraceParent,
            ExpiresAt = now + expiresIn,
            NextAttemptAt = lease is { } leftBehind ? now + leftBehind : made.NextAttemptAt,
            Immediate = lease is null,
        };
    }

    /// <summary>Commits rows, in one transaction, in their order; each is a destination and a text.</summary>
    Task Commit(Guid? partition, params (string Destination, string Text)[] rows) => Host.Save((db, now) => rows.Select(r => Row(db, r.Destination, r.Text, now, partition)));

    /// <summary>Sends an unsendable row where it could have gone, as an operator would.</summary>
    Task<int> Repair(string destination, string queue) => Host.Read(db => db.Set<OutboxMessage>().Where(m => m.Destination == destination)
        .ExecuteUpdateAsync(s => s.SetProperty(m => m.Destination, queue)));

    Task<OutboxMessage?> RowTo(string destination) => Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.Destination == destination));

    Task<int> RowsOf(Guid partition) => Host.Read(db => db.Set<OutboxMessage>().CountAsync(m => m.PartitionKey == partition));

    /// <summary>Lets pauses and leases pass until something is so.</summary>
    async Task UntilAfterPauses(Func<Task<bool>> isSo) => await Eventually.True(async () =>
    {
        if (await isSo())
            return true;
        await Host.Age(TimeSpan.FromSeconds(11));
        return false;
    });

    [Fact]
    public async Task What_was_confirmed_leaves_no_row_behind()
    {
        var (witness, parcel) = (await Host.Witness(), Guid.NewGuid());
        await Commit(parcel, (witness.Queue, "one"), (witness.Queue, "two"));
        await witness.Wait(2);
        await Eventually.True(async () => await RowsOf(parcel) == 0);
    }

    [Fact]
    public async Task Nothing_leaves_before_the_commit_and_all_of_it_after()
    {
        var (witness, parcel) = (await Host.Witness(), Guid.NewGuid());
        await using var db = await Host.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancelled);
        db.Add(Row(db, witness.Queue, "one", await db.GetUtcNow(Cancelled), parcel));
        await db.SaveChangesAsync(Cancelled);
        db.Add(Row(db, witness.Queue, "two", await db.GetUtcNow(Cancelled), parcel));
        await db.SaveChangesAsync(Cancelled);
        await Eventually.Never(() => Task.FromResult(witness.Seen.Count > 0), TimeSpan.FromMilliseconds(300));
        await transaction.CommitAsync(Cancelled);
        (await witness.Wait(2)).Select(s => s.Note.Text).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task What_is_rolled_back_never_leaves()
    {
        var (witness, parcel) = (await Host.Witness(), Guid.NewGuid());
        await using (var db = await Host.Open())
        {
            await using (await db.Database.BeginTransactionAsync(Cancelled))
            {
                db.Add(Row(db, witness.Queue, "ghost", await db.GetUtcNow(Cancelled), parcel));
                await db.SaveChangesAsync(Cancelled);
            }

            db.ChangeTracker.Clear();
            db.Add(Row(db, witness.Queue, "real", await db.GetUtcNow(Cancelled), parcel));
            await db.SaveChangesAsync(Cancelled);
        }

        await witness.Wait(1);
        await Commit(parcel, (witness.Queue, "later"));
        (await witness.Wait(2)).Select(s => s.Note.Text).ShouldBe(["real", "later"]);
    }

    [Fact]
    public async Task A_message_arrives_with_all_that_it_was_given()
    {
        var (witness, about, cause, conversation) = (await Host.Witness(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await using var db = await Host.Open();
        db.Source.Cause = new MessageCause(cause, Guid.NewGuid(), conversation);
        await new Outbox<SampleDb>(db).Send(witness.Queue, new Note(about, "Zoë <3 \"&\" Straße"), cancellationToken: Cancelled);
        var row = db.ChangeTracker.Entries<OutboxMessage>().Single().Entity;
        await db.SaveChangesAsync(Cancelled);

        var seen = (await witness.Wait(1))[0].Context;
        seen.Message.ShouldBe(new Note(about, "Zoë <3 \"&\" Straße"));
        seen.ReceiveContext.Body.GetBytes().ShouldBe(row.Body);
        seen.ReceiveContext.ContentType.MediaType.ShouldBe(Wire.ContentType);
        (seen.MessageId, seen.ConversationId, seen.InitiatorId).ShouldBe((row.MessageId, conversation, cause));
        seen.SupportedMessageTypes.ShouldBe(Wire.Urns(typeof(Note)));
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers)!.Where(h => h.Key.StartsWith("cloudEvents:", StringComparison.Ordinal)))
            seen.Headers.Get<string>(name).ShouldBe(value);
        seen.Headers.Get<string>("cloudEvents:type").ShouldBe("statustracking.note.v1");
    }

    [Fact]
    public async Task What_is_published_arrives_by_its_routing_key_and_at_nobody_with_another()
    {
        var (keys, about) = (new List<(string Queue, string? Key)>(), Guid.NewGuid());
        foreach (var pattern in new[] { "package.recovered.*", "package.at_risk.*" })
        {
            var handle = Host.Bus.ConnectReceiveEndpoint($"key-{Guid.NewGuid():N}", e =>
            {
                e.ConfigureConsumeTopology = false;
                Bind(e, pattern);
                e.Handler<PackageSignal>(c =>
                {
                    if (c.Message.SubjectId == about)
                        lock (keys)
                            keys.Add((pattern, c.RoutingKey()));
                    return Task.CompletedTask;
                });
            });
            await handle.Ready;
        }

        await Host.Save((_, outbox) => outbox.Publish(Signal.Of(about, "recovered"), Cancelled).AsTask());
        await HeardOf(about, 1);
        await Settle();
        lock (keys)
            keys.ShouldBe([("package.recovered.*", "package.recovered.none")]);

        static void Bind(IReceiveEndpointConfigurator endpoint, string pattern)
        {
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                rabbit.Bind(BusTopology.StatusChanges, b =>
                {
                    b.ExchangeType = RabbitMQ.Client.ExchangeType.Topic;
                    b.RoutingKey = pattern;
                    b.SetExchangeArgument("alternate-exchange", BusTopology.Unrouted);
                });
            }
            else
            {
                ((IInMemoryReceiveEndpointConfigurator)endpoint).Bind(BusTopology.StatusChanges, MassTransit.Transports.Fabric.ExchangeType.Topic, pattern);
            }
        }
    }

    [Fact]
    public async Task The_trace_and_its_baggage_go_on_through_whoever_handles_the_message()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or Telemetry.SourceName or "Test",
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("Test");
        var witness = await Host.Witness();
        string trace;
        using (var activity = source.StartActivity("a request"))
        {
            activity.ShouldNotBeNull().SetBaggage("shop", "Zoë's, Köln");
            trace = activity.TraceId.ToString();
            await Host.Save((_, outbox) => outbox.Send("sample-take-note", new Note(Guid.NewGuid(), "traced", SendTo: witness.Queue), cancellationToken: Cancelled).AsTask());
        }

        var seen = (await witness.Wait(1))[0];
        seen.Activity.ShouldNotBeNull().TraceId.ToString().ShouldBe(trace);
        Uri.UnescapeDataString(seen.Context.Headers.Get<string>("baggage").ShouldNotBeNull()).ShouldStartWith("shop = Zoë's, Köln");
    }

    [Fact]
    public async Task A_packages_messages_leave_in_their_order()
    {
        var (witness, parcel) = (await Host.Witness(), Guid.NewGuid());
        string[] texts = [.. Enumerable.Range(0, 60).Select(n => $"{n}")];
        foreach (var few in texts.Chunk(3))
            await Commit(parcel, [.. few.Select(t => (witness.Queue, t))]);
        await witness.Wait(texts.Length);
        witness.Texts.ShouldBe(texts);
    }

    [Fact]
    public async Task What_comes_after_a_message_that_cannot_be_sent_does_not_overtake_it()
    {
        var (witness, parcel, nowhere) = (await Host.Witness(), Guid.NewGuid(), Nowhere());
        await Commit(parcel, (witness.Queue, "1"), (nowhere, "2"), (witness.Queue, "3"), (witness.Queue, "4"));
        await Eventually.True(async () => (await RowTo(nowhere))!.Attempts > 0);
        await Commit(parcel, (witness.Queue, "5"));
        await Commit(null, (witness.Queue, "another package's"));
        await UntilAfterPauses(async () => (await RowTo(nowhere))!.Attempts >= 4);
        // Everything is due by now, but for what stands behind it.
        await Commit(parcel, (witness.Queue, "6"));
        await Settle();
        // The same one twice is no wonder here: the pauses that were cut short are other rows' leases, too.
        witness.Texts.Distinct().ShouldBe(["1", "another package's"], ignoreOrder: true);

        await Repair(nowhere, witness.Queue);
        await UntilAfterPauses(() => Task.FromResult(witness.Texts.Distinct().Count() >= 7));
        await Commit(parcel, (witness.Queue, "7"));
        await Eventually.True(() => witness.Texts.Contains("7"));
        witness.Texts.Where(t => t.Length == 1).Distinct().ShouldBe(["1", "2", "3", "4", "5", "6", "7"]);
        await Eventually.True(async () => await RowsOf(parcel) == 0);
    }

    [Fact]
    public async Task A_message_that_cannot_be_sent_is_parked_with_its_reason_and_the_others_go_on()
    {
        await using var strict = await Host.Another(("Messaging:MaxAttempts", "3"));
        await Host.Stop();
        try
        {
            var (witness, parcel, nowhere) = (await strict.Witness(), Guid.NewGuid(), Nowhere());
            await strict.Save((db, now) => [Row(db, nowhere, "1", now, parcel), Row(db, witness.Queue, "2", now, parcel), Row(db, witness.Queue, "another package's", now)]);
            await witness.Wait(1);
            OutboxMessage? parked = null;
            await Eventually.True(async () =>
            {
                parked = await strict.Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleAsync(m => m.Destination == nowhere));
                if (parked.NextAttemptAt is null)
                    return true;
                await strict.Age(TimeSpan.FromSeconds(11));
                return false;
            });
            parked!.Attempts.ShouldBe(3);
            parked.LastError.ShouldNotBeNull().ShouldContain("not declared");
            (await witness.Wait(2)).Select(s => s.Note.Text).ShouldBe(["another package's", "2"]);

            // It stays as it is, however long that lasts, and holds up nobody.
            await strict.Age(TimeSpan.FromDays(30));
            await strict.Save((db, now) => [Row(db, witness.Queue, "3", now, parcel)]);
            await witness.Wait(3);
            (await strict.Row(parked.Id))!.Attempts.ShouldBe(3);
        }
        finally
        {
            await Host.Restart();
        }
    }

    [Fact]
    public async Task What_a_crash_left_behind_leaves_in_its_order_when_its_lease_has_ended()
    {
        var (witness, parcel) = (await Host.Witness(), Guid.NewGuid());
        await Host.Save((db, now) => Enumerable.Range(1, 5).Reverse().Select(n => Row(db, witness.Queue, $"{n}", now, parcel, position: now.UtcTicks + n, lease: TimeSpan.FromMinutes(5))));
        await Settle();
        witness.Seen.ShouldBeEmpty();
        await Host.Age(TimeSpan.FromMinutes(6));
        (await witness.Wait(5)).Select(s => s.Note.Text).ShouldBe(["1", "2", "3", "4", "5"]);
    }

    [Fact]
    public async Task A_row_that_is_committed_late_with_a_lower_position_leaves_all_the_same()
    {
        var witness = await Host.Witness();
        await using var slow = await Host.Open();
        var late = Row(slow, witness.Queue, "late", await slow.GetUtcNow(Cancelled), position: 1);
        for (var n = 0; n < 5; n++)
            await Commit(null, (witness.Queue, $"{n}"));
        await witness.Wait(5);
        await Settle();
        slow.Add(late);
        await slow.SaveChangesAsync(Cancelled);
        (await witness.Wait(6))[^1].Note.Text.ShouldBe("late");
    }

    [Fact]
    public async Task Four_nodes_take_what_a_crash_left_behind_and_each_row_has_one_effect()
    {
        await using var second = await Host.Another();
        await using var third = await Host.Another();
        await using var fourth = await Host.Another();
        Guid[] abouts = [.. Enumerable.Range(0, 200).Select(_ => Guid.NewGuid())];
        await Host.Save((db, now) => abouts.Select(about =>
        {
            var made = OutgoingMessage.Send(db.Source, new Note(about, "once"), "sample-take-note", due: null, now);
            return new OutboxMessage
            {
                Id = made.Id,
                MessageId = made.MessageId,
                Position = made.Position,
                Destination = made.Destination,
                MessageTypes = made.MessageTypes,
                ContentType = made.ContentType,
                Body = made.Body,
                Headers = made.Headers,
                NextAttemptAt = now,
            };
        }));
        await Eventually.True(async () => await Notes() >= abouts.Length);
        await Settle();
        (await Notes()).ShouldBe(abouts.Length);
        abouts.ShouldAllBe(about => Host.Tries.Of(about, null) == 1);
        await Eventually.True(async () => !await Host.Read(db => db.Set<OutboxMessage>().AnyAsync(m => m.Destination == "sample-take-note" && m.NextAttemptAt != null && m.Attempts == 0)));

        Task<int> Notes() => Host.Read(db => db.Heard.CountAsync(h => h.By == "notes" && abouts.Contains(h.About)));
    }

    [Fact]
    public async Task A_message_whose_time_is_over_is_not_sent_but_parked_and_recorded_and_its_neighbours_go_on()
    {
        var (witness, parcel) = (await Host.Witness(), Guid.NewGuid());
        OutboxMessage? expired = null;
        await Host.Save((db, now) =>
        [
            Row(db, witness.Queue, "1", now, parcel),
            expired = Row(db, witness.Queue, "too late", now, parcel, expiresIn: TimeSpan.Zero),
            Row(db, witness.Queue, "2", now, parcel, expiresIn: TimeSpan.FromHours(1)),
        ]);
        (await witness.Wait(2)).Select(s => s.Note.Text).ShouldBe(["1", "2"]);
        var parked = (await Eventually.Get(() => Host.Row(expired!.Id), row => row is { NextAttemptAt: null })).ShouldNotBeNull();
        parked.LastError.ShouldNotBeNull().ShouldContain("was to be sent before");
        await IsRecorded(parked.Id);
        await Settle();
        witness.Texts.ShouldNotContain("too late");
    }

    [Fact]
    public async Task A_message_that_waited_longer_than_it_was_worth_is_parked_when_its_turn_comes()
    {
        var witness = await Host.Witness();
        OutboxMessage? left = null;
        await Host.Save((db, now) => [left = Row(db, witness.Queue, "too late", now, lease: TimeSpan.FromMinutes(5), expiresIn: TimeSpan.FromMinutes(2))]);
        await Host.Age(TimeSpan.FromMinutes(6));
        await Eventually.Get(() => Host.Row(left!.Id), row => row is { NextAttemptAt: null });
        await Settle();
        witness.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_time_to_live_counts_from_when_the_message_is_due()
    {
        await using var db = await Host.Open();
        var now = await db.GetUtcNow(Cancelled);
        var context = new MassTransit.Context.MessageSendContext<Note>(new Note(Guid.NewGuid(), "soon old"), Cancelled)
        {
            DestinationAddress = new Uri("queue:somewhere"),
            Serializer = WireSerializer.Instance,
            TimeToLive = TimeSpan.FromMinutes(10),
        };
        OutgoingMessage.From(db.Source, context, now).ExpiresAt.ShouldBe(now + TimeSpan.FromMinutes(10));
        context.Delay = TimeSpan.FromHours(1);
        OutgoingMessage.From(db.Source, context, now).ExpiresAt.ShouldBe(now + TimeSpan.FromMinutes(70));
    }

    [Fact]
    public async Task A_command_that_is_due_later_waits_and_leaves_when_it_is_due()
    {
        var (witness, about) = (await Host.Witness(), Guid.NewGuid());
        await Host.Save((_, outbox) => outbox.Send(witness.Queue, new Note(about, "tomorrow"), TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1), Cancelled).AsTask());
        await Host.Age(TimeSpan.FromHours(23));
        await Settle();
        witness.Seen.ShouldBeEmpty();
        await Host.Age(TimeSpan.FromHours(2));
        (await witness.Wait(1))[0].Note.About.ShouldBe(about);
    }

    [Fact]
    public async Task A_command_that_was_due_in_the_past_leaves_at_once()
    {
        var witness = await Host.Witness();
        await Host.Save((_, outbox) => outbox.Send(witness.Queue, new Note(Guid.NewGuid(), "yesterday"), TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1), Cancelled).AsTask());
        await witness.Wait(1);
    }

    /// <summary>The record of a failure is on its way to Admin, which is no part of these installations: it waits.</summary>
    Task IsRecorded(Guid keptAs) => Eventually.True(async () =>
        (await Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().Where(m => m.Destination == Contracts.Failures.Queue).ToListAsync()))
            .Any(m => Encoding.UTF8.GetString(m.Body).Contains($"{keptAs}", StringComparison.Ordinal)));
}

/// <summary>Where the database has a clock of its own.</summary>
public abstract class OutboxOnServersSpecification(BrokerHost host) : OutboxSpecification(host)
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_command_waits_as_long_as_was_asked_although_the_clock_of_its_process_is_an_hour_off(int hours)
    {
        await using var other = await Host.Another(new ClockOff(TimeSpan.FromHours(hours)));
        var (witness, about) = (await Host.Witness(), Guid.NewGuid());
        await other.Save((_, outbox) => outbox.Send(witness.Queue, new Note(about, "in ten minutes"), other.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), Cancelled).AsTask());
        var row = await Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleAsync(m => m.Destination == witness.Queue));
        row.NextAttemptAt.ShouldNotBeNull().ShouldBe(await Host.Read(db => db.GetUtcNow(Cancelled).AsTask()) + TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(2));
        await Settle();
        witness.Seen.ShouldBeEmpty();
        await Host.Age(TimeSpan.FromMinutes(13));
        await witness.Wait(1);
    }

    sealed class ClockOff(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}

public sealed class Outbox_on_Sqlite(EmbeddedHost host) : OutboxSpecification(host), IClassFixture<EmbeddedHost>;

[Trait("Category", "Server")]
public sealed class Outbox_on_PostgreSQL(ServerHost host) : OutboxOnServersSpecification(host), IClassFixture<ServerHost>;

[Trait("Category", "Server")]
public sealed class Outbox_on_SQL_Server(SqlServerHost host) : OutboxOnServersSpecification(host), IClassFixture<SqlServerHost>;
