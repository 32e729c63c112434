using Shouldly;
using Xunit;

namespace StatusTracking.Chaos.Tests;

/// <summary>A judge who never finds anything is worth nothing: each kind of harm is done once, and must be found.</summary>
public sealed class When_a_run_is_judged
{
    static readonly Life Happy = GoodWorld.First(LifeKind.Happy);

    readonly Facts _good = GoodWorld.Facts();

    [Fact]
    public void A_run_in_which_all_went_well_is_good()
    {
        var verdict = Judge.Of(_good);
        (string.Join('\n', verdict.Lost), string.Join('\n', verdict.Duplicated), string.Join('\n', verdict.Unexpected)).ShouldBe(("", "", ""));
        verdict.IsGood.ShouldBeTrue();
        verdict.Acknowledged.ShouldBe(_good.Ledger.Count);
    }

    [Fact]
    public void The_lives_of_a_seed_are_of_every_kind_and_always_the_same()
    {
        GoodWorld.Lives.Select(l => l.Kind).Distinct().Count().ShouldBe(Enum.GetValues<LifeKind>().Length);
        var again = Life.Of(GoodWorld.Seed, Happy.Number);
        again.Scans.ShouldBe(Happy.Scans);
        again.Lines.ShouldBe(Happy.Lines);
    }

    [Fact]
    public void An_accepted_order_that_is_nowhere_is_lost() =>
        Lost(_good with { Orders = [.. _good.Orders.Where(o => o.Reference != Happy.Reference)] }, Happy.Reference);

    [Fact]
    public void An_order_that_is_there_twice_is_duplicated() =>
        Duplicated(_good with { Orders = [.. _good.Orders, new(Guid.NewGuid(), Happy.Reference, "completed", 50)] }, Happy.Reference);

    [Fact]
    public void An_order_that_stopped_on_its_way_is_lost() =>
        Lost(_good with { Orders = [.. _good.Orders.Select(o => o.Reference == Happy.Reference ? o with { Status = "in_fulfilment" } : o)] }, "in_fulfilment");

    [Fact]
    public void An_order_that_nobody_was_told_of_is_unexpected() =>
        Judge.Of(_good with { Orders = [.. _good.Orders, new(Guid.NewGuid(), "CHAOS-42-999", "completed", 50)] }).Unexpected.ShouldHaveSingleItem().ShouldContain("CHAOS-42-999");

    [Fact]
    public void An_order_whose_client_still_waits_is_lost() =>
        Lost(_good with { Unfinished = new Dictionary<int, string> { [Happy.Number] = "to get a package" } }, "to get a package");

    [Fact]
    public void A_scan_that_is_nowhere_is_lost() =>
        Lost(_good with { Scans = [.. _good.Scans.Where(s => s.EventId != Happy.Scans[2].EventId)] }, Happy.Scans[2].EventId);

    [Fact]
    public void A_message_that_never_arrived_is_lost() =>
        Lost(_good with { Mails = Without(_good.Mails, "delivered"), Notifications = [.. _good.Notifications.Where(n => !(n.Recipient == Happy.Email && n.Kind == "delivered"))] }, "never told 'delivered'");

    [Fact]
    public void A_message_that_counts_as_sent_and_never_arrived_is_lost() => Lost(_good with { Mails = Without(_good.Mails, "delivered") }, "counts as sent");

    [Fact]
    public void A_message_that_arrived_twice_is_duplicated_whatever_the_databases_say() =>
        Duplicated(_good with { Sms = [.. _good.Sms, new(Happy.Phone, "delivered", "SM2")] }, "2 times");

    [Fact]
    public void A_message_that_nobody_had_a_reason_for_is_unexpected() =>
        Judge.Of(_good with { Mails = [.. _good.Mails, new(Happy.Email, "order_cancelled", "m")] }).Unexpected.ShouldHaveSingleItem().ShouldContain("no reason");

    [Fact]
    public void A_message_that_still_waits_is_lost() => Lost(_good with { Notifications = Status("delivered", "sending"), Mails = Without(_good.Mails, "delivered") }, "still is sending");

    [Fact]
    public void Shipped_may_give_way_to_left_the_distribution_centre_and_to_nothing_else()
    {
        var facts = _good with { Mails = Without(_good.Mails, "shipped"), Notifications = [.. _good.Notifications.Where(n => !(n.Recipient == Happy.Email && n.Kind == "shipped"))] };
        var verdict = Judge.Of(facts);
        verdict.IsGood.ShouldBeTrue();
        verdict.GaveWay.ShouldBe(1);
    }

