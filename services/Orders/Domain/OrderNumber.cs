using System.Security.Cryptography;

namespace StatusTracking.Orders.Domain;

/// <summary>Random names of an order: one for people, one that nobody can guess.</summary>
static class OrderNumber
{
    /// <summary>Crockford's base 32: no I, L, O and U, so that a number can be read out over the phone.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Such as <c>ST-7F3K-2M9Q</c>: 40 random bits. Uniqueness is the database's word.</summary>
    public static string New() => $"ST-{RandomNumberGenerator.GetString(Alphabet, 4)}-{RandomNumberGenerator.GetString(Alphabet, 4)}";

    /// <summary>For the address of the recipient's page: 160 random bits.</summary>
    public static string NewTrackingToken() => RandomNumberGenerator.GetString(Alphabet, 32).ToLowerInvariant();
}
