using System.Security.Cryptography;

namespace StatusTracking.Messaging;

/// <summary>The incoming message whose handling makes outgoing ones.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="ConsumerId">Who handles it.</param>
/// <param name="ConversationId">The conversation that goes on.</param>
sealed record MessageCause(Guid MessageId, Guid ConsumerId, Guid? ConversationId)
{
    /// <summary>
    /// The id of the n-th outgoing message: made from the incoming id, the consumer and the ordinal, so that a handler that is repeated
    /// produces the same ids, and whoever gets both sees one.
    /// </summary>
    public Guid OutgoingId(int ordinal)
    {
        Span<byte> input = stackalloc byte[36];
        MessageId.TryWriteBytes(input);
        ConsumerId.TryWriteBytes(input[16..]);
        BitConverter.TryWriteBytes(input[32..], ordinal);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        return UuidFrom(hash);
    }

    /// <summary>A version 8 UUID (RFC 9562: made by its owner's own rule) of a hash.</summary>
    internal static Guid UuidFrom(ReadOnlySpan<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        hash[..16].CopyTo(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
