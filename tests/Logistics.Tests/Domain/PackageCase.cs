using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics.Tests;

/// <summary>A package with its scans in memory, as a database would keep them, and all that it published.</summary>
sealed class PackageCase
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    static readonly Uri PublicUrl = new("https://shop.example/");
    readonly List<Scan> _scans = [];
    readonly List<StatusChange> _published = [];
    int _heard;

    public PackageCase(bool labelled = true, params (string Sku, int Quantity)[] lines)
    {
        (string Sku, int Quantity)[] contents = lines is [] ? [("MUG-01", 2)] : lines;
        Package = new(Guid.CreateVersion7(Start), Guid.CreateVersion7(Start), ShipmentOf(), [.. contents.Select(l => new PackageLine { Sku = l.Sku, Quantity = l.Quantity })], PublicUrl, Now());
        if (labelled)
            Label();
        Collect();
    }

    public Package Package { get; }

    public IReadOnlyList<Scan> Scans => _scans;

    /// <summary>All changes, applied and ignored, in their order.</summary>
    public IReadOnlyList<StatusChange> Published => _published;

    public IEnumerable<StatusChange> Applied => _published.Where(c => !c.Ignored);

    public FoldedHistory Folded => Fold.Of(Package.Start, _scans);

    public static Shipment ShipmentOf() => new()
    {
        OrderNumber = "ST-7F3K-2M9Q",
        Customer = new() { Name = "Ada Byron", Email = "ada@example.org", Phone = "+4915112345678", Locale = "de", TimeZone = "Europe/Berlin" },
        Address = new() { Line1 = "Hauptstr. 1", City = "Berlin", PostalCode = "10115", Country = "DE" },
        PlacedAt = Start,
    };

    public Occasion Now() => new(Start.AddSeconds(_heard), Start.AddSeconds(_heard++));

    public void Label(string carrier = "ups", string number = "1Z5R89390357567127")
    {
        Package.Label(carrier, number, null, Now(), _scans);
        Collect();
    }

    /// <summary>A scan so many minutes after the start.</summary>
    public Scan Scan(string status, int minute, string? detail = null, string? id = null, string source = "api") => new()
    {
        PackageId = Package.Id,
        Source = source,
        EventId = id ?? $"{status}-{detail}-{minute}",
        Status = Word.Parse<PackageStatus>(status)!.Value,
        Detail = detail,
        OccurredAt = Start.AddMinutes(minute),
        RecordedAt = Start.AddHours(1).AddSeconds(_heard++),
    };

    /// <summary>Records scans as one request, with no more of the known scans than the package asks for.</summary>
    public IReadOnlyList<StatusChange> Record(params Scan[] scans)
    {
        var needed = Package.NeedsHistory(scans) ? _scans : [.. _scans.Where(s => scans.Any(n => n.Key == s.Key))];
        _scans.AddRange(Package.Record(scans, needed));
        return Collect();
    }

    public IReadOnlyList<StatusChange> Collect()
    {
        var taken = Package.TakeChanges();
        _published.AddRange(taken);
        return taken;
    }
}
