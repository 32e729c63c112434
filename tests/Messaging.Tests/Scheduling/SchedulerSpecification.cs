using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What the scheduler promises: a clock is set and taken back with the state that wants it, runs out once, and never early.</summary>
public abstract class SchedulerSpecification(SampleHost host) : Specification(host)
{
    const string Errands = "sample-errand";

    async Task<Guid> NewErrand()
    {
        var errand = Guid.NewGuid();
        await Host.Send(Errands, new AdvanceErrand(errand, "begin"));
        await ErrandThat(errand, e => e.Steps == 1);
        return errand;
    }

    async Task<Errand> Arm(Guid errand, TimeSpan delay, int steps = 2, int failFirst = 0)
    {
        await Host.Send(Errands, new ArmErrand(errand, "arm", delay, failFirst));
        return await ErrandThat(errand, e => e.Steps == steps);
    }

    /// <summary>The rows of an errand's clock, however many there are.</summary>
    Task<List<OutboxMessage>> Clocks(Errand errand) => Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().Where(m => m.ScheduleToken == errand.ClockToken).ToListAsync());

    async Task<List<OutboxMessage>> AllClocks(Guid errand) =>
        [.. (await Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().Where(m => m.ScheduleToken != null).ToListAsync()))
            .Where(m => System.Text.Encoding.UTF8.GetString(m.Body).Contains($"{errand}", StringComparison.Ordinal))];

    async Task<int> TimesDue(Guid errand) => (await HeardOf(errand)).Count(what => what == ErrandStateMachine.Due);

    [Fact]
    public async Task A_clock_that_is_set_is_there_with_the_state_and_runs_out_once_and_not_early()
    {
        var errand = await NewErrand();
        var armed = await Arm(errand, TimeSpan.FromDays(5));
        var clock = (await Clocks(armed)).ShouldHaveSingleItem();
        clock.NextAttemptAt.ShouldNotBeNull().ShouldBe(await Host.Read(db => db.GetUtcNow(Cancelled).AsTask()) + TimeSpan.FromDays(5), TimeSpan.FromMinutes(2));

        await Host.Age(TimeSpan.FromDays(5) - TimeSpan.FromMinutes(5));
        await Settle();
        (await TimesDue(errand)).ShouldBe(0);
        await Host.Age(TimeSpan.FromMinutes(10));
        await Eventually.True(async () => await TimesDue(errand) > 0);
        await Host.Age(TimeSpan.FromDays(5));
        await Settle();
        (await TimesDue(errand)).ShouldBe(1);
        await Eventually.True(async () => (await AllClocks(errand)).Count == 0);
    }

    [Fact]
    public async Task A_clock_that_is_set_anew_runs_out_at_the_new_time_only()
    {
        var errand = await NewErrand();
        await Arm(errand, TimeSpan.FromDays(1));
        var armed = await Arm(errand, TimeSpan.FromDays(5), steps: 3);
        (await AllClocks(errand)).ShouldHaveSingleItem().ScheduleToken.ShouldBe(armed.ClockToken);
        await Host.Age(TimeSpan.FromDays(2));
        await Settle();
        (await TimesDue(errand)).ShouldBe(0);
        await Host.Age(TimeSpan.FromDays(4));
        await Eventually.True(async () => await TimesDue(errand) == 1);
    }

    [Fact]
    public async Task A_clock_that_is_taken_back_never_runs_out()
    {
        var errand = await NewErrand();
        await Arm(errand, TimeSpan.FromDays(1));
        await Host.Send(Errands, new CalmErrand(errand, "calm"));
        (await ErrandThat(errand, e => e.Steps == 3)).ClockToken.ShouldBeNull();
        (await AllClocks(errand)).ShouldBeEmpty();
        await Host.Age(TimeSpan.FromDays(2));
        await Settle();
        (await TimesDue(errand)).ShouldBe(0);
    }

    [Fact]
    public async Task A_clock_that_is_set_and_taken_back_by_one_message_was_never_there()
    {
        var errand = await NewErrand();
        await Host.Send(Errands, new FlinchErrand(errand, "flinch"));
        (await ErrandThat(errand, e => e.Steps == 2)).ClockToken.ShouldBeNull();
        (await AllClocks(errand)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_try_that_fails_sets_no_clock_and_the_next_one_sets_it_once()
    {
        var errand = await NewErrand();
        var armed = await Arm(errand, TimeSpan.FromDays(5), failFirst: 2);
        Host.Tries.Of(errand, "arm").ShouldBe(3);
        (await AllClocks(errand)).ShouldHaveSingleItem().ScheduleToken.ShouldBe(armed.ClockToken);
    }

    [Fact]
    public async Task A_message_that_fails_for_good_sets_no_clock()
    {
        var errand = await NewErrand();
        var id = await Host.Send(Errands, new ArmErrand(errand, "arm", TimeSpan.FromDays(1), FailFirst: 1, ForGood: true));
        await Eventually.True(() => Host.Tries.Of(errand, "arm") == 1 && Host.Arrivals.Of(id) == 1);
        await Settle();
        (await Host.Errand(errand))!.ClockToken.ShouldBeNull();
        (await AllClocks(errand)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_fails_for_good_takes_no_clock_back()
    {
        var errand = await NewErrand();
        var armed = await Arm(errand, TimeSpan.FromDays(1));
        await Host.Send(Errands, new CalmErrand(errand, "calm", FailFirst: 1, ForGood: true));
        await Eventually.True(() => Host.Faults.Any(f => f.About == errand));
        (await Clocks(armed)).ShouldHaveSingleItem();
        await Host.Age(TimeSpan.FromDays(2));
        await Eventually.True(async () => await TimesDue(errand) == 1);
    }

    [Fact]
    public async Task A_commit_that_is_refused_sets_no_clock()
    {
        var errand = Guid.NewGuid();
        await Host.Send(Errands, new AdvanceErrand(errand, "begin"));
        await ErrandThat(errand, e => e.Steps == 1);
        Host.RefusedCommits.Add(errand);
        var id = await Host.Send(Errands, new ArmErrand(errand, "arm", TimeSpan.FromDays(1)));
        await Eventually.True(() => Host.Tries.Of(errand, "arm") >= 1 && Host.Arrivals.Of(id) >= 1);
        await Settle();
        (await AllClocks(errand)).ShouldBeEmpty();
        (await Host.Errand(errand))!.ClockToken.ShouldBeNull();
    }

    [Fact]
    public async Task The_end_takes_the_clock_with_it()
    {
        var errand = await NewErrand();
        await Arm(errand, TimeSpan.FromDays(1));
        await Host.Send(Errands, new EndErrand(errand, "end"));
        await Eventually.True(async () => await Host.Errand(errand) is null);
        (await AllClocks(errand)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_clock_that_ran_out_too_late_makes_nothing_and_harms_nobody()
    {
        var errand = Guid.NewGuid();
        var late = await Host.Send(Errands, new ErrandIsDue(errand));
        await Eventually.True(() => Host.Arrivals.Of(late) == 1);
        await Settle();
        (await Host.Errand(errand)).ShouldBeNull();
        (await HeardOf(errand)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_clock_runs_out_once_although_two_nodes_look_at_it()
    {
        await using var other = await Host.Another();
        Guid[] errands = [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())];
        foreach (var errand in errands)
        {
            await Host.Send(Errands, new AdvanceErrand(errand, "begin"));
            await ErrandThat(errand, e => e.Steps == 1);
            await Arm(errand, TimeSpan.FromDays(1));
        }

        await Host.Age(TimeSpan.FromDays(2));
        foreach (var errand in errands)
            await Eventually.True(async () => await TimesDue(errand) >= 1);
        await Settle();
        foreach (var errand in errands)
            (await TimesDue(errand)).ShouldBe(1);
    }

    [Fact]
    public async Task A_clock_outlives_the_process_that_set_it()
    {
        var errand = await NewErrand();
        await Arm(errand, TimeSpan.FromDays(1));
        await Host.Stop();
        await Host.Restart();
        await Host.Age(TimeSpan.FromDays(2));
        await Eventually.True(async () => await TimesDue(errand) == 1);
    }
}

public sealed class Schedules_on_Sqlite(EmbeddedHost host) : SchedulerSpecification(host), IClassFixture<EmbeddedHost>;

[Trait("Category", "Server")]
public sealed class Schedules_on_PostgreSQL(ServerHost host) : SchedulerSpecification(host), IClassFixture<ServerHost>;

[Trait("Category", "Server")]
public sealed class Schedules_on_PostgreSQL_a_transaction_each(ServerHostWithoutGroups host) : SchedulerSpecification(host), IClassFixture<ServerHostWithoutGroups>;

[Trait("Category", "Server")]
public sealed class Schedules_on_SQL_Server(SqlServerHost host) : SchedulerSpecification(host), IClassFixture<SqlServerHost>;
