using CsCheck;
using Microsoft.Extensions.Time.Testing;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications.Tests;

public class News_that_waits_for_other_packages
{
    static readonly FakeTimeProvider Time = new(Some.Noon);
    static readonly Guid Order = Guid.NewGuid();

    static Notification Waiting(Guid? package = null, AlertKind kind = AlertKind.Shipped, string email = "ada@example.org", int minute = 0, Audience? audience = null, Guid? order = null)
    {
        var alert = Some.Alert(kind, Some.Ada(email: email)) with { About = package ?? Guid.NewGuid(), OrderId = order ?? Order, OccurredAt = Some.Noon.AddMinutes(minute), Audience = audience };
        var notification = Notification.Of(alert, Channel.Email, Time);
        notification.Defer(Some.Noon.AddMinutes(2), Digest.Waiting, Occasion.Now(Time));
        return notification;
    }

    [Theory]
    [InlineData(AlertKind.Shipped, true)]
    [InlineData(AlertKind.LeftDistributionCentre, true)]
    [InlineData(AlertKind.Delivered, true)]
    [InlineData(AlertKind.Delayed, true)]
    [InlineData(AlertKind.Returned, true)]
    [InlineData(AlertKind.OutForDelivery, false)]
    [InlineData(AlertKind.AvailableForPickup, false)]
    [InlineData(AlertKind.DeliveryAttempted, false)]
    [InlineData(AlertKind.Exception, false)]
    [InlineData(AlertKind.StatusUpdate, false)]
    [InlineData(AlertKind.OrderConfirmed, false)]
    public void Is_of_a_kind_that_can_wait(AlertKind kind, bool waits) => Digest.MayWait(Some.Alert(kind)).ShouldBe(waits);

    [Fact]
    public void Never_waits_where_its_rule_calls_it_urgent_nor_for_the_shops_people_nor_when_an_operator_asked()
    {
        var shipped = Some.Alert(AlertKind.Shipped);
        Digest.MayWait(shipped with { Urgent = true }).ShouldBeFalse();
        Digest.MayWait(shipped with { Audience = Audience.Operations }).ShouldBeFalse();
        Digest.MayWait(shipped with { Occurrence = "resend-1" }).ShouldBeFalse();
    }

    [Fact]
    public void Goes_only_with_the_same_news_for_the_same_reader()
    {
        var first = Waiting();
        var same = Waiting(minute: 1);

        Digest.With(first, [first, Waiting(kind: AlertKind.Delayed), Waiting(email: "grace@example.org"), Waiting(audience: Audience.Buyer), Waiting(order: Guid.NewGuid()), Waiting(first.About), same])
            .ShouldBe([same]);
    }

    [Fact]
    public void Is_merged_into_the_one_that_tells_it()
    {
        var (first, other) = (Waiting(), Waiting());

        first.Carry([other], Occasion.Now(Time));

        (other.Status, other.CarriedBy, other.DueAt).ShouldBe((NotificationStatus.Merged, first.Id, null));
        first.Alert.All.Select(a => a.About).ShouldBe([first.About, other.About]);
        Digest.MayWait(first.Alert).ShouldBeFalse("it is full");
    }

    /// <summary>Whoever leaves first, in whatever order: each is told by itself or by one other, and no message tells of more packages than fit.</summary>
    [Fact]
    public void Is_told_exactly_once() => Gen.Select(Gen.Int[1, 50], Gen.Int[1, 30], Gen.Int[0, int.MaxValue]).Sample((count, packages, seed) =>
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, packages).Select(_ => Guid.NewGuid()).ToArray();
        var all = Enumerable.Range(0, count).Select(i => Waiting(ids[random.Next(packages)], minute: random.Next(5))).ToArray();
        var sent = new List<Notification>();
        random.Shuffle(all);
        foreach (var next in all.Where(n => n.DueAt is not null))
        {
            next.Take(1, Some.Noon, TimeSpan.FromMinutes(1), Occasion.Now(Time)).ShouldNotBeNull();
            if (Digest.With(next, all) is { Count: > 0 } others)
                next.Carry(others, Occasion.Now(Time));
            sent.Add(next);
        }

        sent.SelectMany(s => s.Alert.All).ShouldBe(all.Select(n => n.Alert), new SameNews(), ignoreOrder: true);
        sent.ShouldAllBe(s => s.Alert.All.Count <= Digest.MostPackages && s.Alert.All.Select(a => a.About).Distinct().Count() == s.Alert.All.Count);
        foreach (var carried in all.Where(n => n.CarriedBy is not null))
            sent.Single(s => s.Id == carried.CarriedBy).Alert.Others!.ShouldContain(carried.Alert);
    });

    sealed class SameNews : IEqualityComparer<Alert>
    {
        public bool Equals(Alert? x, Alert? y) => (x?.About, x?.OccurredAt) == (y?.About, y?.OccurredAt);

        public int GetHashCode(Alert obj) => HashCode.Combine(obj.About, obj.OccurredAt);
    }
}

public class The_packages_of_an_order
{
    [Fact]
    public void Add_up_to_the_same_in_whatever_order_they_are_heard_of() => Gen.Select(Gen.Int[1, 4], Gen.Bool.Array[4], Gen.Int[0, int.MaxValue]).Sample((count, gone, seed) =>
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToList();
        var heard = ids.SelectMany((id, i) => gone[i] ? new[] { (id, false), (id, true) } : [(id, false)]).ToArray();
        heard = [.. heard, .. heard];
        new Random(seed).Shuffle(heard);
        var buyer = new Buyer(Guid.NewGuid());

        foreach (var (id, isGone) in heard)
            buyer.Note(id, isGone);

        buyer.Packages!.ToDictionary(p => p.Id, p => p.IsGone).ShouldBe(ids.Select((id, i) => (id, gone[i])).ToDictionary(p => p.id, p => p.Item2), ignoreOrder: true);
        Buyer.IsSplit(buyer.Packages).ShouldBe(ids.Where((_, i) => !gone[i]).Count() > 1);
    });

    [Fact]
    public void Are_one_where_nobody_has_said_otherwise() => Buyer.IsSplit(null).ShouldBeFalse();
}
