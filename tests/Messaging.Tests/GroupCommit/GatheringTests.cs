using CsCheck;
using Shouldly;
using Xunit;

namespace StatusTracking.Messaging.Tests;

public sealed class When_items_are_gathered
{
    [Fact]
    public void Each_item_is_worked_on_once_in_groups_that_are_not_too_large_on_lanes_that_are_not_too_many() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 3], Gen.Int[1, 200]).SampleAsync(async (size, lanes, count) =>
        {
            var seen = new List<int>();
            var (busy, mostBusy, largest) = (0, 0, 0);
            var done = new TaskCompletionSource();
            var gathering = new Gathering<int>(size, lanes, async group =>
            {
                lock (seen)
                    (busy, mostBusy, largest) = (busy + 1, Math.Max(mostBusy, busy + 1), Math.Max(largest, group.Count));
                await Task.Yield();
                lock (seen)
                {
                    busy--;
                    seen.AddRange(group);
                    if (seen.Count == count)
                        done.TrySetResult();
                }
            });

            Parallel.For(0, count, gathering.Add);
            await done.Task.WaitAsync(TimeSpan.FromMinutes(1));
            seen.Order().ShouldBe(Enumerable.Range(0, count));
            mostBusy.ShouldBeLessThanOrEqualTo(lanes);
            largest.ShouldBeLessThanOrEqualTo(size);
        }, iter: 200, threads: 2);

    [Fact]
    public async Task What_waits_while_a_group_is_under_way_forms_the_next_one()
    {
        var groups = new List<int>();
        var (first, go, rest) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var gathering = new Gathering<int>(10, 1, async group =>
        {
            groups.Add(group.Count);
            first.TrySetResult();
            await go.Task;
            if (groups.Sum() == 26)
                rest.TrySetResult();
        });
        gathering.Add(0);
        await first.Task;
        for (var i = 0; i < 25; i++)
            gathering.Add(i);
        go.SetResult();
        await rest.Task.WaitAsync(TimeSpan.FromMinutes(1));
        groups.ShouldBe([1, 10, 10, 5]);
    }
}

public sealed class When_turns_are_taken
{
    [Fact]
    public async Task One_has_the_key_at_a_time_in_the_order_in_which_they_came_and_other_keys_do_not_wait()
    {
        var (turns, key) = (new Turns(), Guid.NewGuid());
        turns.Take(key).IsCompleted.ShouldBeTrue();
        var second = turns.Take(key);
        var third = turns.Take(key);
        turns.Take(Guid.NewGuid()).IsCompleted.ShouldBeTrue();
        second.IsCompleted.ShouldBeFalse();

        turns.Pass(key);
        await second.WaitAsync(TimeSpan.FromMinutes(1));
        third.IsCompleted.ShouldBeFalse();
        turns.Pass(key);
        await third.WaitAsync(TimeSpan.FromMinutes(1));
        turns.Pass(key);
        turns.Take(key).IsCompleted.ShouldBeTrue();
    }
}
