using System.Linq.Expressions;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What the saga repository promises: messages in, rows and messages out.</summary>
public abstract class SagaRepositorySpecification(SampleHost host) : Specification(host)
{
    const string Queue = "sample-errand";

    Task<Guid> Advance(Guid errand, string name, string? reference = null, string? gate = null, SampleHost? through = null) =>
        (through ?? Host).Send(Queue, new AdvanceErrand(errand, name, reference, gate));

    async Task<Guid> NewErrand(string? reference = null)
    {
        var errand = Guid.NewGuid();
        await Advance(errand, "start", reference);
        await ErrandThat(errand, e => e.Steps == 1);
        return errand;
    }

    Task<bool> LeavesNoErrand(Guid errand) => Host.Read(async db => !await db.Errands.AnyAsync(e => e.CorrelationId == errand));

    [Fact]
    public async Task The_first_event_makes_the_instance()
    {
        var errand = Guid.NewGuid();
        await Advance(errand, "start", "ref-1");
        var made = await ErrandThat(errand, e => e.Steps == 1);
        (made.State, made.Log, made.Reference, made.Version).ShouldBe((nameof(ErrandStateMachine.Running), "start ", "ref-1", 0));
        (await HeardOf(errand, 1)).ShouldBe(["start"]);
    }

    [Fact]
    public async Task A_later_event_finds_the_instance_and_counts_its_version()
    {
        var errand = await NewErrand();
        await Advance(errand, "second");
        await Advance(errand, "third");
        var after = await ErrandThat(errand, e => e.Steps == 3);
        after.Version.ShouldBe(2);
        after.Log.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["start", "second", "third"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_event_that_ends_it_deletes_the_instance()
    {
        var errand = await NewErrand();
        var end = await Host.Send(Queue, new EndErrand(errand, "end"));
        await Eventually.True(() => LeavesNoErrand(errand));
        (await Host.IsHandled(end)).ShouldBeTrue();
        (await HeardOf(errand, 2)).ShouldBe(["start", "end"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_expression_finds_every_instance_that_it_fits_and_no_other()
    {
        var reference = $"ref-{Guid.NewGuid():N}";
        Guid[] fitting = [await NewErrand(reference), await NewErrand(reference), await NewErrand(reference)];
        var other = await NewErrand($"{reference}-not");
        await Host.Send(Queue, new NudgeErrands(reference, "nudge"));
        foreach (var errand in fitting)
            (await ErrandThat(errand, e => e.Steps == 2)).Log.ShouldBe("start nudge ");
        (await Host.Errand(other))!.Steps.ShouldBe(1);
    }

    [Fact]
    public async Task An_expression_that_fits_none_changes_nothing_and_fails_nobody()
    {
        var nudge = await Host.Send(Queue, new NudgeErrands($"ref-{Guid.NewGuid():N}", "nudge"));
        await Eventually.True(() => Host.IsHandled(nudge));
        Host.Faults.ShouldNotContain(f => f.MessageId == nudge);
    }

    [Fact]
    public async Task It_is_found_by_its_id_and_by_an_expression_outside_of_messages_too()
    {
        var reference = $"ref-{Guid.NewGuid():N}";
        var errand = await NewErrand(reference);
        await using var scope = Host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<Errand>>().Load(errand)).Reference.ShouldBe(reference);
        (await scope.ServiceProvider.GetRequiredService<IQuerySagaRepository<Errand>>().Find(new ByReference(reference))).ShouldBe([errand]);
    }

    [Fact]
    public async Task Two_creators_at_once_make_one_instance_with_both_effects()
    {
        var errand = Guid.NewGuid();
        var gate = Host.Gates.Shut($"{errand}");
        await Advance(errand, "one", gate: $"{errand}");
        await gate.Reached;
        var second = await Advance(errand, "two");
        await Eventually.True(() => Host.Arrivals.Of(second) > 0);
        gate.Open();
        var made = await ErrandThat(errand, e => e.Steps == 2);
        made.Log.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["one", "two"], ignoreOrder: true);
        (await HeardOf(errand, 2)).ShouldBe(["one", "two"], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_creators_on_two_nodes_make_one_instance_with_both_effects()
    {
        await using var other = await Host.Another();
        Guid[] errands = [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())];
        await Task.WhenAll(errands.SelectMany(e => new[] { Advance(e, "one"), Advance(e, "two", through: other) }));
        foreach (var errand in errands)
        {
            (await ErrandThat(errand, e => e.Steps == 2)).Log.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["one", "two"], ignoreOrder: true);
            (await HeardOf(errand, 2)).ShouldBe(["one", "two"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_creator_and_an_ender_at_once_both_have_their_effect_and_leave_what_one_of_their_orders_would()
    {
        await using var other = await Host.Another();
        Guid[] errands = [.. await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => NewErrand()))];
        await Task.WhenAll(errands.SelectMany(e => new[] { Host.Send(Queue, new EndErrand(e, "end")), Advance(e, "again", through: other) }));
        foreach (var errand in errands)
        {
            (await HeardOf(errand, 3)).ShouldBe(["start", "again", "end"], ignoreOrder: true);
            // The end came last: nothing is left. Or first: the other made a new one.
            if (await Host.Errand(errand) is { } left)
                (left.Log, left.Version).ShouldBe(("again ", 0));
        }

        Host.Faults.ShouldNotContain(f => f.About != null && errands.Contains(f.About.Value));
    }

    [Fact]
    public async Task Updates_on_two_nodes_at_once_are_all_kept()
    {
        await using var other = await Host.Another();
        var errand = await NewErrand();
        string[] steps = [.. Enumerable.Range(0, 40).Select(n => $"step{n}")];
        await Task.WhenAll(steps.Select((step, n) => Advance(errand, step, through: n % 2 == 0 ? Host : other)));
        var after = await ErrandThat(errand, e => e.Steps == steps.Length + 1);
        after.Log.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["start", .. steps], ignoreOrder: true);
        after.Version.ShouldBe(steps.Length);
        (await HeardOf(errand, steps.Length + 1)).ShouldBe(["start", .. steps], ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_loaded_before_somebody_else_changed_it_is_not_written_over_the_change()
    {
        var errand = await NewErrand();
        var gate = Host.Gates.Shut($"{errand}");
        await Advance(errand, "slow", gate: $"{errand}");
        await gate.Reached;
        // Another process. Where the slow one holds the row, it waits; elsewhere it is the slow one that must begin again.
        var quick = Task.Run(async () =>
        {
            await using var db = await Host.Open();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var loaded = (await db.FindForUpdate<Errand>(errand, Cancelled)).ShouldNotBeNull();
            loaded.Log += "quick ";
            loaded.Steps++;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
        if (!HoldsTheRow)
            await quick;
        gate.Open();
        var after = await ErrandThat(errand, e => e.Steps == 3);
        await quick;
        (after.Log, after.Version).ShouldBe((HoldsTheRow ? "start slow quick " : "start quick slow ", 2));
        (await HeardOf(errand, 2)).ShouldBe(["start", "slow"], ignoreOrder: true);
        Host.Tries.Of(errand, "slow").ShouldBe(HoldsTheRow ? 1 : 2);
    }

    /// <summary>Whether a message that has loaded an instance keeps all others from it until it commits.</summary>
    private protected virtual bool HoldsTheRow => false;

    [Fact]
    public async Task A_try_that_fails_leaves_nothing_for_the_next()
    {
        var errand = Guid.NewGuid();
        await Host.Send(Queue, new AdvanceErrand(errand, "start", FailFirst: 2));
        (await ErrandThat(errand, e => e.Steps > 0)).Log.ShouldBe("start ");
        await Host.Send(Queue, new AdvanceErrand(errand, "second", FailFirst: 2));
        var after = await ErrandThat(errand, e => e.Steps > 1);
        (after.Log, after.Version).ShouldBe(("start second ", 1));
        (await HeardOf(errand, 2)).ShouldBe(["start", "second"], ignoreOrder: true);
        (Host.Tries.Of(errand, "start"), Host.Tries.Of(errand, "second")).ShouldBe((3, 3));
    }

    [Fact]
    public async Task A_message_that_fails_for_good_leaves_nothing()
    {
        var (never, errand) = (Guid.NewGuid(), await NewErrand());
        var first = await Host.Send(Queue, new AdvanceErrand(never, "start", FailFirst: 100, ForGood: true));
        var second = await Host.Send(Queue, new AdvanceErrand(errand, "second", FailFirst: 100, ForGood: true));
        await Eventually.True(() => Host.Faults.Count(f => f.About == never || f.About == errand) == 2);
        (await LeavesNoErrand(never)).ShouldBeTrue();
        (await Host.Errand(errand))!.Log.ShouldBe("start ");
        (await Host.IsHandled(first) || await Host.IsHandled(second)).ShouldBeFalse();
        await Settle();
        (await HeardOf(never)).ShouldBeEmpty();
        (await HeardOf(errand)).ShouldBe(["start"]);
    }

    [Fact]
    public async Task A_read_only_event_answers_once_and_changes_nothing()
    {
        var errand = await NewErrand();
        var ask = await Host.Send(Queue, new AskErrand(errand, "answer"));
        (await HeardOf(errand, 2)).ShouldBe(["start", "answer"], ignoreOrder: true);
        await Host.Send(Queue, new AskErrand(errand, "answer"), ask);
        await Eventually.Get(() => Host.Arrivals.Of(ask), n => n == 2);
        await Settle();
        (await HeardOf(errand)).Count.ShouldBe(2);
        var after = await Host.Errand(errand);
        (after!.Log, after.Version).ShouldBe(("start ", 0));
    }

    [Fact]
    public async Task A_late_event_after_the_end_makes_nothing_and_fails_nobody()
    {
        var errand = await NewErrand();
        await Host.Send(Queue, new EndErrand(errand, "end"));
        await Eventually.True(() => LeavesNoErrand(errand));
        var late = await Host.Send(Queue, new CalmErrand(errand, "late"));
        await Eventually.True(() => Host.IsHandled(late));
        await Settle();
        (await LeavesNoErrand(errand)).ShouldBeTrue();
        (await HeardOf(errand)).ShouldBe(["start", "end"], ignoreOrder: true);
        Host.Faults.ShouldNotContain(f => f.MessageId == late);
    }

    [Fact]
    public async Task A_repeated_end_ends_once()
    {
        var errand = await NewErrand();
        var end = Guid.NewGuid();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Host.Send(Queue, new EndErrand(errand, "end"), end)));
        await Eventually.Get(() => Host.Arrivals.Of(end), n => n == 3);
        await Eventually.True(() => LeavesNoErrand(errand));
        await Settle();
        (await HeardOf(errand)).ShouldBe(["start", "end"], ignoreOrder: true);
        Host.Faults.ShouldNotContain(f => f.MessageId == end);
    }

    [Fact]
    public async Task An_instance_does_not_wait_for_another_ones_handler()
    {
        var (held, free) = (await NewErrand(), Guid.NewGuid());
        var gate = Host.Gates.Shut($"{held}");
        await Advance(held, "slow", gate: $"{held}");
        await gate.Reached;
        await Advance(free, "start");
        await ErrandThat(free, e => e.Steps == 1);
        (await Host.Errand(held))!.Steps.ShouldBe(1);
        gate.Open();
        await ErrandThat(held, e => e.Steps == 2);
    }
}

sealed class ByReference(string reference) : ISagaQuery<Errand>
{
    public Expression<Func<Errand, bool>> FilterExpression => e => e.Reference == reference;

    public Func<Errand, bool> GetFilter() => FilterExpression.Compile();
}

public sealed class Sagas_on_Sqlite(EmbeddedHost host) : SagaRepositorySpecification(host), IClassFixture<EmbeddedHost>;

[Trait("Category", "Server")]
public sealed class Sagas_on_PostgreSQL(ServerHost host) : SagaRepositorySpecification(host), IClassFixture<ServerHost>;

[Trait("Category", "Server")]
public sealed class Sagas_on_PostgreSQL_a_transaction_each(ServerHostWithoutGroups host) : SagaRepositorySpecification(host), IClassFixture<ServerHostWithoutGroups>
{
    private protected override bool HoldsTheRow => true;
}

[Trait("Category", "Server")]
public sealed class Sagas_on_SQL_Server(SqlServerHost host) : SagaRepositorySpecification(host), IClassFixture<SqlServerHost>;
