using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

// The order of a package's messages, and what stands behind one that cannot be sent.
public abstract partial class OutboxSpecification
{
    /// <summary>Sends an unsendable row where it could have gone, as an operator would.</summary>
    Task<int> Repair(string destination, string queue) => Host.Read(db => db.Set<OutboxMessage>().Where(m => m.Destination == destination)
        .ExecuteUpdateAsync(s => s.SetProperty(m => m.Destination, queue)));

    Task<OutboxMessage?> RowTo(string destination) => Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.Destination == destination));

    /// <summary>Lets pauses and leases pass until something is so.</summary>
    async Task UntilAfterPauses(Func<Task<bool>> isSo) => await Eventually.True(async () =>
    {
        if (await isSo())
            return true;
        await Host.Age(TimeSpan.FromSeconds(11));
        return false;
    });

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
        await Host.Save((db, now) => abouts.Select(about => LeftBehind.Row(db, new Note(about, "once"), now)));
        await Eventually.True(async () => await Notes() >= abouts.Length);
        await Settle();
        (await Notes()).ShouldBe(abouts.Length);
        abouts.ShouldAllBe(about => Host.Tries.Of(about, null) == 1);
        await Eventually.True(async () => !await Host.Read(db => db.Set<OutboxMessage>().AnyAsync(m => m.Destination == "sample-take-note" && m.NextAttemptAt != null && m.Attempts == 0)));

        Task<int> Notes() => Host.Read(db => db.Heard.CountAsync(h => h.By == "notes" && abouts.Contains(h.About)));
    }
}
