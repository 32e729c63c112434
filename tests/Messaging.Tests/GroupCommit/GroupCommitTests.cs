using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>Units written together, on a real database and without a bus: who is at fault, and who is not.</summary>
public abstract class GroupCommitSpecification : IAsyncLifetime
{
    static readonly Guid Consumer = Guid.NewGuid();

    private protected abstract SampleHost Host { get; }

    GroupCommit<SampleDb> Group => Host.Services.GetRequiredService<GroupCommit<SampleDb>>();

    public ValueTask InitializeAsync() => Host.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Host.DisposeAsync();
    }

    async Task<GroupUnit<SampleDb>> UnitOf(Guid messageId) => await Group.Begin(new MessageCause(messageId, Consumer, null), TestContext.Current.CancellationToken);

    async Task<GroupUnit<SampleDb>> UnitThatInserts(Guid saga, string state = "Moving")
    {
        var unit = await UnitOf(Guid.NewGuid());
        unit.Insert(new Journey { CorrelationId = saga, CurrentState = state });
        return unit;
    }

    Task<Journey?> Journey(Guid id) => Host.Read(db => db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.CorrelationId == id));

    Task<bool> IsHandled(GroupUnit<SampleDb> unit) => Host.Read(db => db.Set<InboxMessage>().AnyAsync(m => m.MessageId == unit.Inbox.MessageId));

    [Fact]
    public async Task All_of_a_group_are_committed()
    {
        Guid[] sagas = [.. Enumerable.Range(0, 200).Select(_ => Guid.NewGuid())];
        var units = await Task.WhenAll(sagas.Select(s => UnitThatInserts(s)));
        await Task.WhenAll(units.Select(u => u.Flush(default)));
        foreach (var saga in sagas)
            (await Journey(saga)).ShouldNotBeNull();
        foreach (var unit in units)
            unit.Dispose();
    }

    [Fact]
    public async Task A_unit_whose_message_was_handled_before_writes_nothing_and_harms_nobody()
    {
        var (once, twice, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var message = Guid.NewGuid();
        using var first = await UnitOf(message);
        first.Insert(new Journey { CorrelationId = once });
        await first.Flush(default);

        using var repeated = await UnitOf(message);
        repeated.Insert(new Journey { CorrelationId = twice });
        using var neighbour = await UnitThatInserts(other);
        await Task.WhenAll(repeated.Flush(default), neighbour.Flush(default));
        (await Journey(once)).ShouldNotBeNull();
        (await Journey(twice)).ShouldBeNull();
        (await Journey(other)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_message_twice_in_one_group_is_written_once()
    {
        var message = Guid.NewGuid();
        Guid[] sagas = [Guid.NewGuid(), Guid.NewGuid()];
        var units = await Task.WhenAll(sagas.Select(async saga =>
        {
            var unit = await UnitOf(message);
            unit.Insert(new Journey { CorrelationId = saga });
            return unit;
        }));
        await Task.WhenAll(units.Select(u => u.Flush(default)));
        (await Host.Read(db => db.Journeys.CountAsync(j => sagas.Contains(j.CorrelationId)))).ShouldBe(1);
        foreach (var unit in units)
            unit.Dispose();
    }

    [Fact]
    public async Task Those_at_fault_fail_alone_and_leave_nothing()
    {
        var taken = Guid.NewGuid();
        using (var first = await UnitThatInserts(taken))
            await first.Flush(default);
        var changedElsewhere = Guid.NewGuid();
        using (var second = await UnitThatInserts(changedElsewhere))
            await second.Flush(default);

        Guid[] good = [.. Enumerable.Range(0, 30).Select(_ => Guid.NewGuid())];
        var units = (await Task.WhenAll(good.Select(s => UnitThatInserts(s)))).ToList();
        using var duplicate = await UnitThatInserts(taken);
        using var stale = await UnitOf(Guid.NewGuid());
        var journey = (await stale.Load<Journey>(changedElsewhere, default)).ShouldNotBeNull();
        await Host.Save(async (db, _) => (await db.Journeys.SingleAsync(j => j.CorrelationId == changedElsewhere)).Events = 7);
        journey.Events = 1;
        stale.Update(journey);

        var results = units.Take(10).Select(u => u.Flush(default)).ToList();
        var failures = new[] { duplicate.Flush(default), stale.Flush(default) };
        results.AddRange(units.Skip(10).Select(u => u.Flush(default)));
        await Task.WhenAll(results);
        DatabaseDialect.IsUniqueViolation(await Should.ThrowAsync<DbUpdateException>(() => failures[0])).ShouldBeTrue();
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => failures[1]);

        (await Host.Read(db => db.Journeys.CountAsync(j => good.Contains(j.CorrelationId)))).ShouldBe(good.Length);
        (await Journey(changedElsewhere))!.Events.ShouldBe(7);
        (await IsHandled(duplicate)).ShouldBeFalse();
        (await IsHandled(stale)).ShouldBeFalse();
        units.ForEach(u => u.Dispose());
    }

    [Fact]
    public async Task A_saga_is_changed_by_one_unit_at_a_time_and_its_version_counts_each()
    {
        var saga = Guid.NewGuid();
        using (var first = await UnitThatInserts(saga))
            await first.Flush(default);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var unit = await UnitOf(Guid.NewGuid());
            var journey = (await unit.Load<Journey>(saga, default))!;
            journey.Events++;
            unit.Update(journey);
            await unit.Flush(default);
        }));
        var after = (await Journey(saga))!;
        (after.Events, after.Version).ShouldBe((50, 50));
    }

    [Fact]
    public async Task Sagas_are_found_by_an_expression_as_they_are_when_it_is_their_turn()
    {
        var state = $"state-{Guid.NewGuid():N}"[..30];
        Guid[] sagas = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];
        foreach (var saga in sagas)
        {
            using var unit = await UnitThatInserts(saga, state);
            await unit.Flush(default);
        }

        using var holder = await UnitOf(Guid.NewGuid());
        var leaving = (await holder.Load<Journey>(sagas[0], default))!;
        using var asker = await UnitOf(Guid.NewGuid());
        var found = asker.Query<Journey>(j => j.CurrentState == state, default);
        leaving.CurrentState = "gone";
        holder.Update(leaving);
        await holder.Flush(default);
        holder.Dispose();
        (await found).Select(j => j.CorrelationId).ShouldBe(sagas[1..], ignoreOrder: true);
    }

    [Fact]
    public async Task A_saga_that_ends_leaves_its_inbox_row_and_nothing_else()
    {
        var saga = Guid.NewGuid();
        using (var first = await UnitThatInserts(saga))
            await first.Flush(default);
        using var last = await UnitOf(Guid.NewGuid());
        last.Delete((await last.Load<Journey>(saga, default))!);
        await last.Flush(default);
        (await Journey(saga)).ShouldBeNull();
        (await IsHandled(last)).ShouldBeTrue();
    }
}

