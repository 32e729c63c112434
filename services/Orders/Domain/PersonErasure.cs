using StatusTracking.Contracts;

namespace StatusTracking.Orders.Domain;

/// <summary>One erasure of a person, and how far it has come in each service. Holds nothing of the person.</summary>
sealed class PersonErasure
{
    /// <summary>Every service that keeps anything.</summary>
    public static readonly string[] EveryService = ["orders", "payments", "inventory", "logistics", "tracking", "notifications", "admin"];

    PersonErasure()
    {
    }

    public PersonErasure(Guid id, string reason, string requestedBy, int orders, DateTimeOffset now)
    {
        Id = id;
        Reason = reason;
        RequestedBy = requestedBy;
        Orders = orders;
        RequestedAt = now;
        Services = [.. EveryService.Select(service => new ErasedService { Service = service })];
    }

    public Guid Id { get; private set; }

    /// <summary>Why, for people. Without whom.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The API key or user who asked.</summary>
    public string RequestedBy { get; private set; } = "";

    /// <summary>How many orders named the person.</summary>
    public int Orders { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    public List<ErasedService> Services { get; private set; } = [];

    /// <summary>A concurrency token.</summary>
    public int Version { get; private set; }

    /// <summary>When every service had looked a second time; null before.</summary>
    public DateTimeOffset? CompletedAt => Services.TrueForAll(s => s.ConfirmedAt is not null) ? Services.Max(s => s.ConfirmedAt) : null;

    /// <summary>Takes in what a service has done. The same again changes nothing.</summary>
    public void Hear(PersonErased done)
    {
        if (Services.Find(s => s.Service == done.Service) is not { } service || (done.Again ? service.ConfirmedAt : service.ErasedAt) is not null)
            return;
        Services = [.. Services.Select(s => s != service ? s : s with
        {
            Rows = s.Rows + done.Rows,
            ErasedAt = s.ErasedAt ?? done.At,
            ConfirmedAt = done.Again ? done.At : s.ConfirmedAt,
        })];
        Version++;
    }
}

/// <summary>How far an erasure has come in one service.</summary>
sealed record ErasedService
{
    public required string Service { get; init; }

    /// <summary>Rows that were changed or deleted.</summary>
    public int Rows { get; init; }

    /// <summary>When it was done; null before.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>When it was done once more, for what was being handled the first time; null before.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }
}
