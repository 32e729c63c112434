using System.Collections.Concurrent;
using System.Reflection;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>The outbox's own way to the broker, through a proxy that goes wrong on request.</summary>
[Trait("Category", "Server")]
public sealed class When_rows_leave_for_RabbitMQ(ServerHost host) : IClassFixture<ServerHost>, IAsyncLifetime
{
    readonly ConcurrentBag<Blockable> _opened = [];
    FaultProxy _way = null!;
    RabbitMqOutboxTransport _transport = null!;
    RawAmqp _anyone = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        _way = FaultProxy.To(host.Broker.Url);
        _anyone = await RawAmqp.Connect(host.Broker.Url);
        var options = new RabbitMqOptions { Url = _way.Instead(host.Broker.Url).ToString() };
        _transport = new RabbitMqOutboxTransport(
            async stop =>
            {
                var connection = Blockable.Of(await BrokerAddress.Connect(options, "outbox", stop));
                _opened.Add((Blockable)(object)connection);
                return connection;
            },
            () => ((IRabbitMqBusTopology)host.Bus.Topology).PublishTopology.GetPublishBrokerTopology(),
            NullLogger<RabbitMqOutboxTransport>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _way.DisposeAsync();
        await _anyone.DisposeAsync();
    }

    /// <summary>A queue behind an exchange of the same name, as a command's is.</summary>
    async Task<RawQueue> Queue()
    {
        var name = $"taken-{Guid.NewGuid():N}";
        await using var connection = await new ConnectionFactory { Uri = host.Broker.Url }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
        await channel.ExchangeDeclareAsync(name, RabbitMQ.Client.ExchangeType.Fanout, durable: true, cancellationToken: Cancelled);
        await channel.QueueBindAsync(name, name, "", cancellationToken: Cancelled);
        return await _anyone.Drain(name);
    }

    async Task<OutboxMessage> Command(string queue, string text = "x")
    {
        await using var db = await host.Open();
        return OutgoingMessage.Send(db.Source, new Note(Guid.NewGuid(), text), queue, due: null, TimeProvider.System.GetUtcNow());
    }

    async Task<OutboxMessage> Event()
    {
        await using var db = await host.Open();
        return OutgoingMessage.Publish(db.Source, MessagingSpecification.Message(Guid.NewGuid(), PackageStatus.InTransit, 1), TimeProvider.System.GetUtcNow());
    }

    async Task<HealthCheckResult> Health() => await _transport.CheckHealthAsync(new HealthCheckContext(), Cancelled);

    async Task Delete(string exchange)
    {
        await using var connection = await new ConnectionFactory { Uri = host.Broker.Url }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await channel.ExchangeDeleteAsync(exchange, cancellationToken: Cancelled);
    }

    [Fact]
    public async Task Each_is_persistent_and_named_typed_and_traced_for_whoever_reads_it()
    {
        var (queue, listener) = (await Queue(), await _anyone.Listen(BusTopology.StatusChanges, "package.in_transit.*"));
        var (command, status) = (await Command(queue.Name), await Event());
        using var activity = new System.Diagnostics.Activity("a request").Start();

        await _transport.Send(command, Cancelled);
        await _transport.Send(status, Cancelled);

        foreach (var (row, message) in new[] { (command, await queue.First()), (status, await listener.First()) })
        {
            message.MessageId.ShouldBe(row.MessageId.ToString());
            message.IsPersistent.ShouldBeTrue();
            message.ContentType.ShouldBe("application/json");
            message.Headers["MT-MessageType"].ShouldBe(row.MessageTypes);
            message.Headers["cloudEvents:id"].ShouldBe(row.MessageId.ToString());
            message.Headers["traceparent"].ShouldBe(activity.Id);
            message.Headers["MT-Activity-Id"].ShouldBe(activity.Id);
        }
    }

