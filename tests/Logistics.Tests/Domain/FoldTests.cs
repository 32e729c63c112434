using CsCheck;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class Whatever_the_order_in_which_scans_arrive
{
    const int Cases = 10_000;

    static readonly string[] Sides = ["on_hold", "exception", "delivery_attempted", "available_for_pickup", "returning", "returned", "lost", "disposed", "expired"];
    static readonly string[] Journey = ["picked_up", "in_transit", "in_transit", "in_transit", "out_for_delivery", "delivered", "unknown", "label_created"];

    static readonly string?[] Details = [null, "departed_facility", "arrived_facility", "customs"];

    static readonly Gen<string> Side = Gen.Int[0, Sides.Length - 1].Select(i => Sides[i]);

    static readonly Gen<ScanPlan> AnyScan = Gen.Select(
        Gen.Frequency((3, Gen.Int[0, Journey.Length - 1].Select(i => Journey[i])), (2, Side)),
        Gen.Int[0, 3].Select(i => Details[i]),
        Gen.Int[-3, 40],
        Gen.Frequency((12, Gen.Const("api")), (6, Gen.Const("carrier:dhl")), (1, Gen.Const(Logistics.Scan.Operator))),
        (status, detail, minute, source) => new ScanPlan(status, detail, minute, status is "unknown" or "label_created" ? "api" : source));

    /// <summary>
    /// At least six scans, one of them a side status or the word of our own clock; and two ways to hear them, each in requests of its own size, with duplicates and with
    /// late ones.
    /// </summary>
    static readonly Gen<HistoryCase> AnyCase = Gen.Select(
        AnyScan.Array[5, 12],
        Gen.Select(Side, Gen.Int[0, 40], Gen.Int[0, 3], (status, minute, of) =>
            of == 0 ? new ScanPlan("expired", "silent", minute, Logistics.Scan.Clock) : new ScanPlan(status, null, minute, "api")),
        Gen.Int[0, int.MaxValue],
        Gen.Int[0, int.MaxValue],
        (scans, side, first, second) => new HistoryCase([.. scans, side], first, second));

    [Fact]
    public void The_final_status_the_history_and_the_alerts_are_the_same() => AnyCase.Sample(c =>
    {
        var first = c.Hear(c.FirstSeed);
        var second = c.Hear(c.SecondSeed);

        second.Package.Status.ShouldBe(first.Package.Status);
        second.Package.Detail.ShouldBe(first.Package.Detail);
        HistoryOf(second).ShouldBe(HistoryOf(first));
        AlertsOf(second).ShouldBe(AlertsOf(first), ignoreOrder: true);
    }, iter: Cases);

    [Fact]
    public void What_is_stored_is_what_the_fold_says() => AnyCase.Sample(c =>
    {
        var heard = c.Hear(c.FirstSeed);

        heard.Package.Status.ShouldBe(heard.Folded.Status);
        heard.Package.Detail.ShouldBe(heard.Folded.Detail);
        heard.Package.ScanCount.ShouldBe(c.Scans.Count);
        heard.Package.LastScanAt.ShouldBe(heard.Scans.Max(s => s.OccurredAt));
    }, iter: Cases);

    [Fact]
    public void A_listener_that_keeps_the_highest_sequence_ends_where_the_package_stands() => AnyCase.Sample(c =>
    {
        var heard = c.Hear(c.FirstSeed);
        StatusChange[] applied = [.. heard.Applied];

        applied.Select(a => a.Sequence).ShouldBe(Enumerable.Range(1, applied.Length).Select(i => (long)i));
        applied.Zip(applied.Skip(1)).ShouldAllBe(p => p.First.To == p.Second.From);
        var last = new Random(c.SecondSeed).GetItems(applied, 50).Append(applied[^1]).MaxBy(a => a.Sequence)!;
        last.To.ShouldBe(heard.Package.Status.ToWord());
        last.Detail.ShouldBe(heard.Package.Detail);
    }, iter: Cases);

    [Fact]
    public void Every_step_that_is_published_is_legal_or_says_why_it_is_not() => AnyCase.Sample(c =>
    {
        var heard = c.Hear(c.FirstSeed);
        var corrections = heard.Scans.Where(s => s.IsCorrection).Select(s => s.Status.ToWord()).ToHashSet();

        foreach (var change in heard.Applied.Where(a => a.From is not null))
        {
            var legal = PackageMoves.Legal.Allows(Word.Parse<PackageStatus>(change.From)!.Value, Word.Parse<PackageStatus>(change.To)!.Value);
            (legal || change.Reason == Package.LateScan || corrections.Contains(change.To)).ShouldBeTrue($"{change.From} → {change.To}, reason {change.Reason}");
        }

        heard.Published.Where(p => p.Ignored).ShouldAllBe(p => !string.IsNullOrEmpty(p.Reason));
    }, iter: Cases);

    [Fact]
    public void Every_scan_is_told_and_each_is_late_only_because_of_a_newer_scan() => AnyCase.Sample(c =>
    {
        var heard = c.Hear(c.FirstSeed);
        var told = heard.Published.Select(p => (p.To, p.Detail, p.Occasion.OccurredAt)).ToHashSet();

        heard.Scans.ShouldAllBe(s => told.Contains(new(s.Status.ToWord(), s.Detail, s.HappenedAt)));
        DateTimeOffset? newest = null;
        foreach (var scan in heard.Scans)
        {
            scan.Late.ShouldBe(newest > scan.OccurredAt);
            newest = newest > scan.OccurredAt ? newest : scan.OccurredAt;
        }
    }, iter: Cases);

    [Fact]
    public void A_label_in_the_midst_of_them_changes_no_end() => AnyCase.Sample(c =>
    {
        var early = c.Hear(c.FirstSeed);
        var late = c.Hear(c.SecondSeed, labelAfter: 1 + c.SecondSeed % c.Scans.Count);

        late.Package.Status.ShouldBe(early.Package.Status);
        HistoryOf(late).ShouldBe(HistoryOf(early));
        late.Applied.Last().To.ShouldBe(late.Package.Status.ToWord());
    }, iter: Cases);

    /// <summary>Of a hand-over and a movement that contradict each other, the one that came second is marked when it is told.</summary>
    [Fact]
    public void A_hand_over_after_a_movement_and_a_scan_before_the_order_are_told_with_a_mark() => AnyCase.Sample(c =>
    {
        var heard = c.Hear(c.FirstSeed);
        var course = heard.Package.CourseOf(heard.Scans);
        var marks = heard.Published.Where(p => p.Impossible is not null).Select(p => p.Impossible).ToHashSet();

        if (heard.Folded.Scans.Any(s => course.Contradiction(s) is ImpossibleTime.BeforeHandOver or ImpossibleTime.AfterMovement))
            marks.ShouldContain(mark => mark != "before_order");
        foreach (var early in heard.Scans.Where(s => course.Contradiction(new FoldedScan(s, default, null)) is ImpossibleTime.BeforeOrder))
            heard.Published.ShouldContain(p => p.Occasion.OccurredAt == early.OccurredAt && p.To == early.Status.ToWord() && p.Impossible == "before_order");
    }, iter: Cases);

    static IReadOnlyList<(string Source, string EventId, string Status, string? Detail, DateTimeOffset At, string? Skipped, ImpossibleTime? Impossible)> HistoryOf(PackageCase heard)
    {
        var course = heard.Package.CourseOf(heard.Scans);
        return [.. heard.Folded.Scans.Select(s => (s.Scan.Source, s.Scan.EventId, s.Scan.Status.ToWord(), s.Scan.Detail, s.Scan.OccurredAt, s.Skipped, course.Contradiction(s)))];
    }

    /// <summary>The keys (kind, occurrence) of what people are to be told, as the domain has them, from the folded history.</summary>
    static IReadOnlyList<(string Kind, string Occurrence)> AlertsOf(PackageCase heard) => [.. heard.Folded.Applied.SelectMany(KeysOf).Distinct()];

    static IEnumerable<(string Kind, string Occurrence)> KeysOf(Scan scan)
    {
        var day = scan.OccurredAt.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        switch (scan.Status)
        {
            case PackageStatus.PickedUp:
                yield return ("shipped", "1");
                break;
            case PackageStatus.InTransit:
                yield return ("shipped", "1");
                if (scan.Detail == "departed_facility")
                    yield return ("left_distribution_centre", "1");
                break;
            case PackageStatus.Delivered or PackageStatus.Returned:
                yield return (scan.Status.ToWord(), "1");
                break;
            case PackageStatus.OutForDelivery or PackageStatus.DeliveryAttempted or PackageStatus.AvailableForPickup or PackageStatus.Exception:
                yield return (scan.Status.ToWord(), day);
                break;
        }
    }

    sealed record ScanPlan(string Status, string? Detail, int Minute, string Source);

    sealed record HistoryCase(IReadOnlyList<ScanPlan> Scans, int FirstSeed, int SecondSeed)
    {
        public override string ToString() => $"{string.Join(", ", Scans)}; seeds {FirstSeed}, {SecondSeed}";

        /// <summary>Hears the scans in an order that the seed decides: never all in order, at least one of them twice.</summary>
        public PackageCase Hear(int seed, int labelAfter = 0)
        {
            var random = new Random(seed);
            var heard = new PackageCase(labelled: labelAfter == 0);
            Scan[] all = [.. Scans.Select((s, i) => heard.Scan(s.Status, s.Minute, s.Detail, $"e{i}", s.Source))];
            random.Shuffle(all);
            if (all.Zip(all.Skip(1)).All(p => p.First.OccurredAt <= p.Second.OccurredAt))
                Array.Reverse(all);
            var arrivals = all.ToList();
            for (var repeats = random.Next(1, 4); repeats > 0; repeats--)
                arrivals.Insert(random.Next(arrivals.Count + 1), Again(arrivals[random.Next(arrivals.Count)]));

            for (var i = 0; i < arrivals.Count;)
            {
                var request = arrivals.Skip(i).Take(random.Next(1, 4)).ToArray();
                heard.Record(request);
                i += request.Length;
                if (labelAfter > 0 && heard.Package.LabelledAt is null && i >= labelAfter)
                    heard.Label();
            }

            return heard;
        }

        static Scan Again(Scan scan) => new()
        {
            PackageId = scan.PackageId,
            Source = scan.Source,
            EventId = scan.EventId,
            Status = scan.Status,
            Detail = scan.Detail,
            OccurredAt = scan.OccurredAt,
            RecordedAt = scan.RecordedAt.AddMinutes(1),
        };
    }
}
