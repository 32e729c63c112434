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
public abstract partial class OutboxSpecification(SampleHost host) : Specification(host)
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

    Task<int> RowsOf(Guid partition) => Host.Read(db => db.Set<OutboxMessage>().CountAsync(m => m.PartitionKey == partition));

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
}

public sealed class Outbox_on_Sqlite(EmbeddedHost host) : OutboxSpecification(host), IClassFixture<EmbeddedHost>;

[Trait("Category", "Server")]
public sealed class Outbox_on_PostgreSQL(ServerHost host) : OutboxOnServersSpecification(host), IClassFixture<ServerHost>;

[Trait("Category", "Server")]
public sealed class Outbox_on_SQL_Server(SqlServerHost host) : OutboxOnServersSpecification(host), IClassFixture<SqlServerHost>;
