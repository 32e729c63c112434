using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

/// <summary>Things that tests tell about.</summary>
static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static Person Ada(string locale = "en", string? email = "ada@example.org", string? phone = "+4915112345678") =>
        new("Ada Byron", email, phone, locale, "Europe/Berlin");

    public static Alert Alert(AlertKind kind, Person? to = null, bool everything = true) => new()
    {
        Kind = kind,
        Occurrence = "1",
        About = Guid.NewGuid(),
        OrderId = Guid.NewGuid(),
        To = to ?? Ada(),
        OrderNumber = "ST-7F3K-2M9Q",
        TrackingUrl = everything ? "https://shop.example/track/abc" : null,
        OccurredAt = Noon,
        Sequence = 3,
        Detail = everything ? "neighbour" : null,
        Place = everything ? "Hannover" : null,
        Package = IsAboutPackage(kind)
            ? everything ? new("dhl", "00340434161094015902", "https://dhl.example/1", Noon.AddDays(3)) : new(null, null, null, null)
            : null,
        Money = kind switch
        {
            AlertKind.PaymentFailed or AlertKind.PaymentActionRequired => new(25m, null, "EUR"),
            AlertKind.Refunded => new(25m, 12.5m, "EUR"),
            _ => null,
        },
        ActionUrl = kind == AlertKind.PaymentActionRequired && everything ? "https://pay.example/confirm" : null,
        Lines = kind == AlertKind.OrderConfirmed && everything ? [new("Mug", 2), new("Saucer & spoon", 1)] : null,
    };

    public static bool IsAboutPackage(AlertKind kind) => kind >= AlertKind.Shipped;

    public static OutgoingMessage Email(string to = "ada@example.org", string text = "Hello Ada,\r\n.a line that begins with a dot") => new()
    {
        Id = Guid.CreateVersion7(),
        To = to,
        ToName = "Ada Byron",
        Subject = "Ihr Paket kommt heute – schön",
        Text = text,
        Html = "<p>Hello <b>Ada</b></p>",
        Language = "en",
        CreatedAt = Noon,
    };

    public static OutgoingMessage Sms(string to = "+4915112345678") => new()
    {
        Id = Guid.CreateVersion7(),
        To = to,
        ToName = "Ada Byron",
        Text = "Your shop: your package arrives today. Grüße",
        CreatedAt = Noon,
    };
}
