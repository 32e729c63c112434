using MassTransit;
using MassTransit.Middleware;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using Xunit;

namespace StatusTracking.Messaging.Tests;

public sealed class When_the_broker_was_away_many_times
{
    static readonly IRetryPolicy Policy = Of(Reconnecting.Steadily);

    static IRetryPolicy Of(Func<IRabbitMqBusFactoryConfigurator, IRetryPolicy> change)
    {
        IRetryPolicy? changed = null;
        MassTransit.Bus.Factory.CreateUsingRabbitMq(bus => changed = change(bus));
        return changed.ShouldNotBeNull();
    }

    [Fact]
    public void Endpoints_come_back_as_soon_as_at_the_first_time()
    {
        using var context = Policy.CreatePolicyContext(new Endpoint());
        var away = new RabbitMqConnectionException("away");
        context.CanRetry(away, out var retry).ShouldBeTrue();
        for (var time = 0; time < 100; time++)
        {
            retry.Delay.ShouldBe(TimeSpan.FromSeconds(2));
            retry.CanRetry(away, out retry).ShouldBeTrue();
        }
    }

    [Fact]
    public void They_come_back_from_whatever_the_client_throws_when_its_connection_dies()
    {
        Policy.IsHandled(new ObjectDisposedException("System.Threading.SemaphoreSlim")).ShouldBeTrue();
        Policy.IsHandled(new AlreadyClosedException(new ShutdownEventArgs(RabbitMQ.Client.ShutdownInitiator.Peer, 0, "gone"))).ShouldBeTrue();
        Policy.IsHandled(new System.Threading.Channels.ChannelClosedException()).ShouldBeTrue();
    }

    [Fact]
    public void What_no_time_mends_is_not_tried_again() => Policy.IsHandled(new AuthenticationFailureException("no such user")).ShouldBeFalse();

    sealed class Endpoint : BasePipeContext, PipeContext;
}
