using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_scans_come_in_order
{
    [Fact]
    public void Each_is_a_change_and_none_is_late()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", 1));
        package.Record(package.Scan("in_transit", 2, "departed_facility"));
        package.Record(package.Scan("in_transit", 3, "arrived_facility"));
        package.Record(package.Scan("out_for_delivery", 4));
        package.Record(package.Scan("delivered", 5, "signed"));

        package.Applied.Select(c => c.To).ShouldBe(["created", "label_created", "picked_up", "in_transit", "in_transit", "out_for_delivery", "delivered"]);
        package.Published.ShouldAllBe(c => !c.Late && !c.Ignored && c.Reason == null);
        package.Package.Detail.ShouldBe("signed");
    }

    [Fact]
    public void The_same_one_five_times_is_one_change()
    {
        var package = new PackageCase();
        var scan = package.Scan("in_transit", 1, "departed_facility");
        package.Record(scan).Count.ShouldBe(1);
        for (var i = 0; i < 4; i++)
            package.Record(scan).ShouldBeEmpty();
        package.Record(package.Scan("delivered", 2), scan, scan).Count.ShouldBe(1);
    }

    [Fact]
    public void The_same_event_id_of_another_source_is_another_scan()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 1, id: "1")).Count.ShouldBe(1);
        package.Record(package.Scan("in_transit", 2, id: "1", source: "carrier:dhl")).Count.ShouldBe(1);
    }
}

public sealed class When_a_scan_comes_late
{
    [Fact]
    public void It_is_kept_as_ignored_where_it_changes_nothing()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 9));
        var change = package.Record(package.Scan("picked_up", 1)).ShouldHaveSingleItem();

        change.ShouldSatisfyAllConditions(
            c => c.Ignored.ShouldBeTrue(), c => c.Late.ShouldBeTrue(), c => c.Reason.ShouldBe("late_scan"), c => c.To.ShouldBe("picked_up"));
        package.Package.Status.ShouldBe(PackageStatus.Delivered);
        package.Folded.Applied.Select(s => s.Status).ShouldBe([PackageStatus.PickedUp, PackageStatus.Delivered]);
    }

    [Fact]
    public void It_is_told_where_it_makes_another_end()
    {
        var package = new PackageCase();
        package.Record(package.Scan("lost", 9));
        var change = package.Record(package.Scan("delivered", 5)).ShouldHaveSingleItem();

        change.ShouldSatisfyAllConditions(
            c => c.From.ShouldBe("lost"), c => c.To.ShouldBe("delivered"), c => c.Reason.ShouldBe("late_scan"), c => c.Late.ShouldBeTrue());
    }

    [Fact]
    public void A_scan_that_had_been_skipped_is_told_when_an_older_one_makes_it_possible()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 1));
        package.Record(package.Scan("returned", 9)).ShouldHaveSingleItem().Ignored.ShouldBeTrue();
        var changes = package.Record(package.Scan("returning", 5));

        changes.Select(c => (c.From, c.To, c.Reason, c.Late)).ShouldBe(
            [("delivered", "returning", "late_scan", true), ("returning", "returned", "late_scan", false)]);
    }

    [Fact]
    public void A_step_that_the_table_does_not_have_is_restated()
    {
        var package = new PackageCase();
        package.Record(package.Scan("disposed", 9));
        package.Record(package.Scan("delivered", 5)).ShouldHaveSingleItem().From.ShouldBe("disposed");
        package.Package.Status.ShouldBe(PackageStatus.Delivered);
    }

    [Fact]
    public void Scans_of_one_request_do_not_make_each_other_late()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 3), package.Scan("in_transit", 2, "departed_facility"), package.Scan("picked_up", 1))
            .Select(c => (c.To, c.Late)).ShouldBe([("picked_up", false), ("in_transit", false), ("delivered", false)]);
    }

    [Fact]
    public void The_label_makes_no_scan_late()
    {
        var package = new PackageCase();
        package.Record(package.Scan("picked_up", -10_000)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.Late.ShouldBeFalse(), c => c.Ignored.ShouldBeFalse());
    }
}

public sealed class When_two_scans_have_the_same_time
{
    [Fact]
    public void The_second_is_told_even_where_it_sorts_before_the_first()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 1, "arrived_facility", id: "a"));
        var changes = package.Record(package.Scan("in_transit", 1, "departed_facility", id: "A"));

        changes.Select(c => (c.Detail, c.Late)).ShouldBe([("departed_facility", false), ("arrived_facility", true)]);
        package.Package.Detail.ShouldBe("arrived_facility");
    }

    [Fact]
    public void The_rank_decides_which_came_first()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 1));
        package.Record(package.Scan("out_for_delivery", 1)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.Ignored.ShouldBeTrue(), c => c.Late.ShouldBeFalse());
        package.Folded.Applied.Select(s => s.Status).ShouldBe([PackageStatus.OutForDelivery, PackageStatus.Delivered]);
    }
}

public sealed class When_a_scan_cannot_be_true
{
    [Theory]
    [InlineData("delivered", "in_transit")]
    [InlineData("delivered", "out_for_delivery")]
    [InlineData("delivered", "lost")]
    [InlineData("returned", "delivered")]
    public void It_is_kept_with_the_reason_and_the_status_stays(string stands, string scanned)
    {
        var package = new PackageCase();
        if (stands == "returned")
            package.Record(package.Scan("returning", 1));
        package.Record(package.Scan(stands, 2));
        var change = package.Record(package.Scan(scanned, 3)).ShouldHaveSingleItem();

        change.Ignored.ShouldBeTrue();
        change.Reason.ShouldBe($"The package is {stands}: it cannot become {scanned}.");
        package.Package.Status.ToWord().ShouldBe(stands);
        package.Package.LastScanAt.ShouldBe(PackageCase.Start.AddMinutes(3));
    }

