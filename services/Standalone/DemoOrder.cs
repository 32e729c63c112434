namespace StatusTracking.Standalone;

/// <summary>What becomes of a demo order.</summary>
/// <param name="Sku">What is bought; a SKU that nobody stocks makes the order fail.</param>
/// <param name="Token">How the simulated gateway answers.</param>
/// <param name="Labelled">Whether the package gets a label.</param>
/// <param name="Scans">How many scans of <see cref="Way"/> it has had.</param>
/// <param name="Ending">A last scan off the way, or null.</param>
/// <param name="Cancelled">Whether the buyer changes their mind.</param>
sealed record DemoOrder(string Sku, string Token = "tok_ok", bool Labelled = true, int Scans = 0, Scan? Ending = null, bool Cancelled = false)
{
    /// <summary>The usual way of a package.</summary>
    public static IReadOnlyList<Scan> Way { get; } =
    [
        new("picked_up", "accepted", "Köln"),
        new("in_transit", "departed_facility", "Köln distribution centre"),
        new("in_transit", "arrived_facility", "Berlin delivery base"),
        new("in_transit", "departed_facility", "Berlin delivery base"),
        new("out_for_delivery", "vehicle", "Berlin"),
        new("delivered", "to_recipient", "Berlin"),
    ];

    /// <summary>A shop's ordinary day: most parcels fine, some on their way, and one of each trouble.</summary>
    public static IReadOnlyList<DemoOrder> Day { get; } =
    [
        .. Times(12, new("MUG-01", Scans: 6)),
        .. Times(4, new("POSTER-A2", Scans: 5)),
        .. Times(4, new("TSHIRT-M", Scans: 3)),
        .. Times(4, new("POSTER-A2", Scans: 2)),
        .. Times(3, new("MUG-01", Scans: 1)),
        .. Times(4, new("TSHIRT-L")),
        .. Times(3, new("POSTER-A2", Labelled: false)),
        .. Times(3, new("MUG-01", "tok_declined")),
        .. Times(2, new("MUG-01", "tok_action_required")),
        .. Times(2, new("POSTER-A2", "tok_down")),
        .. Times(2, new("LAMP-09")),
        .. Times(2, new("TSHIRT-M", Labelled: false, Cancelled: true)),
        new("BOOK-01"),
        new("POSTER-A2", Scans: 5, Ending: new("delivery_attempted", "not_home", "Berlin")),
        new("TSHIRT-L", Scans: 3, Ending: new("exception", "bad_address", "Berlin delivery base")),
        new("MUG-01", Scans: 3, Ending: new("lost", "confirmed", "Berlin delivery base")),
        new("TSHIRT-M", Scans: 2, Ending: new("on_hold", "customs", "Leipzig")),
        new("POSTER-A2", Scans: 5, Ending: new("available_for_pickup", "ready", "Berlin")),
        new("TSHIRT-L", Scans: 5, Ending: new("returning", "to_sender", "Berlin")),
    ];

    /// <summary>Whether the order is paid, and a package follows.</summary>
    public bool IsShipped => Token == "tok_ok" && Sku is not ("LAMP-09" or "BOOK-01");

    static IEnumerable<DemoOrder> Times(int count, DemoOrder order) => Enumerable.Repeat(order, count);
}

/// <summary>A scan of the demo's carrier.</summary>
sealed record Scan(string Status, string Detail, string Location);
