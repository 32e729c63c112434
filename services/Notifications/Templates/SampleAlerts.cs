using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>News to show and check a template with: of each kind all that its words may meet.</summary>
static class SampleAlerts
{
    static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The usual one: with everything that such news may have.</summary>
    public static Alert Usual(AlertKind kind, string language) => new()
    {
        Kind = kind,
        Occurrence = "1",
        About = new Guid("019f0000-0000-7000-8000-000000000001"),
        OrderId = new Guid("019f0000-0000-7000-8000-000000000002"),
        To = new("Ada Byron", "ada@example.org", "+4915112345678", language, "Europe/Berlin"),
        OrderNumber = "ST-7F3K-2M9Q",
        TrackingUrl = "https://shop.example/track/nZ0v3cXH1q8yVb2_rTtLw-9KfGs",
        OccurredAt = Noon,
        RecordedAt = Noon,
        Sequence = 3,
        Place = IsAboutPackage(kind) ? "Hannover" : null,
        Package = IsAboutPackage(kind) ? new("dhl", "00340434161094015902", "https://www.dhl.de/de/privatkunden.html?piececode=00340434161094015902", Noon.AddDays(3)) : null,
        Money = kind switch
        {
            AlertKind.Refunded => new(49.9m, 12.5m, "EUR"),
            AlertKind.PaymentFailed or AlertKind.PaymentActionRequired => new(49.9m, null, "EUR"),
            AlertKind.OrderConfirmed or AlertKind.OrderCancelled => new(49.9m, null, "EUR"),
            _ => null,
        },
        ActionUrl = kind == AlertKind.PaymentActionRequired ? "https://pay.example/confirm" : null,
        Lines = kind == AlertKind.OrderConfirmed ? [new("Mug", 2), new("Saucer & spoon", 1)] : null,
    };

    /// <summary>Each kind of news of a kind: the usual one, one that has nothing it can do without, and one for each finer word.</summary>
    public static IReadOnlyList<(string Name, Alert Alert)> All(AlertKind kind, string language)
    {
        var usual = Usual(kind, language);
        return
        [
            ("usual", usual),
            ("bare", usual with
            {
                To = usual.To with { Name = "", TimeZone = null },
                TrackingUrl = null,
                ActionUrl = null,
                Place = null,
                Package = usual.Package is null ? null : new(null, null, null, null),
                Lines = null,
            }),
            .. Details(kind).Select(detail => (detail, usual with { Detail = detail })),
        ];
    }

    static bool IsAboutPackage(AlertKind kind) => kind is not (AlertKind.OrderConfirmed or AlertKind.PaymentFailed
        or AlertKind.PaymentActionRequired or AlertKind.OrderCancelled or AlertKind.Refunded);

    static string[] Details(AlertKind kind) => kind switch
    {
        AlertKind.Delivered => ["to_recipient", "signed", "picked_up", "neighbour", "safe_place", "cod"],
        AlertKind.DeliveryAttempted => ["not_home", "business_closed"],
        AlertKind.Exception => ["bad_address", "refused", "damaged", "missorted", "weather"],
        AlertKind.OrderCancelled => ["expired"],
        AlertKind.StatusUpdate =>
        [
            "created", "unknown", "label_created.info_received", "in_transit", "in_transit.arrived_facility", "in_transit.arrived_country", "in_transit.customs_processing",
            "in_transit.customs_released", "in_transit.forwarded", "in_transit.resolved", "on_hold", "on_hold.customs", "on_hold.documents", "on_hold.payment_due",
            "expired.silent", "returning.to_sender", "lost.confirmed", "disposed", "cancelled",
        ],
        _ => [],
    };
}