    [Fact]
    public void An_unknown_code_shows_only_while_nothing_better_is_known()
    {
        var unlabelled = new PackageCase(labelled: false);
        unlabelled.Record(unlabelled.Scan("unknown", 1)).ShouldHaveSingleItem().Ignored.ShouldBeFalse();
        unlabelled.Label();
        unlabelled.Package.Status.ShouldBe(PackageStatus.LabelCreated);
        unlabelled.Record(unlabelled.Scan("unknown", 2)).ShouldHaveSingleItem().Ignored.ShouldBeTrue();
    }
}

public sealed class When_an_operator_corrects
{
    [Fact]
    public void The_fold_obeys()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 1));
        package.Record(package.Scan("in_transit", 2, source: Scan.Operator)).ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(c => c.From.ShouldBe("delivered"), c => c.To.ShouldBe("in_transit"), c => c.Late.ShouldBeFalse());
        package.Record(package.Scan("out_for_delivery", 3));
        package.Package.Status.ShouldBe(PackageStatus.OutForDelivery);
    }

    [Fact]
    public void It_comes_after_every_scan_also_after_one_of_the_future()
    {
        var package = new PackageCase();
        package.Record(package.Scan("delivered", 600));
        package.Package.TimeOfCorrection(PackageCase.Start).ShouldBe(PackageCase.Start.AddMinutes(600).AddMicroseconds(1));
        package.Package.TimeOfCorrection(PackageCase.Start.AddDays(1)).ShouldBe(PackageCase.Start.AddDays(1));
    }

    [Fact]
    public void A_late_scan_of_before_does_not_undo_it()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 5, source: Scan.Operator));
        package.Record(package.Scan("delivered", 4)).ShouldHaveSingleItem().Ignored.ShouldBeTrue();
        package.Package.Status.ShouldBe(PackageStatus.InTransit);
    }
}

public sealed class When_nothing_is_heard_of_a_package
{
    static readonly DateTimeOffset HeardAt = PackageCase.Start.AddHours(2);

    [Fact]
    public void It_is_given_up_behind_its_newest_scan_and_told_when_the_clock_spoke()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 10));
        GiveUp(package).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.From.ShouldBe("in_transit"), c => c.To.ShouldBe("expired"), c => c.Detail.ShouldBe("silent"), c => c.Ignored.ShouldBeFalse(),
            c => c.Late.ShouldBeFalse(), c => c.Reason.ShouldBe("Nothing was heard of it for 30 days."), c => c.Occasion.OccurredAt.ShouldBe(HeardAt.AddDays(30)));
        package.Package.ScannedAt.ShouldBe(PackageCase.Start.AddMinutes(10));
    }

    [Fact]
    public void The_same_silence_is_one_scan_and_another_one_is_another()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 10));
        GiveUp(package).Count.ShouldBe(1);
        GiveUp(package).ShouldBeEmpty();
        package.Record(package.Scan("in_transit", 20));
        GiveUp(package, HeardAt.AddDays(40)).ShouldHaveSingleItem().To.ShouldBe("expired");
        package.Folded.Scans.Count(s => s.Scan.IsOfClock).ShouldBe(2);
    }

    [Theory]
    [InlineData("in_transit")]
    [InlineData("delivered")]
    [InlineData("lost")]
    [InlineData("picked_up")]
    public void Whatever_is_newer_than_what_was_known_wakes_it_and_is_not_late(string status)
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 10));
        GiveUp(package);
        package.Record(package.Scan(status, 11)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.From.ShouldBe("expired"), c => c.To.ShouldBe(status), c => c.Late.ShouldBeFalse());
        package.Folded.Status.ToWord().ShouldBe(status);
    }

    [Fact]
    public void Older_news_leave_it_given_up_unless_they_say_that_it_had_arrived()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 10));
        GiveUp(package);
        package.Record(package.Scan("picked_up", 5)).ShouldHaveSingleItem().Ignored.ShouldBeTrue();
        package.Package.Status.ShouldBe(PackageStatus.Expired);
        package.Record(package.Scan("delivered", 9)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.To.ShouldBe("delivered"), c => c.Reason.ShouldBe("late_scan"));
        package.Package.Status.ShouldBe(PackageStatus.Delivered);
    }

    [Fact]
    public void One_that_was_never_scanned_is_woken_by_its_first_scan_also_by_one_from_before_its_label()
    {
        var package = new PackageCase();
        GiveUp(package).ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.From.ShouldBe("label_created"), c => c.Impossible.ShouldBeNull());
        package.Package.ScannedAt.ShouldBeNull();
        package.Record(package.Scan("picked_up", -10_000)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.From.ShouldBe("expired"), c => c.To.ShouldBe("picked_up"), c => c.Late.ShouldBeFalse());
        package.Folded.Status.ShouldBe(PackageStatus.PickedUp);
    }

    [Fact]
    public void It_comes_after_an_operators_word_of_the_same_moment_and_an_operator_can_correct_it()
    {
        var package = new PackageCase();
        package.Record(package.Scan("in_transit", 10, source: Scan.Operator));
        GiveUp(package).ShouldHaveSingleItem().To.ShouldBe("expired");
        package.Record(package.Scan("lost", 60 * 24 * 40, source: Scan.Operator)).ShouldHaveSingleItem().To.ShouldBe("lost");
    }

    static IReadOnlyList<StatusChange> GiveUp(PackageCase package, DateTimeOffset? heardAt = null)
    {
        var heard = heardAt ?? HeardAt;
        return package.Record(package.Package.Silence(heard, TimeSpan.FromDays(30), heard.AddDays(30)));
    }
}
