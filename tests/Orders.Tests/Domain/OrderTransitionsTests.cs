using StatusTracking.Contracts;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Tests.Domain;

public class The_moves_of_an_order
{
    /// <summary>As the domain's page has them.</summary>
    const string Table = """
        submitted → awaiting_payment | action_required | failed | expired | cancelled
        awaiting_payment → confirmed | action_required | failed | expired | cancelled
        action_required → awaiting_payment | confirmed | in_fulfilment | completed | cancelled | expired
        confirmed → in_fulfilment | action_required | cancelled
        in_fulfilment → completed | action_required | cancelled
        completed → in_fulfilment
        """;

    static readonly Dictionary<string, string[]> Legal = Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(" → "))
        .ToDictionary(line => line[0], line => line[1].Split(" | "));

    public static TheoryData<string, string, bool> Pairs()
    {
        var pairs = new TheoryData<string, string, bool>();
        foreach (var from in Word.All<OrderStatus>())
            foreach (var to in Word.All<OrderStatus>())
                pairs.Add(from, to, Legal.TryGetValue(from, out var targets) && targets.Contains(to));
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Are_those_of_the_table_and_no_others(string from, string to, bool legal) =>
        Order.Moves.Allows(Word.Parse<OrderStatus>(from)!.Value, Word.Parse<OrderStatus>(to)!.Value).ShouldBe(legal);

    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    [InlineData("expired")]
    public void End_where_nothing_can_follow(string status) => Order.Moves.IsTerminal(Word.Parse<OrderStatus>(status)!.Value).ShouldBeTrue();
}
