using StatusTracking.Contracts;
using static StatusTracking.Contracts.OrderStatus;

namespace StatusTracking.Orders.Domain;

/// <summary>The steps from where an order stands to where it should stand, each of which is published.</summary>
static class Road
{
    static readonly OrderStatus[] Stations = [Submitted, AwaitingPayment, Confirmed, InFulfilment, Completed];

    public static bool IsStation(OrderStatus status) => Array.IndexOf(Stations, status) >= 0;

    /// <summary>
    /// Every station on the way is visited: a listener that acts on <c>confirmed</c> must hear it also when the first that we heard was a
    /// delivery.
    /// </summary>
    /// <param name="at">The order's status; not a terminal one.</param>
    /// <param name="last">The last station that it reached: where <paramref name="at"/> is <c>action_required</c>, the one before.</param>
    /// <param name="goal">Where it should stand.</param>
    public static IEnumerable<OrderStatus> Steps(OrderStatus at, OrderStatus last, Standing goal)
    {
        var passed = Array.IndexOf(Stations, last);
        var reached = Array.IndexOf(Stations, goal.Station);
        for (var next = passed + 1; next <= reached; next++)
            yield return at = Stations[next];

        // Backwards the only direct step is from completed to in_fulfilment; from there the way leads over action_required.
        if (at == Completed && goal.Status != Completed)
            yield return at = InFulfilment;
        if (at is Confirmed or InFulfilment && goal.Status == AwaitingPayment)
            yield return at = ActionRequired;
        if (at != goal.Status)
            yield return goal.Status;
    }
}
