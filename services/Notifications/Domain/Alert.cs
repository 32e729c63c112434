using System.Text.Json.Serialization;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>Some news for one person, before it is decided on which channels and in which words.</summary>
sealed record Alert
{
    public required AlertKind Kind { get; init; }

    /// <summary>Tells repeated news of one kind apart; part of the business key.</summary>
    public required string Occurrence { get; init; }

    /// <summary>The package, order or payment.</summary>
    public required Guid About { get; init; }

    public required Guid OrderId { get; init; }

    public required Person To { get; init; }

    /// <summary>Who bought, where that is somebody else.</summary>
    public Person? Buyer { get; init; }

    /// <summary>As whom <see cref="To"/> is told. Null = as the recipient.</summary>
    public Audience? Audience { get; init; }

    public required string OrderNumber { get; init; }

    /// <summary>Our page, of the package or of the order.</summary>
    public string? TrackingUrl { get; init; }

    /// <summary>What happened when.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When we heard of it; null for what was caused before this was kept.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>Of the subject's change: higher is newer.</summary>
    public long Sequence { get; init; }

    /// <summary>The finer word of the change.</summary>
    public string? Detail { get; init; }

    /// <summary>For people.</summary>
    public string? Reason { get; init; }

    /// <summary>Where it happened, for people.</summary>
    public string? Place { get; init; }

    public PackageFacts? Package { get; init; }

    public MoneyFacts? Money { get; init; }

    /// <summary>Where the buyer goes on: to pay again, to confirm a payment.</summary>
    public string? ActionUrl { get; init; }

    /// <summary>The order's lines, for the confirmation.</summary>
    public IReadOnlyList<LineFacts>? Lines { get; init; }

    /// <summary>What this person's calendar holds of the order's packages, for the news that it was cancelled.</summary>
    public IReadOnlyList<Appointment>? Appointments { get; init; }

    /// <summary>The same news of other packages of the order, which its message tells as well. Null = none.</summary>
    public IReadOnlyList<Alert>? Others { get; init; }

    /// <summary>All that its message tells of: itself first.</summary>
    [JsonIgnore]
    public IReadOnlyList<Alert> All => [this, .. Others ?? []];

    /// <summary>The news without those who are told, and without where a carrier was.</summary>
    public Alert WithoutPeople() => this with { To = Erasures.Nobody, Buyer = null, Place = null, Reason = null, ActionUrl = null, Others = Others is null ? null : [.. Others.Select(o => o.WithoutPeople())] };

    /// <summary>News of a package, for whoever gets it; what happened, and where, is still to be said.</summary>
    public static Alert Of(PackageSnapshot package, AlertKind kind, string occurrence, Guid about, Guid order, DateTimeOffset occurredAt) => new()
    {
        Kind = kind,
        Occurrence = occurrence,
        About = about,
        OrderId = order,
        To = package.Addressee,
        Buyer = ReferenceEquals(package.Addressee, package.Customer) ? null : package.Customer,
        OrderNumber = package.OrderNumber,
        TrackingUrl = package.TrackingUrl,
        OccurredAt = occurredAt,
        Package = new(package.Carrier, package.TrackingNumber, package.CarrierUrl, package.EstimatedDelivery),
    };

    public string? AddressOn(Channel channel)
    {
        var address = channel switch { Channel.Email => To.Email, Channel.Sms => To.Phone, _ => null };
        return string.IsNullOrWhiteSpace(address) ? null : address.Trim();
    }

    /// <summary>
    /// Where its reader ends e-mails about packages: a page for people, and RFC 8058's one click for mail programs. Null where there is no page
    /// of theirs: the page is the recipient's, and ends the recipient's messages.
    /// </summary>
    [JsonIgnore]
    public string? UnsubscribeUrl => IsForRecipient && Uri.TryCreate(TrackingUrl, UriKind.Absolute, out var page) && page.Scheme is "https" or "http" ? $"{page.AbsoluteUri}/unsubscribe" : null;

    /// <summary>Its rule lets it disturb people in their quiet hours. Null = it does not.</summary>
    public bool? Urgent { get; init; }

    [JsonIgnore]
    public bool IsForRecipient => Audience is null or StatusTracking.Notifications.Audience.Recipient;

    [JsonIgnore]
    public bool IsForOperations => Audience is StatusTracking.Notifications.Audience.Operations;

    [JsonIgnore]
    public bool IsAboutPackage => Package is not null;

    /// <summary>An operator asked for it: it goes out however old the news is.</summary>
    [JsonIgnore]
    public bool IsResend => Occurrence.StartsWith(ResendPrefix, StringComparison.Ordinal);

    public const string ResendPrefix = "resend-";
}

sealed record PackageFacts(string? Carrier, string? TrackingNumber, string? CarrierUrl, DateTimeOffset? ExpectedAt);

/// <summary>In units of <paramref name="Currency"/>.</summary>
sealed record MoneyFacts(decimal Amount, decimal? Refunded, string Currency);

sealed record LineFacts(string Name, int Quantity);
