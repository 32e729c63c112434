using System.Security.Cryptography;

namespace StatusTracking.Logistics;

/// <summary>What became of a carrier's message.</summary>
enum MessageOutcome
{
    /// <summary>Kept, and not read yet: the process ended before. The carrier tells it again.</summary>
    Received,

    /// <summary>Its events were recorded, or had been before; each one's result was in the reply.</summary>
    Recorded,

    /// <summary>No mapping understood it: see the note.</summary>
    NotUnderstood,
}

/// <summary>A body that a carrier posted, as it came, kept before it is read. The same body of a carrier is kept once.</summary>
sealed class CarrierMessage
{
    public required Guid Id { get; init; }

    public required string Carrier { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? ContentType { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>SHA-256 of the body, in hex.</summary>
    public required string Hash { get; init; }

    /// <summary>By what we know that it is from the carrier: <c>signature</c>, <c>token</c>, <c>address</c>, or a key's id.</summary>
    public required string VerifiedBy { get; init; }

    public MessageOutcome Outcome { get; set; }

    /// <summary>More on that, for people.</summary>
    public string? Note { get; set; }

    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