public sealed class Group_commit_on_Sqlite : GroupCommitSpecification
{
    private protected override SampleHost Host { get; } = new EmbeddedHost();
}

[Trait("Category", "Server")]
public sealed class Group_commit_on_PostgreSQL : GroupCommitSpecification
{
    private protected override SampleHost Host { get; } = new ServerHost();
}

/// <summary>Several services' worth of work on one saga endpoint.</summary>
[Trait("Category", "Server")]
public sealed class When_two_processes_change_the_same_sagas : IAsyncLifetime
{
    readonly ServerHost _one = new();

    public ValueTask InitializeAsync() => _one.InitializeAsync();

    public ValueTask DisposeAsync() => _one.DisposeAsync();

    [Fact]
    public async Task No_update_is_lost_and_no_message_fails()
    {
        await using var two = await _one.Another();
        Guid[] parcels = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid())];
        await Task.WhenAll(parcels.SelectMany(parcel => Enumerable.Range(1, 60).Select(n =>
            _one.Bus.Publish(Specification.Changed(parcel, PackageStatus.InTransit, n), c => c.MessageId = Guid.NewGuid()))));
        foreach (var parcel in parcels)
            await Eventually.Passes(async () => (await _one.Read(db => db.Journeys.AsNoTracking().SingleAsync(j => j.CorrelationId == parcel))).Events.ShouldBe(60));
    }
}
