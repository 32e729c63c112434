using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// An address that its provider does not know. Nothing more is sent there until an operator says that it works: who goes on sending to
/// addresses that do not exist is soon taken for a spammer by those that do.
/// </summary>
sealed class DeadAddress
{
    public required Channel Channel { get; init; }

    /// <summary>As <see cref="Addresses.Normal"/> writes it.</summary>
    public required string Address { get; init; }

    /// <summary>When it was said last.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>What the provider said, without anybody's address.</summary>
    public required string Reason { get; set; }

    /// <summary>The message that came back.</summary>
    public Guid NotificationId { get; set; }
}
