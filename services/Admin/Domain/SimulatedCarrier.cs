using System.Globalization;
using System.Security.Cryptography;
using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin;

/// <summary>Plays a carrier by hand: which scan comes next on a package's way, and where it is made.</summary>
static class SimulatedCarrier
{
    public const string Name = "demo";

    static readonly Move PickedUp = new("Picked up", "picked_up", "accepted", "Köln");
    static readonly Move Departed = new("Left the distribution centre", "in_transit", "departed_facility", "Köln distribution centre");
    static readonly Move Arrived = new("Arrived at the next centre", "in_transit", "arrived_facility", "Berlin delivery base");
    static readonly Move OutForDelivery = new("Out for delivery", "out_for_delivery", "vehicle", "Berlin");
    static readonly Move Attempted = new("Nobody at home", "delivery_attempted", "not_home", "Berlin");
    static readonly Move Delivered = new("Delivered", "delivered", "to_recipient", "Berlin");
    static readonly Move Trouble = new("Exception: bad address", "exception", "bad_address", "Berlin delivery base");
    static readonly Move Resolved = new("Exception resolved", "in_transit", "resolved", "Berlin delivery base");
    static readonly Move Returning = new("Goes back to the sender", "returning", "to_sender", "Berlin");
    static readonly Move Returned = new("Back at the sender", "returned", "received", "Köln");

    /// <summary>What a carrier would report next; null where nothing follows, or before there is a label.</summary>
    public static Move? Next(Package package) => (package.Status, package.Detail) switch
    {
        ("label_created", _) => PickedUp,
        ("picked_up", _) => Departed,
        ("in_transit", "arrived_facility" or "resolved") => OutForDelivery,
        ("in_transit", _) => Arrived,
        ("out_for_delivery" or "available_for_pickup", _) => Delivered,
        ("delivery_attempted", _) => OutForDelivery,
        ("exception" or "on_hold", _) => Resolved,
        ("returning", _) => Returned,
        ("lost" or "expired", _) => Arrived,
        _ => null,
    };

    /// <summary>What else could happen to it now.</summary>
    public static IReadOnlyList<Move> Others(Package package) => package.Status switch
    {
        "picked_up" or "in_transit" => [Trouble],
        "out_for_delivery" => [Attempted, Trouble],
        "delivery_attempted" => [Returning, Trouble],
        "exception" or "on_hold" => [Returning],
        _ => [],
    };

    public static NewScan ScanOf(Move move, DateTimeOffset now) =>
        new($"by-hand-{Guid.CreateVersion7(now):N}", move.Status, move.Detail, now, move.Location, move.Name);

    public static Label NewLabel(DateTimeOffset now) =>
        new(Name, "DEMO" + RandomNumberGenerator.GetInt32(1_000_000_000).ToString("D9", CultureInfo.InvariantCulture), now.AddDays(3));

    /// <summary>One scan, named for the button that makes it.</summary>
    public sealed record Move(string Name, string Status, string Detail, string Location);
}
