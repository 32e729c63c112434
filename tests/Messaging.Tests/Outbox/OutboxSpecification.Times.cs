using System.Text;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

// What is due later, and what is worth nothing any more.
public abstract partial class OutboxSpecification
{
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