    [Fact]
    public void An_uncertain_message_is_neither_lost_nor_sent_and_must_be_explained_and_listed()
    {
        var rows = Status("delivered", "uncertain");
        var row = rows.Single(n => n.Status == "uncertain");
        var facts = _good with { Notifications = rows, Mails = Without(_good.Mails, "delivered") };

        Judge.Of(facts with { ListedUncertain = new HashSet<Guid> { row.Id } }).IsGood.ShouldBeTrue();
        Judge.Of(facts).Unlisted.ShouldHaveSingleItem();
        Judge.Of(facts with { SendWindows = [] }).Unexplained.ShouldHaveSingleItem();
        Judge.Of(_good with { Notifications = rows, ListedUncertain = new HashSet<Guid> { row.Id } }).UncertainArrived.ShouldBe(1);
    }

    [Fact]
    public void A_message_is_rightly_superseded_only_after_it_was_tried_or_waited()
    {
        var rows = Status("out_for_delivery", "suppressed", "superseded");
        var facts = _good with { Mails = Without(_good.Mails, "out_for_delivery"), Notifications = rows };
        Judge.Of(facts).Superseded.ShouldBe(1);
        Judge.Of(facts).IsGood.ShouldBeTrue();

        var fresh = facts with { Notifications = [.. rows.Select(n => n.Status == "suppressed" ? n with { Attempts = 0 } : n)] };
        Judge.Of(fresh).IsGood.ShouldBeFalse();
    }

    [Fact]
    public void What_a_late_scan_spoke_of_is_rightly_superseded()
    {
        var late = new NotificationRow(Guid.NewGuid(), GoodWorld.First(LifeKind.Shuffled).Email, "shipped", "email", "suppressed", "superseded", 0, false, null);
        var facts = _good with { Notifications = [.. _good.Notifications, late] };
        Judge.Of(facts).IsGood.ShouldBeTrue();
        Judge.Of(facts).Superseded.ShouldBe(1);
    }

    [Fact]
    public void A_change_that_the_timeline_does_not_show_is_lost() => Lost(_good with { Timeline = [.. _good.Timeline.Skip(1)] }, "in the timeline");

    [Fact]
    public void A_gap_in_a_history_is_lost()
    {
        var gone = _good.History.First(c => c.Sequence == 2);
        Lost(_good with { History = [.. _good.History.Where(c => c != gone)], Timeline = [.. _good.Timeline.Where(c => c != gone)] }, "goes up to 3");
    }

    [Fact]
    public void An_ignored_change_that_the_timeline_does_not_show_is_lost() =>
        Lost(_good with { IgnoredInHistory = new Dictionary<Guid, int> { [_good.Orders[0].Id] = 1 } }, "ignored change");

    [Fact]
    public void A_saga_that_lags_behind_its_package_is_lost() => Lost(_good with { Sagas = [_good.Sagas[0] with { Sequence = 2 }, .. _good.Sagas.Skip(1)] }, "saga");

    [Fact]
    public void Money_that_went_back_twice_is_duplicated()
    {
        var order = GoodWorld.Id(1, GoodWorld.First(LifeKind.Cancelled));
        Duplicated(_good with { Refunds = [.. _good.Refunds, new(order, 50, "succeeded")], Payments = [.. _good.Payments.Select(p => p.OrderId == order ? p with { Refunded = 100 } : p)] }, "refund");
    }

    [Fact]
    public void Pieces_that_left_twice_are_duplicated()
    {
        var sku = Happy.Lines[0].Sku;
        Duplicated(_good with { Stock = [.. _good.Stock.Select(s => s.Sku == sku ? s with { OnHand = s.OnHand - 1 } : s)] }, sku);
    }

    [Fact]
    public void Refusals_and_what_is_left_in_queues_are_unexpected() => Judge.Of(_good with { Oddities = ["1 messages are left in dead-letters"] }).IsGood.ShouldBeFalse();

    static void Lost(Facts facts, string words)
    {
        var verdict = Judge.Of(facts);
        verdict.IsGood.ShouldBeFalse();
        verdict.Lost.ShouldContain(l => l.Contains(words, StringComparison.Ordinal), string.Join('\n', verdict.Lost));
    }

    static void Duplicated(Facts facts, string words)
    {
        var verdict = Judge.Of(facts);
        verdict.IsGood.ShouldBeFalse();
        verdict.Duplicated.ShouldContain(l => l.Contains(words, StringComparison.Ordinal), string.Join('\n', verdict.Duplicated));
    }

    static IReadOnlyList<Told> Without(IReadOnlyList<Told> mails, string kind) => [.. mails.Where(m => !(m.Recipient == Happy.Email && m.Kind == kind))];

    IReadOnlyList<NotificationRow> Status(string kind, string status, string? reason = null) =>
        [.. _good.Notifications.Select(n => n.Recipient == Happy.Email && n.Kind == kind ? n with { Status = status, Reason = reason } : n)];
}
