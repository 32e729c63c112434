namespace StatusTracking.Admin;

/// <summary>A key that encrypts cookies and forms. In the database, so that every copy of Admin reads every cookie, and a restart signs nobody out.</summary>
sealed class ProtectionKey
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }
}
