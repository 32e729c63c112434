using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.RabbitMqTransport.Configuration;
using RabbitMQ.Client.Exceptions;

namespace StatusTracking.Messaging;

/// <summary>
/// How soon endpoints come back after their broker. MassTransit waits longer after each failure, up to 30 s, and never begins anew: a process
/// that has seen a few restarts of its broker stands still for half a minute after the next one. And what it does not know for a fault of the
/// connection ends an endpoint for good: RabbitMQ.Client throws <see cref="ObjectDisposedException"/> where a connection dies while something is
/// declared on it, and its process then waits for the <see cref="Watchdog"/>. MassTransit has no setting for either.
/// </summary>
static class Reconnecting
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Has every endpoint of the bus try again at the same interval, unless MassTransit knows that no time will mend it.</summary>
    /// <returns>The policy that they follow from now on.</returns>
    /// <exception cref="MissingFieldException">This version of MassTransit keeps it elsewhere.</exception>
    public static IRetryPolicy Steadily(IRabbitMqBusFactoryConfigurator bus)
    {
        ref var policy = ref Policy((RabbitMqHostConfiguration)Host((RabbitMqBusFactoryConfigurator)bus));
        var ofMassTransit = policy;
        policy = Retry.CreatePolicy(retry =>
        {
            retry.Handle<Exception>(e => e is ConnectionException ? ofMassTransit.IsHandled(e) : e is not AuthenticationFailureException);
            // Once they are used up, it begins anew.
            retry.Interval(1_000, Interval);
        });
        return policy;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hostConfiguration")]
    static extern ref IRabbitMqHostConfiguration Host(RabbitMqBusFactoryConfigurator bus);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<ReceiveTransportRetryPolicy>k__BackingField")]
    static extern ref IRetryPolicy Policy(RabbitMqHostConfiguration host);
}
