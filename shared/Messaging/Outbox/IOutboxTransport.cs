namespace StatusTracking.Messaging;

/// <summary>How rows of the outbox reach the broker.</summary>
interface IOutboxTransport
{
    /// <summary>Sends a row, and ends when the broker has it.</summary>
    /// <exception cref="BrokerAwayException">The broker did not take it, for no fault of the row.</exception>
    /// <exception cref="OperationCanceledException">The broker did not answer in the time that <paramref name="cancellationToken"/> gave it. It may have the row.</exception>
    /// <exception cref="Exception">It will not take this row as it is.</exception>
    Task Send(OutboxMessage message, CancellationToken cancellationToken);
}

/// <summary>The broker is not there, or went while it was asked: that says nothing about the message.</summary>
sealed class BrokerAwayException(Exception cause) : Exception($"The broker is away: {cause.Message}", cause);
