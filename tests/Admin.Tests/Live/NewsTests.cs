using Microsoft.Extensions.Time.Testing;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Live;

public sealed class When_many_things_happen_at_once
{
    readonly FakeTimeProvider _time = new();
    int _reads;

    [Fact]
    public async Task The_page_reads_once_and_once_more_when_it_has_settled()
    {
        using var leaving = new CancellationTokenSource();
        var news = new News(_time, TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(5));
        var following = news.FollowAsync(CountAsync, leaving.Token);
        for (var happened = 0; happened < 50; happened++)
            news.Heard();

        await AdvanceUntilAsync(() => _reads == 2);
        _time.Advance(TimeSpan.FromMinutes(1));

        _reads.ShouldBe(2);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(following);
    }

    [Fact]
    public async Task Without_news_it_reads_now_and_then()
    {
        using var leaving = new CancellationTokenSource();
        var news = new News(_time, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(20));
        var following = news.FollowAsync(CountAsync, leaving.Token);

        await AdvanceUntilAsync(() => _reads >= 3);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(following);
    }

    Task CountAsync()
    {
        Interlocked.Increment(ref _reads);
        return Task.CompletedTask;
    }

    Task AdvanceUntilAsync(Func<bool> condition) => Eventually.True(() =>
    {
        if (!condition())
            _time.Advance(TimeSpan.FromMilliseconds(250));
        return condition();
    });
}
