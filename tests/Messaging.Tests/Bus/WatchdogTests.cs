using System.Diagnostics;
using System.Reflection;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>A bus and a broker that are as a test says; the clock is the test's.</summary>
public sealed class When_a_bus_comes_to_a_standstill : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    readonly FakeTimeProvider _clock = new();
    readonly Broker _broker = new();
    readonly Bus _bus = (Bus)(object)DispatchProxy.Create<IBusControl, Bus>();
    readonly Watchdog _watchdog;

    public When_a_bus_comes_to_a_standstill() =>
        _watchdog = new((IBusControl)(object)_bus, new BusTopology(), _broker, Limit, _clock, NullLogger<Watchdog>.Instance);

    public void Dispose() => _watchdog.Dispose();

    [Fact]
    public async Task The_process_ends_with_the_reason_once_it_has_lasted_for_the_limit()
    {
        _bus.Health = BusHealthStatus.Unhealthy;
        await Look();
        await Look(after: Limit - TimeSpan.FromSeconds(1));

        var end = await Should.ThrowAsync<InvalidOperationException>(() => Look(after: TimeSpan.FromSeconds(1)));

        end.Message.ShouldContain("for 60 seconds the bus is Not ready: not started");
    }

    [Fact]
    public async Task A_queue_without_its_consumer_is_one_though_the_bus_thinks_otherwise()
    {
        _broker.Idle = ["sample-listen"];
        await Look();

        (await Should.ThrowAsync<InvalidOperationException>(() => Look(after: Limit))).Message.ShouldContain("nobody consumes sample-listen");
    }

    [Fact]
    public async Task Nothing_happens_while_the_broker_is_away_however_long()
    {
        (_bus.Health, _broker.IsAway) = (BusHealthStatus.Unhealthy, true);
        await Look();

        await Look(after: 10 * Limit);
    }

    [Fact]
    public async Task The_clock_begins_anew_after_the_broker_was_away_or_all_was_well()
    {
        _bus.Health = BusHealthStatus.Unhealthy;
        await Look();
        _broker.IsAway = true;
        await Look(after: Limit / 2);
        _broker.IsAway = false;
        await Look(after: Limit / 2);
        _bus.Health = BusHealthStatus.Healthy;
        await Look(after: Limit / 2);
        _bus.Health = BusHealthStatus.Unhealthy;

        await Look(after: Limit / 2);
    }

    Task Look(TimeSpan after = default)
    {
        _clock.Advance(after);
        return _watchdog.Look(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("00:00:09")]
    [InlineData("1.00:00:01")]
    [InlineData("-00:00:01")]
    public void A_limit_that_makes_no_sense_is_refused(string limit) =>
        Should.Throw<InvalidOperationException>(() => Watchdog.Limit(new() { EndAfterStandstill = TimeSpan.Parse(limit, System.Globalization.CultureInfo.InvariantCulture) }))
            .Message.ShouldContain("RabbitMq:EndAfterStandstill");

    sealed class Broker : IBrokerProbe
    {
        public IReadOnlyList<string> Idle { get; set; } = [];

        public bool IsAway { get; set; }

        public Task<IReadOnlyList<QueueDepth>> Look(IReadOnlyCollection<string> queues, CancellationToken cancellationToken) => IsAway
            ? throw new BrokerUnreachableException(new TimeoutException())
            : Task.FromResult<IReadOnlyList<QueueDepth>>([.. queues.Except(Idle).Select(queue => new QueueDepth(queue, 0, 1)), .. Idle.Select(queue => new QueueDepth(queue, 0, 0))]);
    }

    /// <summary>Knows nothing but how it is.</summary>
    public class Bus : DispatchProxy
    {
        public BusHealthStatus Health { get; set; } = BusHealthStatus.Healthy;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IBusControl.CheckHealth)
            ? Health == BusHealthStatus.Healthy ? BusHealthResult.Healthy("Ready", new Dictionary<string, EndpointHealthResult>()) : BusHealthResult.Unhealthy("Not ready: not started", new TimeoutException(), new Dictionary<string, EndpointHealthResult>())
            : throw new UnreachableException(targetMethod.Name);
    }
}

/// <summary>A real broker, looked at past the bus.</summary>
[Trait("Category", "Server")]
public sealed class When_a_broker_is_asked_who_consumes : IAsyncLifetime
{
    readonly ServerHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task It_says_who_consumes_each_queue_and_which_are_not_there()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var probe = new RabbitMqProbe(new() { Url = _host.Broker.Url.ToString() });
        string[] queues = ["no-such-queue", "sample-listen", Quarantine.Of("sample-listen"), "sample-journey"];
        (await probe.Look(queues, stop)).ShouldBe([new("no-such-queue", null, null), .. queues[1..].Select(queue => new QueueDepth(queue, 0, 1))]);
        // To ask takes no permission: each service does it as the user that it has.
        await using var asService = new RabbitMqProbe(new() { Url = (await _host.Broker.AddUsersOfServices())("orders").ToString() });
        (await asService.Look(queues, stop)).Where(queue => queue.Consumers is null).Select(queue => queue.Queue).ShouldBe(["no-such-queue"]);

        await _host.Stop();

        (await probe.Look(queues, stop)).ShouldAllBe(queue => queue.Consumers == null || queue.Consumers == 0);
    }

    [Fact]
    public async Task One_that_is_away_is_an_error()
    {
        await using var probe = new RabbitMqProbe(new() { Url = $"amqp://guest:guest@127.0.0.1:{FreePort.Next()}/" });

        await Should.ThrowAsync<BrokerUnreachableException>(() => probe.Look(["sample-listen"], TestContext.Current.CancellationToken));
    }
}
