using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What the inbox promises: one committed effect a message and consumer, and none of a try that failed.</summary>
public abstract class InboxSpecification(SampleHost host) : Specification(host)
{
    const string Notes = "sample-take-note";
    const string Errands = "sample-errand";

    /// <summary>Whether the messages of consumers share transactions.</summary>
    private protected virtual bool ConsumersAreInGroups => false;

    // In a group, a message is found to be a duplicate when it is written, after its handler.
    void HasHandledDuplicates(Guid about)
    {
        if (!ConsumersAreInGroups)
            Host.Tries.Of(about).ShouldBe(1);
    }

    [Fact]
    public async Task Three_duplicates_while_the_first_still_runs_give_one_effect()
    {
        var about = Guid.NewGuid();
        var note = new Note(about, "once", Gate: $"{about}");
        var gate = Host.Gates.Shut($"{about}");
        var id = await Host.Send(Notes, note);
        await gate.Reached;
        for (var i = 0; i < 3; i++)
            await Host.Send(Notes, note, id);
        await Eventually.Get(() => Host.Arrivals.Of(id), n => n >= 2);
        gate.Open();

        await HeardOf(about, 1);
        await Settle();
        (await Host.Heard(about, "notes")).Count.ShouldBe(1);
        (await HeardOf(about)).ShouldBe(["recovered"]);
        HasHandledDuplicates(about);
    }

    [Fact]
    public async Task Three_duplicates_while_a_saga_is_still_at_the_first_give_one_effect()
    {
        var errand = Guid.NewGuid();
        var step = new AdvanceErrand(errand, "once", Gate: $"{errand}");
        var gate = Host.Gates.Shut($"{errand}");
        var id = await Host.Send(Errands, step);
        await gate.Reached;
        for (var i = 0; i < 3; i++)
            await Host.Send(Errands, step, id);
        await Eventually.Get(() => Host.Arrivals.Of(id), n => n >= 2);
        gate.Open();

        await HeardOf(errand, 1);
        await Settle();
        (await Host.Errand(errand))!.Log.ShouldBe("once ");
        (await HeardOf(errand)).ShouldBe(["once"]);
    }

    [Fact]
    public async Task Duplicates_at_two_nodes_give_one_effect()
    {
        await using var other = await Host.Another();
        (Guid Message, Guid About)[] sent = [.. Enumerable.Range(0, 20).Select(_ => (Guid.NewGuid(), Guid.NewGuid()))];
        await Task.WhenAll(sent.SelectMany(s => Enumerable.Range(0, 4).Select(n =>
            n < 2 ? (n == 0 ? Host : other).Send(Notes, new Note(s.About, "once"), s.Message)
                : (n == 2 ? Host : other).Send(Errands, new AdvanceErrand(s.About, "step"), s.Message))));
        await Eventually.True(() => sent.All(s => Host.Arrivals.Of(s.Message) == 4));
        foreach (var (_, about) in sent)
        {
            (await HeardOf(about, 2)).ShouldBe(["recovered", "step"], ignoreOrder: true);
            (await Host.Heard(about, "notes")).Count.ShouldBe(1);
            (await ErrandThat(about, e => e.Steps > 0)).Log.ShouldBe("step ");
        }
    }

    [Fact]
    public async Task A_duplicate_that_comes_later_has_no_effect()
    {
        var about = Guid.NewGuid();
        var (note, step) = (await Host.Send(Notes, new Note(about, "once")), await Host.Send(Errands, new AdvanceErrand(about, "step")));
        await HeardOf(about, 2);
        await Host.Age(TimeSpan.FromDays(6));
        await Host.Send(Notes, new Note(about, "once"), note);
        await Host.Send(Errands, new AdvanceErrand(about, "step"), step);
        await Eventually.True(() => Host.Arrivals.Of(note) == 2 && Host.Arrivals.Of(step) == 2);
        await Settle();
        (await HeardOf(about)).ShouldBe(["recovered", "step"], ignoreOrder: true);
        (await Host.Errand(about))!.Steps.ShouldBe(1);
        HasHandledDuplicates(about);
    }

