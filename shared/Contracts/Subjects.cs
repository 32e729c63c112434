namespace StatusTracking.Contracts;

/// <summary>The words of the subjects, first in every routing key.</summary>
public static class Subjects
{
    /// <summary>What a buyer placed. Owner: Orders.</summary>
    public const string Order = "order";

    /// <summary>One attempt to collect an order's amount. Owner: Payments.</summary>
    public const string Payment = "payment";

    /// <summary>The reservation of an order's lines; in signals, a SKU. Owner: Inventory.</summary>
    public const string Stock = "stock";

    /// <summary>One physical parcel. Owner: Logistics.</summary>
    public const string Package = "package";

    /// <summary>One message to one person on one channel. Owner: Notifications.</summary>
    public const string Notification = "notification";
}
