namespace StatusTracking.Gateway;

/// <summary>The services behind the gateway and where they are, from <c>Services:{name}</c>: one address, or several with commas between for copies.</summary>
sealed class Destinations
{
    /// <summary>The services that the gateway has a route to.</summary>
    public static readonly IReadOnlyList<string> Names = ["Orders", "Payments", "Inventory", "Logistics", "Tracking", "Notifications", "Admin"];

    readonly Dictionary<string, IReadOnlyList<Uri>> _addresses;

    public Destinations(IConfiguration configuration)
    {
        _addresses = Names.ToDictionary(name => name, name => Parse(name, configuration[$"Services:{name}"]));
    }

    public IReadOnlyList<Uri> Of(string service) => _addresses[service];

    /// <summary>The first copy of each service: for what any copy can answer.</summary>
    public IEnumerable<(string Service, Uri Address)> Firsts => Names.Select(name => (name, _addresses[name][0]));

    static IReadOnlyList<Uri> Parse(string service, string? setting)
    {
        var addresses = (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0)
            throw new InvalidOperationException($"The gateway does not know where {service} is: set Services:{service}, such as http://localhost:5001.");
        return [.. addresses.Select(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new InvalidOperationException($"Services:{service} holds '{address}', which is no http or https address."))];
    }
}
