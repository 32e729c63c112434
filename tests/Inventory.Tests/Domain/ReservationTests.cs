using StatusTracking.Contracts;
using StatusTracking.Inventory.Domain;
using static StatusTracking.Contracts.StockStatus;

namespace StatusTracking.Inventory.Tests.Domain;

public sealed class The_table_of_a_reservations_moves
{
    /// <summary>From DOMAIN: what may follow what.</summary>
    static readonly Dictionary<StockStatus, StockStatus[]> Expected = new()
    {
        [Requested] = [Reserved, Backordered, Rejected, Released],
        [Backordered] = [Reserved, Released],
        [Reserved] = [Committed, Released],
        [Committed] = [PartiallyRestocked, Restocked, WrittenOff],
        [PartiallyRestocked] = [Restocked, WrittenOff],
        [Rejected] = [],
        [Released] = [],
        [Restocked] = [],
        [WrittenOff] = [],
    };

    public static TheoryData<StockStatus, StockStatus> Pairs => new(
        from a in Enum.GetValues<StockStatus>() from b in Enum.GetValues<StockStatus>() select (a, b));

    [Theory, MemberData(nameof(Pairs))]
    public void Allows_what_the_domain_says_and_nothing_else(StockStatus from, StockStatus to) =>
        In(from).CanMove(to).ShouldBe(Expected[from].Contains(to));

    static Reservation In(StockStatus status)
    {
        var packageId = Guid.NewGuid();
        var shelf = Stock.Shelf(Stock.Item("MUG", status is Rejected or Backordered ? 0 : 5, allowBackorder: status == Backordered));
        var reservation = Stock.Reservation(2.Of("MUG"));
        if (status == Requested)
            return reservation;
        reservation.Take(shelf);
        if (status is Committed or PartiallyRestocked or Restocked or WrittenOff)
            reservation.Commit(Stock.Now);
        switch (status)
        {
            case Released: reservation.End("cancelled", hasPackages: false, shelf); break;
            case PartiallyRestocked: reservation.Unpack(packageId, [1.Of("MUG")], shelf); break;
            case Restocked: reservation.Unpack(packageId, [2.Of("MUG")], shelf); break;
            case WrittenOff: reservation.WriteOff(packageId, [2.Of("MUG")], hadLeft: false, "lost", shelf); break;
        }

        reservation.Status.ShouldBe(status);
        return reservation;
    }
}

public sealed class When_an_order_asks_for_its_lines
{
    readonly StockItem _mug = Stock.Item("MUG", 5);
    readonly StockItem _poster = Stock.Item("POSTER", 1);

    [Fact]
    public void All_of_them_are_promised_to_it()
    {
        var reservation = Stock.Reservation(2.Of("MUG"), 1.Of("POSTER"));
        reservation.Take(Stock.Shelf(_mug, _poster));
        reservation.Status.ShouldBe(Reserved);
        (_mug.OnHand, _mug.Reserved, _mug.Available).ShouldBe((5, 2, 3));
        (_poster.OnHand, _poster.Reserved, _poster.Available).ShouldBe((1, 1, 0));
    }

