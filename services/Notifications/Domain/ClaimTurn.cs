using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// One row a channel. Whoever takes messages to send counts it up first and so holds its lock until they are taken: takers wait for each
/// other, which keeps the caps exact. The count is their fencing token.
/// </summary>
sealed class ClaimTurn
{
    public required Channel Channel { get; init; }

    public long Turn { get; init; }
}