    [Fact]
    public async Task A_connection_that_does_not_answer_is_given_up_for_another()
    {
        var queue = await Queue();
        await _transport.Send(await Command(queue.Name, "one"), Cancelled);
        _way.Faults = new Faults { Frozen = true };
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(async () => await _transport.Send(await Command(queue.Name, "two"), patience.Token));
        (await Health()).Status.ShouldBe(HealthStatus.Degraded);
        foreach (var connection in _way.Open)
            connection.Faults = new Faults { Frozen = true };
        _way.Faults = Faults.None;

        await _transport.Send(await Command(queue.Name, "three"), Cancelled);

        _opened.Count.ShouldBe(2);
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);
        (await queue.Wait(2)).Select(m => m.Body.GetProperty("text").GetString()).ShouldBe(["one", "three"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_connection_that_dies_with_many_of_them_in_hand_lets_every_one_go()
    {
        var queue = await Queue();
        var rows = new List<OutboxMessage>();
        for (var n = 0; n < 500; n++)
            rows.Add(await Command(queue.Name, new string('x', 40_000)));
        // So narrow that most wait in the client for their turn at the socket.
        _way.Faults = new Faults { BytesPerSecond = 100_000 };
        await _transport.Send(rows[0], Cancelled);
        var sending = rows.Skip(1).Select(row => _transport.Send(row, Cancelled)).ToList();
        await Eventually.True(() => sending.Any(s => s.IsCompletedSuccessfully));
        _way.Down();

        await Eventually.True(() => sending.All(s => s.IsCompleted));
        sending.Where(s => s.IsFaulted).ShouldNotBeEmpty();
        sending.Where(s => s.IsFaulted).ShouldAllBe(s => s.Exception!.InnerException is BrokerAwayException);

        _way.Heal();
        await _transport.Send(await Command(queue.Name, "after"), Cancelled);
        await queue.First(m => m.Body.GetProperty("text").GetString() == "after");
    }

    [Fact]
    public async Task A_broker_that_is_away_is_held_against_none_and_told_by_readiness()
    {
        var queue = await Queue();
        _way.Refuse();
        await Should.ThrowAsync<BrokerAwayException>(async () => await _transport.Send(await Command(queue.Name), Cancelled));
        var health = await Health();
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Description.ShouldNotBeNull().ShouldStartWith("Messages wait in the outbox: ");
    }

    [Fact]
    public async Task A_command_that_no_queue_takes_comes_back_and_says_whose_it_is()
    {
        var nobody = $"nobody-{Guid.NewGuid():N}";
        var error = await Should.ThrowAsync<InvalidOperationException>(async () => await _transport.Send(await Command(nobody), Cancelled));
        error.Message.ShouldContain(nobody);
        await Delete(nobody);
    }

    [Fact]
    public async Task What_the_broker_refuses_is_held_against_its_own_message_alone()
    {
        var (queue, other) = (await Queue(), $"other-{Guid.NewGuid():N}");
        await using (var connection = await new ConnectionFactory { Uri = host.Broker.Url }.CreateConnectionAsync(Cancelled))
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
            await channel.ExchangeDeclareAsync(other, RabbitMQ.Client.ExchangeType.Direct, autoDelete: false, cancellationToken: Cancelled);
        }

        (await Should.ThrowAsync<OperationInterruptedException>(async () => await _transport.Send(await Command(other), Cancelled))).Message.ShouldContain(other);

        await _transport.Send(await Command(queue.Name, "a neighbour"), Cancelled);
        await queue.First();
        await Delete(other);
    }

    [Fact]
    public async Task An_exchange_that_was_deleted_is_there_again_for_the_next_attempt()
    {
        await _transport.Send(await Event(), Cancelled);
        await Delete(Wire.Exchange(typeof(PackageStatusChanged)));
        await Should.ThrowAsync<OperationInterruptedException>(async () => await _transport.Send(await Event(), Cancelled));
        var listener = await _anyone.Listen(BusTopology.StatusChanges, "package.in_transit.*");

        var row = await Event();
        await _transport.Send(row, Cancelled);

        await listener.First(m => m.MessageId == row.MessageId.ToString());
    }

    [Fact]
    public async Task A_broker_that_takes_no_messages_makes_the_process_degraded_for_as_long()
    {
        var queue = await Queue();
        await _transport.Send(await Command(queue.Name), Cancelled);
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);

        await _opened.Single().Block("low on memory");
        (await Health()).ShouldSatisfyAllConditions(h => h.Status.ShouldBe(HealthStatus.Degraded), h => h.Description.ShouldNotBeNull().ShouldContain("low on memory"));

        await Should.ThrowAsync<BrokerAwayException>(async () => await _transport.Send(await Command(queue.Name), Cancelled));

        await _opened.Single().Unblock();
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);
        await _transport.Send(await Command(queue.Name), Cancelled);
        _opened.Count.ShouldBe(1);
    }

    /// <summary>A connection that says what the broker would say in an alarm, which would stop every other test of the same broker.</summary>
    public class Blockable : DispatchProxy
    {
        readonly List<AsyncEventHandler<ConnectionBlockedEventArgs>> _blocked = [];
        readonly List<AsyncEventHandler<AsyncEventArgs>> _unblocked = [];
        IConnection _connection = null!;

        public static IConnection Of(IConnection connection)
        {
            var made = Create<IConnection, Blockable>();
            ((Blockable)(object)made)._connection = connection;
            return made;
        }

        public Task Block(string reason) => Task.WhenAll(_blocked.Select(handler => handler(this, new ConnectionBlockedEventArgs(reason))));

        public Task Unblock() => Task.WhenAll(_unblocked.Select(handler => handler(this, new AsyncEventArgs())));

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == $"add_{nameof(IConnection.ConnectionBlockedAsync)}")
                _blocked.Add((AsyncEventHandler<ConnectionBlockedEventArgs>)args![0]!);
            if (targetMethod.Name == $"add_{nameof(IConnection.ConnectionUnblockedAsync)}")
                _unblocked.Add((AsyncEventHandler<AsyncEventArgs>)args![0]!);
            return targetMethod.Invoke(_connection, BindingFlags.DoNotWrapExceptions, null, args, null);
        }
    }
}
