using MassTransit;
using MassTransit.Transports.Fabric;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>Makes the one bus of a process. Which transport carries it is decided here and nowhere else.</summary>
public static class BusRegistration
{
    /// <summary>Adds the bus for what <paramref name="topology"/> declares; nothing where it declares nothing.</summary>
    public static IServiceCollection AddStatusBus(this IServiceCollection services, IConfiguration configuration, BusTopology topology)
    {
        services.AddSingleton(topology);
        if (topology.IsEmpty)
            return services;

        var options = configuration.Get<BusOptions>() ?? new BusOptions();
        services.AddHostedService<StopOnceStarted>();
        services.AddSingleton(provider => new Lazy<IBusControl>(provider.GetRequiredService<IBusControl>));
        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            foreach (var register in topology.Registrations)
                register(x);
            switch (options.Transport)
            {
                case Transport.RabbitMq:
                    UseRabbitMq(x, topology, options.RabbitMq);
                    PublishToRabbitMq(services, options.RabbitMq);
                    services.AddSingleton<IBrokerProbe>(new RabbitMqProbe(options.RabbitMq));
                    services.AddSingleton<IBrokerRest>(new RabbitMqRest(options.RabbitMq));
                    services.AddHostedService(p => ActivatorUtilities.CreateInstance<Watchdog>(p, Watchdog.Limit(options.RabbitMq)));
                    break;
                default:
                    services.AddSingleton<IOutboxTransport, InMemoryOutboxTransport>();
                    services.AddSingleton<Receipts>();
                    x.AddReceiveObserver<Receipts>(p => p.GetRequiredService<Receipts>());
                    UseInMemory(x, topology);
                    break;
            }
        });
        return services;
    }

    static void UseInMemory(IBusRegistrationConfigurator x, BusTopology topology) => x.UsingInMemory((context, bus) =>
    {
        Shape(bus);
        bus.Publish<IStatusEvent>(p => p.ExchangeType = MassTransit.Transports.Fabric.ExchangeType.Topic);
        Declare(bus, topology);
        foreach (var definition in topology.Endpoints)
        {
            bus.ReceiveEndpoint(definition.Queue, endpoint =>
            {
                Prepare(context, endpoint, definition);
                foreach (var key in definition.Keys)
                    endpoint.Bind(BusTopology.StatusChanges, MassTransit.Transports.Fabric.ExchangeType.Topic, key);
                definition.Configure(context, endpoint);
            });
        }
    });

    static void UseRabbitMq(IBusRegistrationConfigurator x, BusTopology topology, RabbitMqOptions options) => x.UsingRabbitMq((context, bus) =>
    {
        bus.Host(BrokerAddress.Url(options), host =>
        {
            host.PublisherConfirmation = true;
            host.Heartbeat(BrokerAddress.Heartbeat);
            host.OnRefreshConnectionFactory = factory =>
            {
                factory.SocketFactory = BrokerSocket.Make;
                return Task.CompletedTask;
            };
            if (BrokerAddress.Nodes(options) is { Count: > 0 } nodes)
                host.UseCluster(cluster => nodes.ForEach(cluster.Node));
        });
        Reconnecting.Steadily(bus);
        bus.ConnectEndpointConfigurationObserver(new EndsWithItsChannel());
        Shape(bus);
        bus.DeployPublishTopology = true;
        bus.Publish<IStatusEvent>(p =>
        {
            p.ExchangeType = RabbitMQ.Client.ExchangeType.Topic;
            p.BindAlternateExchangeQueue(BusTopology.Unrouted, BusTopology.Unrouted, Keep);
        });
        Declare(bus, topology);
        foreach (var definition in topology.Endpoints)
        {
            bus.ReceiveEndpoint(definition.Queue, endpoint =>
            {
                if (definition.Temporary)
                {
                    // A command's exchange has the shape that its senders declare, whoever stands behind it.
                    endpoint.Durable = definition.Keys.Count == 0;
                    endpoint.AutoDelete = definition.Keys.Count > 0;
                    endpoint.Exclusive = true;
                }
                else
                {
                    Survive(endpoint);
                }

                endpoint.PrefetchCount = options.Prefetch;
                Prepare(context, endpoint, definition);
                // Whoever waits for a group's commit must not keep the next group from gathering.
                if (definition.IsGrouped && endpoint.ConcurrentMessageLimit is { } atOnce)
                    endpoint.PrefetchCount = Math.Max(endpoint.PrefetchCount, 2 * atOnce);
                foreach (var key in definition.Keys)
                {
                    endpoint.Bind(BusTopology.StatusChanges, binding =>
                    {
                        binding.ExchangeType = RabbitMQ.Client.ExchangeType.Topic;
                        binding.RoutingKey = key;
                        binding.SetExchangeArgument("alternate-exchange", BusTopology.Unrouted);
                    });
                }

                definition.Configure(context, endpoint);
            });
            if (!definition.HasQuarantine)
                continue;
            bus.ReceiveEndpoint(Quarantine.Of(definition.Queue), endpoint =>
            {
                Survive(endpoint);
                Prepare(context, endpoint, definition with { InQuarantine = true });
                endpoint.PrefetchCount = 1;
                endpoint.ConcurrentMessageLimit = 1;
                definition.Configure(context, endpoint);
            });
        }

        TakeDeadLetters(context, bus, topology);
    });

    static void PublishToRabbitMq(IServiceCollection services, RabbitMqOptions options)
    {
        services.AddSingleton(p => new RabbitMqOutboxTransport(
            stop => BrokerAddress.Connect(options, "outbox", stop),
            () => ((IRabbitMqBusTopology)p.GetRequiredService<IBusControl>().Topology).PublishTopology.GetPublishBrokerTopology(),
            p.GetRequiredService<ILogger<RabbitMqOutboxTransport>>()));
        services.AddSingleton<IOutboxTransport>(p => p.GetRequiredService<RabbitMqOutboxTransport>());
        services.AddHealthChecks().Add(new HealthCheckRegistration("outbox", p => p.GetRequiredService<RabbitMqOutboxTransport>(), failureStatus: null, tags: null));
    }

    static void TakeDeadLetters(IRegistrationContext context, IRabbitMqBusFactoryConfigurator bus, BusTopology topology)
    {
        if (topology.TakesDeadLetters is not { } takes)
            return;
        bus.ReceiveEndpoint(BusTopology.DeadLetters, endpoint =>
        {
            Keep(endpoint);
            endpoint.ConfigureConsumeTopology = false;
            takes(context, endpoint);
        });
    }

    /// <summary>A queue that loses nothing.</summary>
    static void Survive(IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        endpoint.SetQuorumQueue();
        endpoint.SetQueueArgument("x-delivery-limit", 20);
        // A dead letter leaves its queue only when the other one has it; the broker asks for this overflow with it.
        endpoint.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        endpoint.SetQueueArgument("x-overflow", "reject-publish");
        endpoint.BindDeadLetterQueue(BusTopology.DeadLetters, BusTopology.DeadLetters, Keep);
    }

    /// <summary>What waits for an operator stays, however often it is looked at: RabbitMQ 4 drops a message after 20 deliveries where nothing else is said.</summary>
    static void Keep(IRabbitMqQueueConfigurator queue)
    {
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", 1_000_000);
    }

    /// <summary>What both transports share: the wire format, the topic exchange, and the routing keys.</summary>
    internal static void Shape(IBusFactoryConfigurator bus)
    {
        var serializer = new WireSerializerFactory();
        bus.ConfigureJsonSerializerOptions(Wire.Configure);
        bus.ClearSerialization();
        bus.AddSerializer(serializer, true);
        bus.AddDeserializer(serializer, true);

        bus.Message<IStatusEvent>(m => m.SetEntityName(BusTopology.StatusChanges));
        bus.Publish<StatusChanged>(p => p.Exclude = true);
        bus.SendTopology.UseRoutingKeyFormatter<IStatusEvent>(context => context.Message.RoutingKey);
    }

    /// <summary>Names every published type, so that its exchange and bindings are made at start. After the topic exchange has got its type.</summary>
    static void Declare(IBusFactoryConfigurator bus, BusTopology topology)
    {
        foreach (var published in topology.Published.Values)
            bus.PublishTopology.GetMessageTopology(published.Type);
    }

    static void Prepare(IRegistrationContext context, IReceiveEndpointConfigurator endpoint, EndpointDefinition definition)
    {
        endpoint.ConfigureConsumeTopology = false;
        if (definition.Durable is { } durable)
        {
            var messaging = context.GetRequiredService<IOptions<MessagingOptions>>().Value;
            var alone = context.GetRequiredService<DatabaseDialect>().HasConcurrentWriters ? messaging.Concurrency : 4;
            // Sagas are loaded together; a consumer reads for itself, and each that reads has a connection.
            endpoint.ConcurrentMessageLimit = !definition.IsGrouped || messaging.GroupSize == 1 ? alone : definition.IsSaga ? 2 * messaging.GroupSize : 2 * alone;
            durable(context, endpoint, definition);
        }

        if (definition.Temporary)
        {
            endpoint.DiscardSkippedMessages();
            endpoint.DiscardFaultedMessages();
        }
    }
}
