using CsCheck;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;
using Xunit;

namespace StatusTracking.Tracking.Tests.Domain;

public class When_a_timeline_is_put_together
{
    static readonly DateTimeOffset Noon = Changes.Noon;

    [Fact]
    public void It_reads_by_when_things_happened_then_by_when_they_were_heard_then_by_sequence()
    {
        var changes = new Changes();
        changes.Add(PackageStatus.PickedUp, at: Noon, recordedAt: Noon.AddHours(5));
        changes.Add(PackageStatus.InTransit, at: Noon.AddHours(-1), recordedAt: Noon.AddHours(6), late: true);
        changes.Add(PackageStatus.OutForDelivery, at: Noon, recordedAt: Noon.AddHours(6));
        changes.Add(PackageStatus.Delivered, at: Noon, recordedAt: Noon.AddHours(6));

        Read(changes.All.Select(TimelineEntry.Of)).Select(e => e.To).ShouldBe(["in_transit", "picked_up", "out_for_delivery", "delivered"]);
    }

    [Fact]
    public void What_was_ignored_comes_after_what_was_applied_in_the_same_moment()
    {
        var applied = new Changes().Add(PackageStatus.Delivered);
        var ignored = new StatusChangeIgnored
        {
            Subject = Subjects.Package,
            SubjectId = applied.SubjectId,
            OrderId = applied.OrderId,
            From = "delivered",
            To = "in_transit",
            Reason = "package is delivered: it cannot become in_transit.",
            OccurredAt = applied.OccurredAt,
            RecordedAt = applied.RecordedAt,
        };

        var entries = Read([TimelineEntry.Of(ignored), TimelineEntry.Of(applied)]);

        entries.Select(e => (e.To, e.Ignored)).ShouldBe([("delivered", false), ("in_transit", true)]);
    }

    [Fact]
    public void A_notification_is_found_under_the_package_that_it_is_about()
    {
        var package = Guid.CreateVersion7();
        var entry = TimelineEntry.Of(new NotificationStatusChanged
        {
            SubjectId = Guid.CreateVersion7(),
            OrderId = Guid.CreateVersion7(),
            To = "sent",
            OccurredAt = Noon,
            RecordedAt = Noon,
            Sequence = 3,
            Channel = "sms",
            Kind = "left_distribution_centre",
            About = package,
            Recipient = "+49…678",
        });

        entry.About.ShouldBe(package);
        entry.Description.ShouldBe("left_distribution_centre · sms · +49…678");
    }

    [Fact]
    public void The_same_messages_in_any_order_and_number_make_the_same_lines() =>
        Gen.Select(Gen.Int[0, 3].Array[1, 20], Gen.Int[0, int.MaxValue]).Sample(
            (hours, seed) =>
            {
                var random = new Random(seed);
                var changes = new Changes();
                foreach (var hour in hours)
                    changes.Add(PackageStatus.InTransit, at: Noon.AddHours(hour), recordedAt: Noon.AddHours(hour + random.Next(2)));
                var messages = changes.All.Concat(changes.All.Where(_ => random.Next(3) == 0)).ToArray();
                random.Shuffle(messages);

                Read(messages.Select(TimelineEntry.Of)).Select(e => e.Id).ShouldBe(Read(changes.All.Select(TimelineEntry.Of)).Select(e => e.Id));
            },
            iter: 1_000);

    [Fact]
    public void A_word_of_any_length_makes_a_key_of_bounded_length()
    {
        var entry = TimelineEntry.Of(new PackageSignal
        {
            SubjectId = Guid.CreateVersion7(),
            OrderId = Guid.CreateVersion7(),
            Kind = new('x', 5000),
            OccurredAt = DateTimeOffset.MaxValue,
            RecordedAt = DateTimeOffset.MinValue,
        });

        entry.Id.Length.ShouldBeLessThanOrEqualTo(TimelineEntry.MaxIdLength);
        entry.Position.Length.ShouldBe(TimelineEntry.PositionLength);
    }

    /// <summary>As the database does: one line an id, in the order of positions.</summary>
    static List<TimelineEntry> Read(IEnumerable<TimelineEntry> entries) =>
        [.. entries.DistinctBy(e => e.Id).OrderBy(e => e.Position, StringComparer.Ordinal)];
}
