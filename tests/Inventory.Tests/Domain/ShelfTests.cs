using CsCheck;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Domain;

namespace StatusTracking.Inventory.Tests.Domain;

public sealed class When_a_level_is_crossed
{
    [Theory]
    [InlineData(10, 4, null)]
    [InlineData(10, 5, "low_stock")]
    [InlineData(10, 10, "out_of_stock")]
    [InlineData(5, 1, null)]
    [InlineData(5, 5, "out_of_stock")]
    public void Selling_says_so_once(int onHand, int sold, string? signal)
    {
        var shelf = Stock.Shelf(Stock.Item("MUG", onHand, lowAt: 5));
        shelf.Reserve("MUG", sold, default);
        shelf.Signals().Select(s => s.Kind).SingleOrDefault().ShouldBe(signal);
    }

    [Fact]
    public void Filling_an_empty_shelf_says_that_it_is_back()
    {
        var shelf = Stock.Shelf(Stock.Item("MUG", 0, lowAt: 5));
        shelf.Count("MUG", 3);
        var signal = shelf.Signals().ShouldHaveSingleItem();
        (signal.Kind, signal.Sku, signal.Available, signal.RoutingKey).ShouldBe(("back_in_stock", "MUG", 3, "stock.back_in_stock.none"));
    }

    [Fact]
    public void Filling_a_low_shelf_says_nothing()
    {
        var shelf = Stock.Shelf(Stock.Item("MUG", 3, lowAt: 5));
        shelf.Count("MUG", 30);
        shelf.Signals().ShouldBeEmpty();
    }
}

public sealed class The_ledger
{
    static readonly string[] Skus = ["A", "B", "C"];

    /// <summary>What can happen to a shop's stock: (what, which order, which package, how many, which SKU).</summary>
    static readonly Gen<(int What, int Order, int Package, int Quantity, int Sku)[]> Histories =
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[1, 4], Gen.Int[0, 2]).Array[1, 60];

    [Fact]
    public void Sums_to_the_level_and_never_promises_more_than_there_is_whatever_happens_in_whatever_order() => Histories.Sample(history =>
    {
        var items = Skus.Select((sku, i) => Stock.Item(sku, 6, lowAt: 2, allowBackorder: i == 1)).ToArray();
        var ledger = items.ToDictionary(i => i.Sku, _ => (OnHand: 6, Reserved: 0));
        Dictionary<int, Reservation> reservations = [];
        Dictionary<(int, int), Parcel> parcels = [];
        foreach (var step in history)
        {
            var shelf = Stock.Shelf(items);
            Happen(step, shelf, reservations, parcels);
            foreach (var movement in shelf.Movements)
            {
                var (onHand, reserved) = ledger[movement.Sku];
                ledger[movement.Sku] = (onHand + movement.OnHandChange, reserved + movement.ReservedChange);
            }

            foreach (var item in items)
            {
                ledger[item.Sku].ShouldBe((item.OnHand, item.Reserved));
                item.Reserved.ShouldBeInRange(0, item.OnHand);
                reservations.Values.SelectMany(r => r.Lines).Where(l => l.Sku == item.Sku).Sum(l => l.Held).ShouldBe(item.Reserved);
            }
        }
    });

    static void Happen((int What, int Order, int Package, int Quantity, int Sku) step, Shelf shelf, Dictionary<int, Reservation> reservations, Dictionary<(int, int), Parcel> parcels)
    {
        var (what, order, package, quantity, sku) = step;
        if (what == 0)
        {
            if (shelf.Knows(Skus[sku], out var item))
                shelf.Count(Skus[sku], item.Reserved + quantity);
            return;
        }

        if (!reservations.TryGetValue(order, out var reservation))
        {
            reservation = reservations[order] = Stock.Reservation(quantity.Of(Skus[sku]), 1.Of(Skus[(sku + 1) % 3]), 1.Of(Skus[sku]));
            reservation.Take(shelf);
        }
        else if (what is 1 or 2)
        {
            reservation.Take(shelf);
        }
        else if (what == 3)
        {
            reservation.Commit(Stock.Now);
        }
        else if (what == 4)
        {
            reservation.End("cancelled", parcels.Keys.Any(k => k.Item1 == order), shelf);
        }
        else if (reservation.Status is not (StockStatus.Rejected or StockStatus.Backordered))
        {
            PackageStatus[] words =
                [PackageStatus.Created, PackageStatus.PickedUp, PackageStatus.Delivered, PackageStatus.Returned, PackageStatus.Lost, PackageStatus.Disposed, PackageStatus.Cancelled];
            var isNew = parcels.TryAdd((order, package), new Parcel(Guid.NewGuid(), reservation.OrderId));
            var parcel = parcels[(order, package)];
            parcel.Follow(
                Stock.Package(parcel.Id, reservation.OrderId, words[what - 5], [quantity.Of(Skus[sku])], package == 2 ? Guid.NewGuid() : null),
                isNew, reservation, shelf);
        }
    }
}
