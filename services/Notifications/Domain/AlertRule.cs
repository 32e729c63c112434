using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Who is told.</summary>
enum Audience
{
    /// <summary>Whoever the news is for: of a package its recipient, of an order and its money the buyer.</summary>
    Recipient,

    /// <summary>Who bought a package that goes to somebody else.</summary>
    Buyer,

    /// <summary>The shop's own people: <see cref="OperationsOptions"/>.</summary>
    Operations,
}

/// <summary>Whom a kind of alert tells on a channel. Rows that an operator edits.</summary>
sealed class AlertRule
{
    /// <summary>The longest list of <see cref="Details"/>, in characters.</summary>
    public const int LongestDetails = 400;

    public required AlertKind Kind { get; init; }

    public required Channel Channel { get; init; }

    /// <summary>Whether it goes to the recipient.</summary>
    public required bool Enabled { get; set; }

    /// <summary>Whether it goes to the buyer as well, where somebody else is the recipient.</summary>
    public bool ToBuyer { get; set; }

    /// <summary>Whether it goes to the shop's own people as well.</summary>
    public bool ToOperations { get; set; }

    /// <summary>Whether it disturbs people in their quiet hours.</summary>
    public bool Urgent { get; set; }

    /// <summary>
    /// The finer words for which it holds, with commas between them, such as <c>damaged,refused</c>; of <see cref="AlertKind.StatusUpdate"/> statuses, such
    /// as <c>on_hold.customs,lost</c>. Null = for any, and for none.
    /// </summary>
    public string? Details { get; set; }

    /// <summary>Whether it tells them of a change with this finer word.</summary>
    public bool Tells(Audience audience, string? detail) =>
        audience switch { Audience.Recipient => Enabled, Audience.Buyer => ToBuyer, _ => ToOperations } && (Details is null || Covers(Details.Split(','), detail));

    /// <summary>Whether finer words name this one, itself or by the status before its dot: <c>on_hold</c> names <c>on_hold.customs</c>.</summary>
    public static bool Covers(IEnumerable<string> details, string? detail) => detail is not null && details.Any(d => detail == d || detail.StartsWith($"{d}.", StringComparison.Ordinal));

    /// <summary>
    /// The rules of a fresh installation: an e-mail each, an SMS for what cannot wait for the next look into the mailbox. What has no kind of its own,
    /// an operator must choose.
    /// </summary>
    public static IEnumerable<AlertRule> OfFreshInstallation() =>
        from kind in Enum.GetValues<AlertKind>()
        from channel in Enum.GetValues<Channel>()
        select new AlertRule { Kind = kind, Channel = channel, Enabled = kind != AlertKind.StatusUpdate && (channel == Channel.Email || CannotWait(kind)), Urgent = kind == AlertKind.PaymentActionRequired };

    static bool CannotWait(AlertKind kind) => kind
        is AlertKind.LeftDistributionCentre or AlertKind.OutForDelivery or AlertKind.AvailableForPickup
        or AlertKind.DeliveryAttempted or AlertKind.Delivered or AlertKind.Exception;
}

/// <summary>What an operator made of a rule: the rule from then on.</summary>
sealed class AlertRuleChange
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Who { get; init; }

    public required AlertKind Kind { get; init; }

    public required Channel Channel { get; init; }

    public required bool Enabled { get; init; }

    public required bool ToBuyer { get; init; }

    public required bool ToOperations { get; init; }

    public required bool Urgent { get; init; }

    public string? Details { get; init; }

    /// <summary>Why, in the operator's words.</summary>
    public string? Reason { get; init; }
}

/// <summary>
/// An alert that came, whatever the rules made of it: so that it can be said what other rules would have made of the last days. Kept for
/// <see cref="Kept"/>.
/// </summary>
sealed class HeardAlert
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required AlertKind Kind { get; init; }

    public string? Detail { get; init; }

    /// <summary>Whether the recipient can be reached, by e-mail and by SMS.</summary>
    public required bool HasEmail { get; init; }

    public required bool HasPhone { get; init; }

    /// <summary>The same of a buyer who is not the recipient; false where there is none.</summary>
    public required bool BuyerHasEmail { get; init; }

    public required bool BuyerHasPhone { get; init; }
}
