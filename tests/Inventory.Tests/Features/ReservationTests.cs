using StatusTracking.Contracts;
using StatusTracking.Testing;
using static StatusTracking.Contracts.StockStatus;

namespace StatusTracking.Inventory.Tests.Features;

public sealed class When_an_order_is_placed(InventoryFixture inventory) : IClassFixture<InventoryFixture>
{
    [Fact]
    public async Task Its_lines_are_promised_to_it()
    {
        var sku = await inventory.Stock(5);
        var (order, answer) = await inventory.Place(2.Of(sku), 1.Of(sku));
        answer.Status.ShouldBe(Reserved);
        answer.Lines.ShouldBe([3.Of(sku)]);
        (await inventory.Level(sku)).ShouldBe((5, 3, 2));
        inventory.Heard<StockStatusChanged>(s => s.OrderId == order).Select(s => s.To).ShouldBe(["requested", "reserved"]);
    }

    [Fact]
    public async Task A_short_one_is_rejected_with_what_is_missing()
    {
        var (sku, other) = (await inventory.Stock(1), await inventory.Stock(9));
        var (_, answer) = await inventory.Place(3.Of(sku), 1.Of(other));
        answer.Status.ShouldBe(Rejected);
        answer.Missing.ShouldBe([2.Of(sku)]);
        (await inventory.Level(other)).ShouldBe((9, 0, 9));
    }

    [Fact]
    public async Task An_unknown_sku_is_rejected()
    {
        var (_, answer) = await inventory.Place(1.Of("NO-SUCH-SKU"));
        answer.Status.ShouldBe(Rejected);
        answer.Reason!.ShouldContain("NO-SUCH-SKU");
    }

    [Fact]
    public async Task Hearing_of_it_twice_reserves_once()
    {
        var sku = await inventory.Stock(5);
        var (order, _) = await inventory.Place(2.Of(sku));
        await inventory.Say(order, OrderStatus.Submitted, 2.Of(sku));
        var (_, second) = await inventory.Place(3.Of(sku));
        second.Status.ShouldBe(Reserved);
        (await inventory.Level(sku)).ShouldBe((5, 5, 0));
    }

    [Fact]
    public async Task What_it_empties_is_signalled()
    {
        var sku = await inventory.Stock(10, lowAt: 5);
        await inventory.Place(5.Of(sku));
        await inventory.First<StockSignal>(s => s.Sku == sku && s is { Kind: "low_stock", Available: 5 });
        await inventory.Place(5.Of(sku));
        await inventory.First<StockSignal>(s => s.Sku == sku && s is { Kind: "out_of_stock", Available: 0 });
        await inventory.Stock(20, sku: sku);
        await inventory.First<StockSignal>(s => s.Sku == sku && s is { Kind: "back_in_stock", Available: 10 });
        inventory.Heard<StockSignal>(s => s.Sku == sku).Count.ShouldBe(3);
    }
}

public sealed class When_orders_wait_for_stock(InventoryFixture inventory) : IClassFixture<InventoryFixture>
{
    [Fact]
    public async Task They_get_it_oldest_first_when_it_is_counted()
    {
        var sku = await inventory.Stock(0, allowBackorder: true);
        var orders = new List<Guid>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var (order, answer) = await inventory.Place(2.Of(sku));
            answer.Status.ShouldBe(Backordered);
            orders.Add(order);
            inventory.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await inventory.Stock(4, allowBackorder: true, sku: sku);
        await inventory.Heard(orders[0], Reserved);
        await inventory.Heard(orders[1], Reserved);
        (await inventory.Level(sku)).ShouldBe((4, 4, 0));

        await inventory.Say(orders[0], OrderStatus.Cancelled, 2.Of(sku));
        await inventory.Heard(orders[0], Released);
        await inventory.Heard(orders[2], Reserved);
        (await inventory.Level(sku)).ShouldBe((4, 4, 0));
        (await inventory.Ledger(sku)).ShouldBe((4, 4));
    }
}

public sealed class When_an_order_gets_what_came_back_from_another(InventoryFixture inventory) : IClassFixture<InventoryFixture>
{
    [Fact]
    public async Task It_got_it_when_the_package_came_back_not_when_that_was_heard()
    {
        var sku = await inventory.Stock(2, allowBackorder: true);
        var (first, _) = await inventory.Place(2.Of(sku));
        await inventory.Say(first, OrderStatus.Confirmed, 2.Of(sku));
        await inventory.Heard(first, Committed);
        var package = Guid.NewGuid();
        await inventory.Publish(Domain.Stock.Package(package, first, PackageStatus.PickedUp, [2.Of(sku)]));
        await Eventually.True(async () => await inventory.Level(sku) == (0, 0, 0));
        var placed = inventory.Time.GetUtcNow().AddHours(-8);
        var second = Guid.NewGuid();
        await inventory.Publish(Shop.Order(second, OrderStatus.Submitted, 2.Of(sku)) with { OccurredAt = placed });
        await inventory.Heard(second, Backordered);

        await inventory.Publish(Domain.Stock.Package(package, first, PackageStatus.Returned, [2.Of(sku)], sequence: 2) with { OccurredAt = placed.AddHours(3) });

        (await inventory.Heard(second, Reserved)).OccurredAt.ShouldBe(placed.AddHours(3), TimeSpan.FromMilliseconds(1));
    }
}