    [Fact]
    public void The_same_sku_on_two_lines_is_one_wish_for_their_sum()
    {
        var reservation = Stock.Reservation(3.Of("MUG"), 3.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        reservation.Status.ShouldBe(Rejected);
        _mug.Reserved.ShouldBe(0);
    }

    [Fact]
    public void One_short_line_rejects_them_all_and_names_what_is_missing()
    {
        var reservation = Stock.Reservation(2.Of("MUG"), 3.Of("POSTER"), 1.Of("NOPE"));
        reservation.Take(Stock.Shelf(_mug, _poster));
        reservation.Status.ShouldBe(Rejected);
        _mug.Reserved.ShouldBe(0);
        var message = (StockStatusChanged)reservation.ToMessage(reservation.TakeChanges()[^1]);
        message.Missing.ShouldBe([1.Of("NOPE"), 2.Of("POSTER")]);
        message.Reason.ShouldBe("NOPE is not a SKU that we know (1 wanted). POSTER is short of 2.");
    }

    [Fact]
    public void A_huge_quantity_is_short_and_nothing_overflows()
    {
        var reservation = Stock.Reservation(int.MaxValue.Of("MUG"), int.MaxValue.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        reservation.Status.ShouldBe(Rejected);
    }
}

public sealed class When_a_short_sku_may_be_backordered
{
    readonly StockItem _book = Stock.Item("BOOK", 1, allowBackorder: true);

    [Fact]
    public void The_order_waits_and_takes_nothing_yet()
    {
        var reservation = Stock.Reservation(3.Of("BOOK"));
        reservation.Take(Stock.Shelf(_book));
        reservation.Status.ShouldBe(Backordered);
        ((StockStatusChanged)reservation.ToMessage(reservation.TakeChanges()[^1])).Missing.ShouldBe([2.Of("BOOK")]);
        _book.Reserved.ShouldBe(0);
    }

    [Fact]
    public void It_is_rejected_all_the_same_where_another_short_sku_may_not()
    {
        var reservation = Stock.Reservation(3.Of("BOOK"), 1.Of("MUG"));
        reservation.Take(Stock.Shelf(_book, Stock.Item("MUG", 0)));
        reservation.Status.ShouldBe(Rejected);
    }

    [Fact]
    public void It_takes_its_lines_when_there_are_enough()
    {
        var reservation = Stock.Reservation(3.Of("BOOK"));
        reservation.Take(Stock.Shelf(_book));
        var shelf = Stock.Shelf(_book);
        shelf.Count("BOOK", 2);
        reservation.Take(shelf);
        reservation.Status.ShouldBe(Backordered);
        shelf.Count("BOOK", 3);
        reservation.Take(shelf);
        reservation.Status.ShouldBe(Reserved);
        _book.Available.ShouldBe(0);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(5, 5)]
    public void It_got_them_when_they_came_and_no_earlier_than_it_waited(int cameAfterHours, int gotAfterHours)
    {
        var reservation = Stock.Reservation(3.Of("BOOK"));
        reservation.Take(Stock.Shelf(_book));
        reservation.TakeChanges();
        Shelf shelf = new([_book], new(Stock.Monday.AddHours(cameAfterHours), Stock.Monday.AddHours(9)));
        shelf.Count("BOOK", 3);
        reservation.Take(shelf, waitsSince: Stock.Monday);
        reservation.TakeChanges().ShouldHaveSingleItem().Occasion.ShouldBe(new(Stock.Monday.AddHours(gotAfterHours), Stock.Monday.AddHours(9)));
    }
}

public sealed class When_the_order_ends
{
    readonly StockItem _mug = Stock.Item("MUG", 5);

    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    [InlineData("expired")]
    public void What_is_promised_goes_back(string ended)
    {
        var reservation = Stock.Reservation(2.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        reservation.End(ended, hasPackages: false, Stock.Shelf(_mug));
        reservation.Status.ShouldBe(Released);
        (_mug.OnHand, _mug.Available).ShouldBe((5, 5));
    }

    [Fact]
    public void A_confirmation_that_comes_after_it_is_noted_and_ignored()
    {
        var reservation = Stock.Reservation(2.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        reservation.End("cancelled", hasPackages: false, Stock.Shelf(_mug));
        reservation.TakeChanges();
        reservation.Commit(Stock.Now);
        var noted = reservation.TakeChanges().ShouldHaveSingleItem();
        (noted.Ignored, noted.From, noted.To).ShouldBe((true, "released", "committed"));
        noted.Reason.ShouldNotBeNull();
    }

    [Fact]
    public void A_confirmation_said_again_writes_nothing()
    {
        var reservation = Stock.Reservation(2.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        reservation.Commit(Stock.Now);
        reservation.TakeChanges();
        reservation.Commit(Stock.Now);
        reservation.End("cancelled", hasPackages: false, Stock.Shelf(_mug));
        reservation.Commit(Stock.Now);
        reservation.TakeChanges().Select(c => (c.To, c.Ignored)).ShouldBe([("restocked", false)]);
    }

    [Fact]
    public void A_committed_order_without_packages_gives_all_back()
    {
        var reservation = Stock.Reservation(2.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        reservation.Commit(Stock.Now);
        reservation.End("cancelled", hasPackages: false, Stock.Shelf(_mug));
        reservation.Status.ShouldBe(Restocked);
        _mug.Available.ShouldBe(5);
    }

    [Fact]
    public void A_committed_order_with_packages_waits_for_what_they_say()
    {
        var reservation = Stock.Reservation(2.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        reservation.Commit(Stock.Now);
        reservation.End("cancelled", hasPackages: true, Stock.Shelf(_mug));
        reservation.Status.ShouldBe(Committed);
        _mug.Available.ShouldBe(3);
    }

    [Fact]
    public void A_rejected_order_has_nothing_to_give_and_nothing_to_say()
    {
        var reservation = Stock.Reservation(9.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        reservation.TakeChanges();
        reservation.End("failed", hasPackages: false, Stock.Shelf(_mug));
        reservation.TakeChanges().ShouldBeEmpty();
    }
}

public sealed class When_a_committed_orders_packages_move
{
    readonly StockItem _mug = Stock.Item("MUG", 5);
    readonly Reservation _reservation = Stock.Reservation(4.Of("MUG"));
    readonly Dictionary<Guid, Parcel> _parcels = [];

    public When_a_committed_orders_packages_move()
    {
        _reservation.Take(Stock.Shelf(_mug));
        _reservation.Commit(Stock.Now);
    }

    [Theory]
    [InlineData(PackageStatus.PickedUp)]
    [InlineData(PackageStatus.InTransit)]
    [InlineData(PackageStatus.OutForDelivery)]
    [InlineData(PackageStatus.Returning)]
    public void Pieces_leave_the_shelf_when_the_carrier_has_them(PackageStatus heard)
    {
        Follow(Guid.NewGuid(), heard, 4);
        (_mug.OnHand, _mug.Reserved, _mug.Available).ShouldBe((1, 0, 1));
        _reservation.Status.ShouldBe(Committed);
    }

    [Fact]
    public void They_leave_once_however_often_it_is_told()
    {
        var package = Guid.NewGuid();
        Follow(package, PackageStatus.PickedUp, 4);
        Follow(package, PackageStatus.PickedUp, 4);
        Follow(package, PackageStatus.Delivered, 4);
        _mug.OnHand.ShouldBe(1);
    }

    [Fact]
    public void Half_of_them_returned_is_restocked_in_part_and_all_of_them_wholly()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        Follow(first, PackageStatus.PickedUp, 3);
        Follow(second, PackageStatus.PickedUp, 1);
        Follow(first, PackageStatus.Returned, 3);
        _reservation.Status.ShouldBe(PartiallyRestocked);
        (_mug.OnHand, _mug.Available).ShouldBe((4, 4));
        Follow(second, PackageStatus.Returned, 1);
        _reservation.Status.ShouldBe(Restocked);
        (_mug.OnHand, _mug.Available).ShouldBe((5, 5));
    }

    [Fact]
    public void Returned_heard_before_picked_up_ends_the_same()
    {
        var package = Guid.NewGuid();
        Follow(package, PackageStatus.Returned, 4);
        Follow(package, PackageStatus.PickedUp, 4);
        _reservation.Status.ShouldBe(Restocked);
        (_mug.OnHand, _mug.Reserved).ShouldBe((5, 0));
    }

    [Fact]
    public void A_stopped_package_gives_its_pieces_free_and_keeps_them_on_hand()
    {
        Follow(Guid.NewGuid(), PackageStatus.Cancelled, 4);
        _reservation.Status.ShouldBe(Restocked);
        (_mug.OnHand, _mug.Available).ShouldBe((5, 5));
    }

    [Theory]
    [InlineData(PackageStatus.Lost)]
    [InlineData(PackageStatus.Disposed)]
    public void A_lost_package_is_written_off_whether_or_not_it_was_seen_to_leave(PackageStatus gone)
    {
        var (seen, unseen) = (Guid.NewGuid(), Guid.NewGuid());
        Follow(seen, PackageStatus.PickedUp, 2);
        Follow(seen, gone, 2);
        _reservation.Status.ShouldBe(WrittenOff);
        (_mug.OnHand, _mug.Reserved).ShouldBe((3, 2));
        Follow(unseen, gone, 2);
        (_mug.OnHand, _mug.Reserved).ShouldBe((1, 0));
    }

    [Fact]
    public void A_lost_package_that_comes_back_is_on_the_shelf_again()
    {
        var package = Guid.NewGuid();
        Follow(package, PackageStatus.Lost, 4);
        _reservation.TakeChanges();
        Follow(package, PackageStatus.Returned, 4);
        (_mug.OnHand, _mug.Available).ShouldBe((5, 5));
        _reservation.Status.ShouldBe(WrittenOff);
        _reservation.TakeChanges().ShouldHaveSingleItem().Ignored.ShouldBeTrue();
    }

    [Fact]
    public void A_replacement_takes_what_there_is_and_never_what_is_promised_to_others()
    {
        var other = Stock.Reservation(1.Of("MUG"));
        other.Take(Stock.Shelf(_mug));
        var (lost, replacement) = (Guid.NewGuid(), Guid.NewGuid());
        Follow(lost, PackageStatus.PickedUp, 4);
        Follow(lost, PackageStatus.Lost, 4);
        var books = Stock.Shelf(_mug);
        books.Count("MUG", 3);
        Follow(replacement, PackageStatus.Created, 4, replaces: lost);
        (_mug.OnHand, _mug.Reserved).ShouldBe((3, 3));
        Follow(replacement, PackageStatus.PickedUp, 4);
        (_mug.OnHand, _mug.Reserved).ShouldBe((1, 1));
    }

    [Fact]
    public void A_package_heard_of_before_the_confirmation_commits_the_order()
    {
        var reservation = Stock.Reservation(1.Of("MUG"));
        reservation.Take(Stock.Shelf(_mug));
        new Parcel(Guid.NewGuid(), reservation.OrderId).Follow(
            Stock.Package(Guid.NewGuid(), reservation.OrderId, PackageStatus.Created, [1.Of("MUG")]), isNew: true, reservation, Stock.Shelf(_mug));
        reservation.Status.ShouldBe(Committed);
    }

    void Follow(Guid id, PackageStatus status, int quantity, Guid? replaces = null)
    {
        var isNew = _parcels.TryAdd(id, new Parcel(id, _reservation.OrderId));
        _parcels[id].Follow(Stock.Package(id, _reservation.OrderId, status, [quantity.Of("MUG")], replaces), isNew, _reservation, Stock.Shelf(_mug));
    }
}

public sealed class When_an_order_ended_before_its_lines_were_asked_for
{
    [Fact]
    public void Asking_for_them_later_is_kept_as_ignored()
    {
        var mug = Stock.Item("MUG", 5);
        var reservation = Stock.Reservation(2.Of("MUG"));
        reservation.End("cancelled", hasPackages: false, Stock.Shelf(mug));
        reservation.Status.ShouldBe(Released);
        reservation.TakeChanges();
        reservation.Ask(Stock.Now);
        reservation.Take(Stock.Shelf(mug));
        var ignored = reservation.TakeChanges().ShouldHaveSingleItem();
        ignored.Ignored.ShouldBeTrue();
        ignored.Reason!.ShouldContain("cancelled");
        mug.Reserved.ShouldBe(0);
    }
}
