using CsCheck;
using StatusTracking.Admin.Clients;
using StatusTracking.Contracts;

namespace StatusTracking.Admin.Tests.Live;

public sealed class When_a_feed_moves
{
    static readonly DateTimeOffset Begin = new(2026, 3, 4, 15, 0, 0, TimeSpan.Zero);

    readonly FeedLines _feed = new();

    /// <summary>What the timeline holds, the newest first.</summary>
    readonly List<TimelineEntry> _kept = [];

    int _happened;

    StatusChangeIgnored Next() => new()
    {
        Subject = Subjects.Package,
        SubjectId = Sample.PackageId,
        OrderId = Sample.OrderId,
        To = "in_transit",
        Reason = "why",
        OccurredAt = Begin.AddSeconds(++_happened),
        RecordedAt = Begin.AddSeconds(_happened),
    };

    void Happen()
    {
        var next = Next();
        _feed.Hear(next).ShouldBeTrue();
        _kept.Insert(0, new() { Subject = next.Subject, SubjectId = next.SubjectId, OrderId = next.OrderId, To = next.To, OccurredAt = next.OccurredAt, RecordedAt = next.RecordedAt, Ignored = true });
    }

    IReadOnlyList<TimelineEntry> Page(int skip = 0) => [.. _kept.Skip(skip).Take(FeedLines.Most)];

    IEnumerable<int> Seconds => _feed.Shown.Select(line => (int)(line.RecordedAt - Begin).TotalSeconds);

    [Fact]
    public void The_newest_is_first_and_old_ones_go()
    {
        for (var i = 0; i < FeedLines.Most + 3; i++)
        {
            Happen();
            _feed.Advance();
        }

        Seconds.ShouldBe(Enumerable.Range(4, FeedLines.Most).Reverse());
    }

    [Fact]
    public void While_it_is_paused_lines_stay_and_what_happens_is_counted()
    {
        Happen();
        _feed.Advance();
        _feed.Pause();
        Happen();
        Happen();
        _feed.Advance();

        Seconds.ShouldBe([1]);
        _feed.Missed.ShouldBe(2);
        _feed.PausedAt!.RecordedAt.ShouldBe(Begin.AddSeconds(1));
    }

    [Fact]
    public void What_was_heard_a_moment_ago_and_is_not_in_the_timeline_yet_is_shown_once_all_the_same()
    {
        Happen();
        _feed.Pause();
        Happen();
        var written = Page();
        _feed.Hear(Next());

        _feed.Resume(written);

        Seconds.ShouldBe([3, 2, 1]);
        _feed.Missed.ShouldBe(0);
    }

    [Fact]
    public void What_a_shelf_says_belongs_to_no_order_and_is_not_shown() => _feed.Hear(new StockSignal
    {
        SubjectId = Guid.NewGuid(),
        Kind = "low_stock",
        Sku = "MUG-01",
        Available = 1,
        OccurredAt = Begin,
        RecordedAt = Begin,
    }).ShouldBeFalse();

    [Theory]
    [InlineData("queued", false)]
    [InlineData("sending", false)]
    [InlineData("sent", true)]
    [InlineData("suppressed", true)]
    public void Of_a_message_it_is_told_what_became_of_it(string status, bool told) => _feed.Hear(new NotificationStatusChanged
    {
        SubjectId = Guid.NewGuid(),
        OrderId = Sample.OrderId,
        About = Sample.PackageId,
        Channel = "sms",
        Kind = "shipped",
        Recipient = "+49…78",
        To = status,
        OccurredAt = Begin,
        RecordedAt = Begin,
        Sequence = 1,
    }).ShouldBe(told);

    /// <summary>However much happens, and whenever it is paused and goes on: page after page, everything is seen, in order, once.</summary>
    [Fact]
    public void Nothing_is_lost() => Gen.Int[0, 130].Array[1, 6].Sample(bursts =>
    {
        var situation = new When_a_feed_moves();
        foreach (var burst in bursts)
        {
            situation._feed.Pause();
            for (var i = 0; i < burst; i++)
                situation.Happen();
            situation._feed.Resume(situation.Page());
            situation.Happen();
            situation._feed.Advance();
        }

        situation._feed.Pause();
        for (var skip = 0; skip < situation._kept.Count; skip += FeedLines.Most)
            situation._feed.Append(situation.Page(skip));
        return situation.Seconds.SequenceEqual(Enumerable.Range(1, situation._happened).Reverse());
    }, iter: 200);
}
