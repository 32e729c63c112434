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

    async Task<GroupUnit<SampleDb>> UnitOf(Guid messageId) => await Group.Begin(new MessageCause(messageId, Consumer, null), db: null, TestContext.Current.CancellationToken);

    async Task<GroupUnit<SampleDb>> UnitThatInserts(Guid saga, string state = "Moving")
    {
        var unit = await UnitOf(Guid.NewGuid());
        unit.Insert(new Journey { CorrelationId = saga, CurrentState = state });
        return unit;
    }

    Task<Journey?> Journey(Guid id) => Host.Read(db => db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.CorrelationId == id));

    Task<bool> IsHandled(GroupUnit<SampleDb> unit) => Host.Read(db => db.Set<InboxMessage>().AnyAsync(m => m.MessageId == unit.Inbox!.MessageId));

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

    /// <summary>A unit of a consumer that has saved.</summary>
    async Task<GroupUnit<SampleDb>> UnitThatSaved(Func<SampleDb, Task> consume)
    {
        await using var db = await Host.Open();
        var unit = await Group.Begin(new MessageCause(Guid.NewGuid(), Consumer, null), db, TestContext.Current.CancellationToken);
        await consume(db);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return unit;
    }

    static Occasion Now => Occasion.Now(TimeProvider.System);

    Task<GroupUnit<SampleDb>> UnitThatAdds(Guid parcel) => UnitThatSaved(db =>
    {
        db.Parcels.Add(new Parcel(parcel, Now));
        return Task.CompletedTask;
    });

    Task<Parcel?> Parcel(Guid id) => Host.Read(db => db.Parcels.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id));

    /// <summary>What the first of the listeners has heard.</summary>
    Task Published(Guid parcel, params string[] words) => Eventually.Passes(async () =>
        (await Host.Heard(parcel)).Where(h => h.By == "first").Select(h => h.What).ShouldBe(words, ignoreOrder: true));

    Task<List<string>> History(Guid parcel) => Host.Read(db => db.Set<StatusHistory>().Where(h => h.SubjectId == parcel).OrderBy(h => h.Sequence).Select(h => h.To).ToListAsync());

    [Fact]
    public async Task What_a_consumer_saves_is_written_with_its_group_and_not_before()
    {
        var parcel = Guid.NewGuid();
        using var unit = await UnitThatAdds(parcel);
        (await Parcel(parcel)).ShouldBeNull();
        (await History(parcel)).ShouldBeEmpty();
        using var neighbour = await UnitThatInserts(Guid.NewGuid());
        await Task.WhenAll(unit.Flush(default), neighbour.Flush(default));
        (await Parcel(parcel)).ShouldNotBeNull().Status.ShouldBe(PackageStatus.Created);
        (await History(parcel)).ShouldBe(["created"]);
        await Published(parcel, "created");
        (await IsHandled(unit)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_consumer_changes_counts_its_version_up_once_also_where_its_group_was_written_in_parts()
    {
        var (parcel, taken) = (Guid.NewGuid(), Guid.NewGuid());
        using (var first = await UnitThatAdds(parcel))
            await first.Flush(default);
        using (var second = await UnitThatInserts(taken))
            await second.Flush(default);

        // The gate of the group: while this one is written, the next two gather.
        using var head = await UnitThatInserts(Guid.NewGuid());
        using var change = await UnitThatSaved(async db => (await db.Parcels.SingleAsync(p => p.Id == parcel)).Depart(Now));
        using var atFault = await UnitThatInserts(taken);
        Task[] flushes = [head.Flush(default), change.Flush(default), atFault.Flush(default)];
        await Should.ThrowAsync<DbUpdateException>(() => flushes[2]);
        await Task.WhenAll(flushes[..2]);
        var after = (await Parcel(parcel)).ShouldNotBeNull();
        (after.Status, after.Version).ShouldBe((PackageStatus.InTransit, 1));
        (await History(parcel)).ShouldBe(["created", "in_transit"]);
        await Published(parcel, "created", "in_transit");
    }

    [Fact]
    public async Task What_a_consumer_changes_and_somebody_else_changed_before_fails_and_leaves_nothing()
    {
        var parcel = Guid.NewGuid();
        using (var first = await UnitThatAdds(parcel))
            await first.Flush(default);
        using var stale = await UnitThatSaved(async db => (await db.Parcels.SingleAsync(p => p.Id == parcel)).Depart(Now));
        await Host.Save(async (db, _) => (await db.Parcels.SingleAsync(p => p.Id == parcel)).Arrive(Now));
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => stale.Flush(default));
        (await Parcel(parcel))!.Status.ShouldBe(PackageStatus.Delivered);
        (await History(parcel)).ShouldBe(["created", "delivered"]);
        (await IsHandled(stale)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_consumer_that_saves_twice_has_both_written()
    {
        var (parcel, gone) = (Guid.NewGuid(), Guid.NewGuid());
        using (var first = await UnitThatAdds(gone))
            await first.Flush(default);
        using var unit = await UnitThatSaved(async db =>
        {
            var added = new Parcel(parcel, Now);
            db.Parcels.AddRange(added, new Parcel(Guid.NewGuid(), Now));
            db.Parcels.Remove(await db.Parcels.SingleAsync(p => p.Id == gone));
            await db.SaveChangesAsync();
            added.Depart(Now);
        });
        await unit.Flush(default);
        (await Parcel(gone)).ShouldBeNull();
        (await Parcel(parcel)).ShouldNotBeNull().Status.ShouldBe(PackageStatus.InTransit);
        (await History(parcel)).ShouldBe(["created", "in_transit"]);
    }

    [Fact]
    public async Task Requests_that_are_refused_harm_no_other_and_leave_nothing()
    {
        var commits = Host.Services.GetRequiredService<SharedCommit<SampleDb>>();
        var (taken, good) = (Guid.NewGuid(), Enumerable.Range(0, 30).Select(_ => Guid.NewGuid()).ToList());
        await Add(taken);
        var refused = Add(taken);
        await Task.WhenAll(good.Select(Add));
        DatabaseDialect.IsUniqueViolation(await Should.ThrowAsync<DbUpdateException>(() => refused)).ShouldBeTrue();
        foreach (var parcel in good)
            (await History(parcel)).ShouldBe(["created"]);
        (await History(taken)).ShouldBe(["created"]);

        async Task Add(Guid parcel)
        {
            await using var db = await Host.Open();
            var saved = await commits.Run(db, async () =>
            {
                db.Parcels.Add(new Parcel(parcel, Now));
                return await db.SaveChangesAsync();
            });
            // The parcel, its history and its message; and what comes after is saved as ever.
            saved.ShouldBe(3);
            db.Staging.ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_request_whose_key_somebody_took_is_handled_again_and_may_take_another()
    {
        var (taken, free) = (Guid.NewGuid(), Guid.NewGuid());
        using (var first = await UnitThatAdds(taken))
            await first.Flush(default);
        var keys = new Queue<Guid>([taken, free]);
        await using var db = await Host.Open();
        var parcel = await Host.Services.GetRequiredService<SharedCommit<SampleDb>>().Run(db, async () =>
        {
            var added = db.Parcels.Add(new Parcel(keys.Dequeue(), Now)).Entity;
            await db.SaveChangesAsync();
            return added.Id;
        });
        parcel.ShouldBe(free);
        (await History(free)).ShouldBe(["created"]);
        (await History(taken)).ShouldBe(["created"]);
    }

    [Fact]
    public async Task A_request_in_a_transaction_of_its_own_is_committed_with_that()
    {
        var parcel = Guid.NewGuid();
        await using var db = await Host.Open();
        await using (var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await Host.Services.GetRequiredService<SharedCommit<SampleDb>>().Run(db, async () =>
            {
                db.Parcels.Add(new Parcel(parcel, Now));
                return await db.SaveChangesAsync();
            });
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }

        (await Parcel(parcel)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_asked_for_the_same_turn_waits_until_it_is_written()
    {
        var turn = Guid.NewGuid();
        using var first = await UnitThatInserts(Guid.NewGuid());
        await first.Take(turn);
        using var second = await UnitOf(Guid.NewGuid());
        var waiting = second.Take(turn);
        waiting.IsCompleted.ShouldBeFalse();
        await first.Flush(default);
        first.Dispose();
        await waiting.WaitAsync(Eventually.Patience);
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