    [Fact]
    public async Task Two_consumers_and_a_saga_in_one_database_each_see_the_message_once()
    {
        var (parcel, message) = (Guid.NewGuid(), Guid.NewGuid());
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Host.Publish(Changed(parcel, PackageStatus.InTransit, 1), message)));
        await Eventually.Get(() => Host.Heard(parcel), heard => heard.Count >= 2);
        await Eventually.Passes(async () => (await Host.Read(db => db.Journeys.AsNoTracking().SingleAsync(j => j.CorrelationId == parcel))).Events.ShouldBe(1));
        await Settle();
        (await Host.Heard(parcel)).Select(h => h.By).ShouldBe(["first", "second"], ignoreOrder: true);
        (await Host.Read(db => db.Set<InboxMessage>().CountAsync(m => m.MessageId == message))).ShouldBe(3);
    }

    [Fact]
    public async Task A_handler_that_fails_twice_leaves_one_effect_and_each_try_had_a_context_of_its_own()
    {
        var about = Guid.NewGuid();
        await Host.Send(Notes, new Note(about, "third time lucky", FailFirst: 2));
        await HeardOf(about, 1);
        await Settle();
        (await Host.Heard(about, "notes")).Count.ShouldBe(1);
        (await HeardOf(about)).ShouldBe(["recovered"]);
        Host.Tries.Contexts(about).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_message_that_failed_for_good_leaves_nothing_and_is_handled_when_it_comes_again()
    {
        var about = Guid.NewGuid();
        var note = new Note(about, "second time lucky", FailFirst: 1, ForGood: true);
        var id = await Host.Send(Notes, note);
        await Eventually.True(() => Host.Faults.Any(f => f.About == about));
        (await Host.IsHandled(id)).ShouldBeFalse();
        (await Host.Heard(about)).ShouldBeEmpty();

        await Host.Send(Notes, note, id);
        (await HeardOf(about, 1)).ShouldBe(["recovered"]);
        (await Host.Heard(about, "notes")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_sent_has_the_same_id_whenever_the_same_message_is_handled()
    {
        var witness = await Host.Witness();
        var about = Guid.NewGuid();
        var id = await Host.Send(Notes, new Note(about, "again", SendTo: witness.Queue));
        var first = (await witness.Wait(1))[0];
        // As if the message were older than the inbox's memory.
        await Host.Read(db => db.Set<InboxMessage>().Where(m => m.MessageId == id).ExecuteDeleteAsync());
        await Host.Send(Notes, new Note(about, "again", SendTo: witness.Queue), id);
        var second = (await witness.Wait(2))[1];

        second.Context.MessageId.ShouldBe(first.Context.MessageId);
        first.Context.InitiatorId.ShouldBe(id);
    }

    [Fact]
    public async Task A_handler_that_keeps_failing_is_tried_again_later_and_each_time_later_still()
    {
        var about = Guid.NewGuid();
        // Four tries now, by the retry; the fifth is the redelivery's first, the ninth the second one's.
        var id = await Host.Send(Notes, new Note(about, "at the ninth", FailFirst: 8));
        var first = await OnlyRowOf(id, but: null);
        Host.Tries.Of(about).ShouldBe(4);
        first.Headers.ShouldContain("statustracking.note.v1");
        first.LastError.ShouldBeNull();

        await Host.Age(TimeSpan.FromMinutes(1));
        var second = await OnlyRowOf(id, but: first.Id);
        Host.Tries.Of(about).ShouldBe(8);
        second.Body.ShouldBe(first.Body);
        // The first waited for 15 s; this one waits for two minutes.
        (second.NextAttemptAt! - await DatabaseTime()).Value.ShouldBeInRange(TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(2));

        await Host.Age(TimeSpan.FromMinutes(3));
        (await HeardOf(about, 1)).ShouldBe(["recovered"]);
        await Settle();
        (await Host.Heard(about, "notes")).Count.ShouldBe(1);
        Host.Tries.Of(about).ShouldBe(9);
        Host.Faults.ShouldNotContain(f => f.About == about);
        await Eventually.True(async () => !await Host.Read(db => db.Set<OutboxMessage>().AnyAsync(m => m.MessageId == id)));

        async Task<DateTimeOffset> DatabaseTime() => await Host.Read(db => db.GetUtcNow(Cancelled).AsTask());
    }

    [Fact]
    public async Task A_message_that_fails_for_good_publishes_one_fault_of_its_type()
    {
        var about = Guid.NewGuid();
        var id = await Host.Send(Notes, new Note(about, "never", FailFirst: 100, ForGood: true));
        var fault = await TheFaultOf(id);
        (fault.Type, fault.About, fault.Reason).ShouldBe((typeof(MassTransit.Fault<Note>), about, "It fails for good, as it was asked to."));
    }

    [Fact]
    public async Task A_message_of_a_saga_that_fails_for_good_publishes_one_fault_of_its_type()
    {
        var errand = Guid.NewGuid();
        var id = await Host.Send(Errands, new AdvanceErrand(errand, "never", FailFirst: 100, ForGood: true));
        var fault = await TheFaultOf(id);
        (fault.Type, fault.About).ShouldBe((typeof(MassTransit.Fault<AdvanceErrand>), errand));
    }

    [Fact]
    public async Task A_message_that_failed_at_every_redelivery_publishes_one_fault_of_its_type()
    {
        var about = Guid.NewGuid();
        var id = await Host.Send(Notes, new Note(about, "never", FailFirst: 100));
        Guid? last = null;
        for (var redelivery = 1; redelivery <= 4; redelivery++)
        {
            var row = await OnlyRowOf(id, but: last);
            last = row.Id;
            Host.Tries.Of(about).ShouldBe(4 * redelivery);
            Host.Faults.ShouldNotContain(f => f.MessageId == id);
            await Host.Age(TimeSpan.FromHours(1));
        }

        var fault = await TheFaultOf(id);
        (fault.Type, fault.About).ShouldBe((typeof(MassTransit.Fault<Note>), about));
        Host.Tries.Of(about).ShouldBe(20);
        (await Host.Heard(about)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_commit_that_fails_publishes_one_fault_of_its_type_and_leaves_nothing()
    {
        var about = Guid.NewGuid();
        Host.RefusedCommits.Add(about);
        var id = await Host.Send(Notes, new Note(about, "never"));
        var fault = await TheFaultOf(id);
        (fault.Type, fault.About, fault.Reason).ShouldBe((typeof(MassTransit.Fault<Note>), about, RefusedCommits.Reason));
        (await Host.IsHandled(id)).ShouldBeFalse();
        (await Host.Heard(about)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_commit_of_a_saga_that_fails_publishes_one_fault_of_its_type_and_leaves_nothing()
    {
        var errand = Guid.NewGuid();
        Host.RefusedCommits.Add(errand);
        var id = await Host.Send(Errands, new AdvanceErrand(errand, "never"));
        var fault = await TheFaultOf(id);
        (fault.Type, fault.About).ShouldBe((typeof(MassTransit.Fault<AdvanceErrand>), errand));
        (await Host.IsHandled(id)).ShouldBeFalse();
        (await Host.Errand(errand)).ShouldBeNull();
        await Settle();
        (await HeardOf(errand)).ShouldBeEmpty();
    }

    /// <summary>The row of a message that waits for its redelivery, once the row of the redelivery before is gone.</summary>
    async Task<OutboxMessage> OnlyRowOf(Guid messageId, Guid? but) => (await Eventually.Get(
        () => Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().Where(m => m.MessageId == messageId).ToListAsync()), rows => rows.Count == 1 && rows[0].Id != but))[0];

    /// <summary>The only one: another would have come by the time that a later message's is there.</summary>
    async Task<FaultHeard> TheFaultOf(Guid messageId)
    {
        await Eventually.True(() => Host.Faults.Any(f => f.MessageId == messageId));
        var later = await Host.Send(Notes, new Note(Guid.NewGuid(), "later", FailFirst: 1, ForGood: true));
        await Eventually.True(() => Host.Faults.Any(f => f.MessageId == later));
        return Host.Faults.Where(f => f.MessageId == messageId).ShouldHaveSingleItem();
    }
}

public sealed class Inbox_on_Sqlite(EmbeddedHost host) : InboxSpecification(host), IClassFixture<EmbeddedHost>;

public sealed class Inbox_on_Sqlite_all_in_groups(EmbeddedHostAllInGroups host) : InboxSpecification(host), IClassFixture<EmbeddedHostAllInGroups>
{
    private protected override bool ConsumersAreInGroups => true;
}

[Trait("Category", "Server")]
public sealed class Inbox_on_PostgreSQL(ServerHost host) : InboxSpecification(host), IClassFixture<ServerHost>;

[Trait("Category", "Server")]
public sealed class Inbox_on_PostgreSQL_a_transaction_each(ServerHostWithoutGroups host) : InboxSpecification(host), IClassFixture<ServerHostWithoutGroups>;

[Trait("Category", "Server")]
public sealed class Inbox_on_PostgreSQL_all_in_groups(ServerHostAllInGroups host) : InboxSpecification(host), IClassFixture<ServerHostAllInGroups>
{
    private protected override bool ConsumersAreInGroups => true;
}

[Trait("Category", "Server")]
public sealed class Inbox_on_SQL_Server(SqlServerHost host) : InboxSpecification(host), IClassFixture<SqlServerHost>;
