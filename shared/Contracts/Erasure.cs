namespace StatusTracking.Contracts;

/// <summary>
/// Command to <c>{service}-erase-person</c>: forget whom these orders name. Each service answers with <see cref="PersonErased"/>, and from then on takes
/// nobody's name from any message about these orders. The same command again changes nothing.
/// </summary>
public sealed record ErasePerson
{
    /// <summary>Which erasure.</summary>
    public required Guid ErasureId { get; init; }

    /// <summary>The person's orders.</summary>
    public required IReadOnlyList<Guid> OrderIds { get; init; }

    /// <summary>As <see cref="Addresses.Normal"/> writes it; null where none was named, or when it is said again.</summary>
    public string? Email { get; init; }

    /// <summary>E.164; null where none was named, or when it is said again.</summary>
    public string? Phone { get; init; }

    /// <summary>Addresses, names and streets of these orders, which may stand in texts. Empty when it is said again.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>It is said a second time, for what was being handled when it was said first.</summary>
    public bool Again { get; init; }

    /// <summary>The API key or user who asked; null when it is said again.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>Why, for people; null when it is said again.</summary>
    public string? Reason { get; init; }
}

/// <summary>Command to <c>orders-record-erasure</c>: a service has done an <see cref="ErasePerson"/>.</summary>
public sealed record PersonErased
{
    /// <summary>Which erasure.</summary>
    public required Guid ErasureId { get; init; }

    /// <summary>A service's name in lower case.</summary>
    public required string Service { get; init; }

    /// <summary>How many rows it changed or deleted.</summary>
    public required int Rows { get; init; }

    /// <summary><see cref="ErasePerson.Again"/>.</summary>
    public required bool Again { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>What is left of a person who was erased.</summary>
public static class Erasures
{
    /// <summary>Stands in the place of a name or a street.</summary>
    public const string Erased = "erased";

    /// <summary>The queue of <see cref="PersonErased"/>.</summary>
    public const string Queue = "orders-record-erasure";

    /// <summary>The queue on which a service takes <see cref="ErasePerson"/>.</summary>
    /// <param name="service">Its name in lower case.</param>
    public static string QueueOf(string service) => $"{service}-erase-person";

    /// <summary>Nobody.</summary>
    public static Person Nobody { get; } = new(Erased, null, null, null, null);

    /// <summary>The address without anything but its country, by which a shop's taxes go.</summary>
    public static Address Without(this Address address) => new(Erased, null, Erased, null, Erased, address.Country);

    /// <summary>The order without people.</summary>
    public static OrderSnapshot WithoutPeople(this OrderSnapshot order) =>
        order with { Customer = Nobody, Recipient = null, ShippingAddress = order.ShippingAddress.Without() };

    /// <summary>The package without people.</summary>
    public static PackageSnapshot WithoutPeople(this PackageSnapshot package) =>
        package with { Customer = Nobody, Recipient = null, ShippingAddress = package.ShippingAddress.Without() };
}