public sealed class When_an_order_ends(InventoryFixture inventory) : IClassFixture<InventoryFixture>
{
    [Theory]
    [InlineData(OrderStatus.Cancelled)]
    [InlineData(OrderStatus.Failed)]
    [InlineData(OrderStatus.Expired)]
    public async Task What_was_promised_can_be_sold_again(OrderStatus ended)
    {
        var sku = await inventory.Stock(5);
        var (order, _) = await inventory.Place(2.Of(sku));
        await inventory.Say(order, ended, 2.Of(sku));
        await inventory.Heard(order, Released);
        (await inventory.Level(sku)).ShouldBe((5, 0, 5));
    }

    [Fact]
    public async Task Its_confirmation_comes_too_late_and_is_noted()
    {
        var sku = await inventory.Stock(5);
        var (order, _) = await inventory.Place(2.Of(sku));
        await inventory.Say(order, OrderStatus.Cancelled, 2.Of(sku));
        await inventory.Heard(order, Released);
        await inventory.Say(order, OrderStatus.Confirmed, 2.Of(sku));
        (await inventory.First<StatusChangeIgnored>(i => i.OrderId == order)).To.ShouldBe("committed");
        (await inventory.Level(sku)).ShouldBe((5, 0, 5));
    }

    [Fact]
    public async Task Before_its_placing_is_heard_nothing_is_promised_any_more()
    {
        var sku = await inventory.Stock(5);
        var order = Guid.NewGuid();
        await inventory.Say(order, OrderStatus.Cancelled, 2.Of(sku));
        await inventory.Heard(order, Released);
        await inventory.Say(order, OrderStatus.Submitted, 2.Of(sku));
        var ignored = await inventory.First<StatusChangeIgnored>(i => i.OrderId == order);
        ignored.To.ShouldBe("requested");
        (await inventory.Level(sku)).ShouldBe((5, 0, 5));
    }
}

public sealed class When_a_confirmed_orders_package_moves(InventoryFixture inventory) : IClassFixture<InventoryFixture>
{
    [Fact]
    public async Task Its_pieces_leave_and_come_back()
    {
        var (sku, order, package) = await Confirmed();
        await Package(package, order, sku, PackageStatus.Created);
        await Package(package, order, sku, PackageStatus.PickedUp);
        await Level(sku, (3, 0, 3));
        await Package(package, order, sku, PackageStatus.Returned);
        var back = await inventory.Heard(order, Restocked);
        back.Lines.ShouldBe([2.Of(sku)]);
        await Level(sku, (5, 0, 5));
        (await inventory.Ledger(sku)).ShouldBe((5, 0));
    }

    [Fact]
    public async Task Its_pieces_leave_with_the_first_scan_on_the_way_where_nobody_scanned_the_pick_up()
    {
        var (sku, order, package) = await Confirmed();
        await Package(package, order, sku, PackageStatus.Created);
        await Package(package, order, sku, PackageStatus.InTransit);
        await Level(sku, (3, 0, 3));
    }

    [Fact]
    public async Task A_cancelled_order_gives_back_what_its_package_did_not_take_along()
    {
        var (sku, order, package) = await Confirmed();
        await Package(package, order, sku, PackageStatus.Created);
        await Eventually.True(async () => (await inventory.Ledger(sku)).Reserved == 2);
        await Package(package, order, sku, PackageStatus.Cancelled);
        await inventory.Heard(order, Restocked);
        await inventory.Say(order, OrderStatus.Cancelled, 2.Of(sku));
        await Level(sku, (5, 0, 5));
    }

    [Fact]
    public async Task A_lost_one_is_written_off()
    {
        var (sku, order, package) = await Confirmed();
        await Package(package, order, sku, PackageStatus.PickedUp);
        await Package(package, order, sku, PackageStatus.Lost);
        await inventory.Heard(order, WrittenOff);
        await Level(sku, (3, 0, 3));
    }

    async Task<(string Sku, Guid Order, Guid Package)> Confirmed()
    {
        var sku = await inventory.Stock(5);
        var (order, _) = await inventory.Place(2.Of(sku));
        await inventory.Say(order, OrderStatus.Confirmed, 2.Of(sku));
        await inventory.Heard(order, Committed);
        (await inventory.Level(sku)).ShouldBe((5, 2, 3));
        return (sku, order, Guid.NewGuid());
    }

    Task Package(Guid package, Guid order, string sku, PackageStatus status) =>
        inventory.Publish(Domain.Stock.Package(package, order, status, [2.Of(sku)]));

    async Task Level(string sku, (int, int, int) expected) => await Eventually.Get(() => inventory.Level(sku), level => level == expected);
}

public sealed class When_200_orders_race_for_50_pieces(InventoryFixture inventory) : IClassFixture<InventoryFixture>
{
    [Fact]
    public async Task Exactly_50_get_one()
    {
        var sku = await inventory.Stock(50);
        var orders = Enumerable.Range(0, 200).Select(_ => Guid.NewGuid()).ToHashSet();
        await Task.WhenAll(orders.Select(o => inventory.Say(o, OrderStatus.Submitted, 1.Of(sku))));
        var answers = await Eventually.Get(
            () => inventory.Heard<StockStatusChanged>(s => orders.Contains(s.OrderId) && s.Status is Reserved or Rejected),
            heard => heard.Count >= 200, TimeSpan.FromMinutes(2));
        answers.Count.ShouldBe(200);
        answers.Count(a => a.Status == Reserved).ShouldBe(50);
        (await inventory.Level(sku)).ShouldBe((50, 50, 0));
        (await inventory.Ledger(sku)).ShouldBe((50, 50));
    }
}
