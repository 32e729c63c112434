using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Payments;

/// <summary>Settings of Payments, section <c>Payments</c>.</summary>
public sealed class PaymentsOptions
{
    /// <summary>
    /// What the gateway signs its callbacks with, after Standard Webhooks: base64, with or without <c>whsec_</c> before it. Several, separated by
    /// spaces or commas, are believed while one is replaced by another.
    /// </summary>
    /// <value>The default is null: every callback is refused.</value>
    public string? WebhookSecret { get; set; }

    /// <summary>Whether the lines of a package that came back are refunded without asking anyone.</summary>
    /// <value>The default is true. Of an order that has ended they are refunded in any case.</value>
    public bool RefundOnReturn { get; set; } = true;

    /// <summary>How long an authorization that nobody captures is kept.</summary>
    /// <value>The default is 7 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "60.00:00:00")]
    public TimeSpan AuthorizationLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a call to the gateway may take before it counts as unanswered and is repeated.</summary>
    /// <value>The default is 20 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan GatewayTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often calls are looked for that another process left behind. One's own are made at once.</summary>
    /// <value>The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many calls to the gateway a process makes at the same time.</summary>
    /// <value>The default is 8.</value>
    [Range(1, 256)]
    public int CallsAtOnce { get; set; } = 8;

    /// <summary>After how long the simulated gateway calls back for <c>tok_slow</c>.</summary>
    /// <value>The default is 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SlowAnswer { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a finished call to the gateway is kept, for people who look into what was asked. Those of a payment that is still open stay: what
    /// was asked of the gateway decides what is asked next. Refunds and callbacks are kept as long as their payment.
    /// </summary>
    /// <value>The default is 90 days; zero keeps them for ever.</value>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan KeepGatewayCalls { get; set; } = TimeSpan.FromDays(90);
}
