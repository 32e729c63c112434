using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Tests;

/// <summary>A package's changes as Logistics would publish them: each leaves the status that the one before it reached.</summary>
sealed class Changes(DateTimeOffset begin)
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    readonly List<PackageStatusChanged> _made = [];

    public Changes() : this(Noon)
    {
    }

    public Guid PackageId { get; init; } = Guid.CreateVersion7();

    public Guid OrderId { get; init; } = Guid.CreateVersion7();

    public Person Customer { get; init; } = new("Ada Byron", "ada@example.org", "+4915112345678", "de", "Europe/Berlin");

    public Person? Recipient { get; init; }

    public string Token { get; init; } = $"pkg_{Guid.NewGuid():N}";

    public DateTimeOffset? Estimate { get; set; }

    public IReadOnlyList<PackageStatusChanged> All => _made;

    public PackageStatusChanged Add(
        PackageStatus to, string? detail = null, DateTimeOffset? at = null, DateTimeOffset? recordedAt = null, bool late = false, string? location = null)
    {
        var occurredAt = at ?? begin.AddMinutes(_made.Count);
        var change = new PackageStatusChanged
        {
            SubjectId = PackageId,
            OrderId = OrderId,
            From = _made.Count == 0 ? null : _made[^1].To,
            To = to.ToWord(),
            Detail = detail,
            Late = late,
            Location = location,
            OccurredAt = occurredAt,
            RecordedAt = recordedAt ?? occurredAt,
            Sequence = _made.Count + 1,
            Package = new()
            {
                OrderNumber = "ST-7F3K-2M9Q",
                Carrier = "dhl",
                TrackingNumber = "00340434161094042557",
                CarrierUrl = "https://www.dhl.example/track?id=00340434161094042557",
                TrackingUrl = $"http://localhost:8080/track/{Token}",
                EstimatedDelivery = Estimate,
                Lines = [new("MUG-01", 2)],
                Customer = Customer,
                Recipient = Recipient,
                ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
            },
        };
        _made.Add(change);
        return change;
    }

    /// <summary>A scan that Logistics recorded and did not apply.</summary>
    public StatusChangeIgnored Ignored(string from, string to, DateTimeOffset at, DateTimeOffset? recordedAt = null, string? detail = null) => new()
    {
        Subject = Subjects.Package,
        SubjectId = PackageId,
        OrderId = OrderId,
        From = from,
        To = to,
        Detail = detail,
        Reason = "late_scan",
        OccurredAt = at,
        RecordedAt = recordedAt ?? at,
    };

    /// <summary>Placed, picked up, departed, arrived, departed, out for delivery, delivered.</summary>
    public static Changes OfAHappyPackage(DateTimeOffset? begin = null)
    {
        var changes = new Changes(begin ?? Noon);
        changes.Add(PackageStatus.Created);
        changes.Add(PackageStatus.LabelCreated, "info_received");
        changes.Add(PackageStatus.PickedUp, "accepted");
        changes.Add(PackageStatus.InTransit, "departed_facility");
        changes.Add(PackageStatus.InTransit, "arrived_facility");
        changes.Add(PackageStatus.InTransit, "departed_facility");
        changes.Add(PackageStatus.OutForDelivery, "vehicle");
        changes.Add(PackageStatus.Delivered, "to_recipient");
        return changes;
    }
}
