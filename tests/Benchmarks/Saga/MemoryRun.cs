using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Saga;
using MassTransit.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StatusTracking.Messaging;
using StatusTracking.Tracking;
using StatusTracking.Tracking.Sagas;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>The same state machine and wire format on MassTransit's in-memory saga repository: no inbox, no outbox, and clocks that nobody keeps.</summary>
sealed class MemoryRun(Servers servers) : SagaRun(servers)
{
    IHost? _host;

    protected override Task Prepare() => DeclareBy(Build());

    protected override async Task Consume(Watch watch)
    {
        _host = Build();
        _host.Services.GetRequiredService<IBusControl>().ConnectReceiveObserver(watch);
        await _host.StartAsync();
    }

    protected override async Task Check(int packages)
    {
        await base.Check(packages);
        var delivered = _host!.Services.GetRequiredService<IndexedSagaDictionary<PackageState>>().Select(s => s.State).Count(state => state == "delivered");
        Equal(packages, delivered, "delivered packages");
    }

    IHost Build()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOptions<TrackingOptions>();
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.AddSagaStateMachine<PackageStateMachine, PackageState>().InMemoryRepository();
            x.UsingRabbitMq((context, bus) =>
            {
                bus.Host(Broker, host => host.PublisherConfirmation = true);
                BusRegistration.Shape(bus);
                bus.ReceiveEndpoint(Queue, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.PrefetchCount = 256;
                    endpoint.ConcurrentMessageLimit = 64;
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.AddPrePipeSpecification(new ForgetfulClock());
                    endpoint.ConfigureSaga<PackageState>(context);
                });
            });
        });
        return builder.Build();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        await base.DisposeAsync();
    }

    /// <summary>A scheduler that remembers what is due until its process ends. No clock of these packages falls due within a run.</summary>
    sealed class ForgetfulClock : IFilter<ConsumeContext>, IPipeSpecification<ConsumeContext>, IScheduleMessageProvider
    {
        readonly ConcurrentDictionary<Guid, (DateTime Due, object Message)> _due = new();

        public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
        {
            context.GetOrAddPayload<MessageSchedulerContext>(() => new ConsumeMessageSchedulerContext(context, inner => new MessageScheduler(this, inner.GetPayload<IBusTopology>())));
            return next.Send(context);
        }

        public Task<ScheduledMessage<T>> ScheduleSend<T>(Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken) where T : class
        {
            var token = Guid.CreateVersion7();
            _due[token] = (scheduledTime, message);
            return Task.FromResult<ScheduledMessage<T>>(new ScheduledMessageHandle<T>(token, scheduledTime, destinationAddress, message));
        }

        public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
        {
            _due.TryRemove(tokenId, out _);
            return Task.CompletedTask;
        }

        public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) => CancelScheduledSend(tokenId, cancellationToken);

        public void Probe(ProbeContext context) => context.CreateFilterScope("forgetfulClock");

        public void Apply(IPipeBuilder<ConsumeContext> builder) => builder.AddFilter(this);

        public IEnumerable<ValidationResult> Validate() => [];
    }
}
