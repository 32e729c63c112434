namespace StatusTracking.Messaging;

/// <summary>Which transport carries the messages.</summary>
public enum Transport
{
    /// <summary>MassTransit's in-memory transport, for one process.</summary>
    InMemory,

    /// <summary>RabbitMQ 3.10 or later.</summary>
    RabbitMq,
}

/// <summary>The keys <c>Transport</c> and <c>RabbitMq</c>.</summary>
public sealed class BusOptions
{
    /// <summary>Which transport.</summary>
    /// <value>Default: <see cref="Transport.InMemory"/>.</value>
    public Transport Transport { get; set; } = Transport.InMemory;

    /// <summary>The broker, when the transport is RabbitMq.</summary>
    public RabbitMqOptions RabbitMq { get; set; } = new();
}

/// <summary>The section <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>Such as <c>amqp://user:password@host:5672/vhost</c>, or <c>amqps://</c> for TLS.</summary>
    /// <value>Required when Transport is RabbitMq. There is no default: not even guest.</value>
    public string? Url { get; set; }

    /// <summary>
    /// The nodes of a cluster, with commas between: <c>broker-1:5672,broker-2:5672,broker-3:5672</c>. Whoever loses its node goes on with the next
    /// one. <see cref="Url"/> then gives user, virtual host and TLS, and its port to nodes without one.
    /// </summary>
    /// <value>Default: none; the broker is the one of <see cref="Url"/>.</value>
    public string? Nodes { get; set; }

    /// <summary>How many unacknowledged messages the broker gives an endpoint ahead.</summary>
    /// <value>Default: 32.</value>
    public ushort Prefetch { get; set; } = 32;

    /// <summary>
    /// How long a process may be without its consumers although the broker answers. It then ends with an error, for whoever started it to start
    /// it again; nothing is lost by that.
    /// </summary>
    /// <value>Default: 2 minutes, which a start on a busy machine may need. From 10 seconds to 1 day; 0 = it stays as it is.</value>
    public TimeSpan EndAfterStandstill { get; set; } = TimeSpan.FromMinutes(2);
}
