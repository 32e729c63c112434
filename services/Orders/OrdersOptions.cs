using System.ComponentModel.DataAnnotations;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders;

/// <summary>Settings of Orders, section <c>Orders</c>.</summary>
sealed class OrdersOptions
{
    /// <summary>Which word of Payments confirms an order, so that its goods leave: <c>Captured</c> or <c>Authorized</c>.</summary>
    /// <value>Default: <c>Captured</c>.</value>
    [EnumDataType(typeof(ConfirmOn))]
    public ConfirmOn ConfirmOn { get; set; } = ConfirmOn.Captured;

    /// <summary>
    /// How long an order waits for its payment, from when it began to wait and again from when its first attempt came to nothing. Further
    /// attempts do not lengthen it. Then it expires, also with an attempt under way: what is captured later goes back at once. Does not run
    /// while a payment is authorized, and starts again when an authorization lapses.
    /// </summary>
    /// <value>Default: 24 hours.</value>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan UnpaidFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an order waits for stock that is backordered. Then it expires.</summary>
    /// <value>Default: 14 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan BackorderedFor { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How long after a person's erasure every service looks once more, for what it was handling or sending when it looked first. Longer than
    /// handling a message or sending an e-mail takes. Only then is the erasure complete.
    /// </summary>
    /// <value>Default: 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EraseAgainAfter { get; set; } = TimeSpan.FromMinutes(5);

    public OrderPolicy Policy => new(ConfirmOn, UnpaidFor, BackorderedFor);
}
