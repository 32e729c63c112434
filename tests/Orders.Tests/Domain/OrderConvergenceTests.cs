using System.Text.Json;
using CsCheck;
using StatusTracking.Contracts;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Tests.Domain;

public class When_the_words_about_an_order_come_in_any_order_and_more_than_once
{
    static readonly StockStatus[][] StockWalks =
        [[StockStatus.Reserved], [StockStatus.Backordered, StockStatus.Reserved], [StockStatus.Backordered], [StockStatus.Rejected]];

    static readonly Gen<IStatusEvent[]> StockWords = Gen.Int[0, StockWalks.Length - 1].Select(i => StockWalks[i]).Select(walk => walk.Select((status, i) => (IStatusEvent)Some.Stock(status, i + 2)).ToArray());

    static readonly Dictionary<PaymentStatus, PaymentStatus[]> PaymentMoves = new()
    {
        [PaymentStatus.Pending] = [PaymentStatus.ActionRequired, PaymentStatus.Authorized, PaymentStatus.Captured, PaymentStatus.Failed, PaymentStatus.Expired],
        [PaymentStatus.ActionRequired] = [PaymentStatus.Authorized, PaymentStatus.Captured, PaymentStatus.Failed, PaymentStatus.Cancelled],
        [PaymentStatus.Authorized] = [PaymentStatus.Captured, PaymentStatus.Voided, PaymentStatus.Expired],
        [PaymentStatus.Captured] = [PaymentStatus.PartiallyRefunded, PaymentStatus.Refunded, PaymentStatus.Disputed],
        [PaymentStatus.PartiallyRefunded] = [PaymentStatus.Refunded, PaymentStatus.Disputed],
        [PaymentStatus.Disputed] = [PaymentStatus.Captured, PaymentStatus.ChargedBack],
        [PaymentStatus.Failed] = [PaymentStatus.Captured],
        [PaymentStatus.Voided] = [PaymentStatus.Captured],
    };

    static Gen<IStatusEvent[]> PaymentWords(int payment) => Gen.Int[0, 100].Array[0, 5].Select(choices =>
    {
        var walk = new List<PaymentStatus> { PaymentStatus.Pending };
        foreach (var choice in choices)
            if (PaymentMoves.TryGetValue(walk[^1], out var next))
                walk.Add(next[choice % next.Length]);
        return walk.Select((status, i) => (IStatusEvent)Some.Payment(status, i + 1, payment, refunded: status == PaymentStatus.PartiallyRefunded ? 10 : 0)).ToArray();
    });

    /// <summary>Any statuses at all: what an operator's correction and late scans can make of a package is not ours to limit.</summary>
    static Gen<IStatusEvent[]> PackageWords(int package, int? replaces = null) => Gen.Enum<PackageStatus>().Array[1, 8].Select(walk =>
        walk.Select((status, i) => (IStatusEvent)Some.Package(i == 0 ? PackageStatus.Created : status, i + 1, package, replaces)).ToArray());

    static Gen<IStatusEvent[]> SignalWords(int package) => Gen.Select(Gen.Enum<PackageSignalKind>(), Gen.Int[0, 100]).Array[0, 4].Select(signals =>
        signals.Select(s => (IStatusEvent)Some.Signal(s.Item1, s.Item2, package)).ToArray());

    static readonly Gen<IStatusEvent[]> Words = Gen.Select(
        StockWords,
        Gen.OneOf(PaymentWords(100), Gen.Select(PaymentWords(100), PaymentWords(101), (a, b) => (IStatusEvent[])[.. a, .. b])),
        Gen.OneOf(
            Gen.Const(Array.Empty<IStatusEvent>()),
            PackageWords(200),
            Gen.Select(PackageWords(200), PackageWords(201), (a, b) => (IStatusEvent[])[.. a, .. b]),
            Gen.Select(PackageWords(200), PackageWords(201), PackageWords(202, replaces: 200), (a, b, c) => (IStatusEvent[])[.. a, .. b, .. c])),
        SignalWords(200),
        (stock, payments, packages, signals) => (IStatusEvent[])[.. stock, .. payments, .. packages, .. (packages.Length == 0 ? [] : signals)]);

    /// <summary>The same words, each one to three times, shuffled.</summary>
    static Gen<IStatusEvent[]> Disordered(IStatusEvent[] words) =>
        Gen.Int[1, 3].Array[words.Length].SelectMany(times =>
            Gen.Shuffle(words.SelectMany((word, i) => Enumerable.Repeat(word, times[i])).ToArray()));

    static readonly Gen<(IStatusEvent[] Words, IStatusEvent[] Disordered, ConfirmOn ConfirmOn)> Cases =
        Gen.Select(Words.SelectMany(words => Disordered(words).Select(disordered => (words, disordered))), Gen.Enum<ConfirmOn>(),
            (words, confirmOn) => (words.words, words.disordered, confirmOn));

    [Fact]
    public void It_ends_in_the_same_place() => Cases.Sample(
        given => Whole(Some.Order().Hears(Policy(given.ConfirmOn), given.Disordered), given.ConfirmOn)
            == Whole(Some.Order().Hears(Policy(given.ConfirmOn), given.Words), given.ConfirmOn),
        iter: 20_000, print: Print);

    [Fact]
    public void It_stands_where_its_parts_put_it() => Cases.Sample(given =>
    {
        var order = Some.Order().Hears(Policy(given.ConfirmOn), given.Disordered);
        return order.Status == Standing.Of(order, given.ConfirmOn).Status;
    }, iter: 5_000, print: Print);

    [Fact]
    public void Every_step_is_published_and_none_is_refused() => Cases.Sample(given =>
    {
        var order = Some.Order().Hears(Policy(given.ConfirmOn), given.Disordered);
        var published = order.Published();
        if (order.IsTerminal)
            return;
        published.ShouldAllBe(word => !word.StartsWith('('));
        if (order.LastStation is OrderStatus.InFulfilment or OrderStatus.Completed)
            published.ShouldContain("confirmed");
        if (order.LastStation == OrderStatus.Completed)
            published.ShouldContain("in_fulfilment");
    }, iter: 5_000, print: Print);

    static OrderPolicy Policy(ConfirmOn confirmOn) => Some.Policy with { ConfirmOn = confirmOn };

    static string Whole(Order order, ConfirmOn confirmOn) => JsonSerializer.Serialize(new
    {
        order.Status,
        order.PaymentStatus,
        order.FulfilmentStatus,
        order.DeliveryHealth,
        Explanation = order.Explanation(confirmOn),
        Stock = (order.Stock, order.StockSequence).ToString(),
        Payments = order.Payments.OrderBy(p => p.Id),
        Packages = order.Packages.OrderBy(p => p.Id),
    });

    static string Print((IStatusEvent[] Words, IStatusEvent[] Disordered, ConfirmOn ConfirmOn) given) =>
        $"{given.ConfirmOn}: {string.Join(' ', given.Disordered.Select(Print))}";

    static string Print(IStatusEvent word) => word is IStatusChanged change
        ? $"{word.SubjectId.ToString()[5..8]}#{change.Sequence}:{change.To}"
        : $"{word.SubjectId.ToString()[5..8]}:{((PackageSignal)word).Kind}@{word.RecordedAt:t}";
}
