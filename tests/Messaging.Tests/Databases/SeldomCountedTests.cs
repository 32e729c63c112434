using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace StatusTracking.Messaging.Tests;

public sealed class When_an_answer_costs_time
{
    readonly FakeTimeProvider _time = new();
    readonly List<TaskCompletionSource<int>> _searches = [];
    readonly SeldomCounted<int> _answer;

    public When_an_answer_costs_time() => _answer = new(_time, _ =>
    {
        var search = new TaskCompletionSource<int>();
        lock (_searches)
            _searches.Add(search);
        return search.Task;
    });

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    async Task<TaskCompletionSource<int>> Search(int number)
    {
        await Testing.Eventually.True(() => Task.FromResult(_searches.Count == number));
        return _searches[number - 1];
    }

    [Fact]
    public async Task All_who_ask_meanwhile_get_the_one_that_is_found()
    {
        var asked = new[] { _answer.Get(Cancelled), _answer.Get(Cancelled), _answer.Get(Cancelled) };

        (await Search(1)).SetResult(7);

        (await Task.WhenAll(asked)).ShouldBe([7, 7, 7]);
        _searches.Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_given_again_for_ten_times_as_long_as_it_took()
    {
        var first = _answer.Get(Cancelled);
        var search = await Search(1);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        search.SetResult(1);
        (await first).ShouldBe(1);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        (await _answer.Get(Cancelled)).ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var second = _answer.Get(Cancelled);
        (await Search(2)).SetResult(2);
        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task None_is_older_than_five_seconds()
    {
        var first = _answer.Get(Cancelled);
        var search = await Search(1);
        _time.Advance(TimeSpan.FromSeconds(3));
        search.SetResult(1);
        await first;

        _time.Advance(TimeSpan.FromSeconds(5));
        var second = _answer.Get(Cancelled);
        (await Search(2)).SetResult(2);
        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task One_that_was_not_found_is_looked_for_again()
    {
        var first = _answer.Get(Cancelled);
        (await Search(1)).SetException(new TimeoutException());
        await Should.ThrowAsync<TimeoutException>(() => first);

        var second = _answer.Get(Cancelled);
        (await Search(2)).SetResult(2);
        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task Who_waits_no_longer_takes_it_from_nobody()
    {
        using var impatient = new CancellationTokenSource();
        var (left, stays) = (_answer.Get(impatient.Token), _answer.Get(Cancelled));
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => left);

        (await Search(1)).SetResult(3);

        (await stays).ShouldBe(3);
    }
}
