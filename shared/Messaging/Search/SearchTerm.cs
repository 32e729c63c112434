namespace StatusTracking.Messaging;

/// <summary>
/// A term that a subject is found by, and by whatever the term begins with. Rows are compared by their code points, whatever the database's
/// language, so that a beginning is a range of the key.
/// </summary>
public sealed class SearchTerm
{
    /// <summary>Characters of a term; what is longer is found by its beginning.</summary>
    public const int MaxLength = 100;

    /// <summary>As <see cref="SearchTerms"/> writes it.</summary>
    public required string Term { get; init; }

    /// <summary>When its subject was recorded: the newest of many can be told without looking at the subjects.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What is found by it.</summary>
    public required Guid SubjectId { get; init; }
}

/// <summary>A subject that people look for. <see cref="ServiceDb"/> writes its terms in the transaction that writes the subject.</summary>
public interface ISearched : ISubject
{
    /// <summary>When it was first recorded.</summary>
    DateTimeOffset CreatedAt { get; }

    /// <summary>All that it is found by now.</summary>
    IReadOnlySet<string> SearchTerms();

    /// <summary>Whether that may be something else than when it was last saved; asked once a save.</summary>
    bool TakeTermsChanged();
}
