using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>
/// Finds subjects by words. One question cannot be quick for both a word that one subject has and a word that all have, and what a database guesses of
/// that is wrong when it matters; so it is looked before, which costs the reading of a few hundred keys.
/// </summary>
public static class Search
{
    /// <summary>Where a word has no more terms than this, the rows are those of their ids.</summary>
    const int Few = 1000;

    /// <summary>Rows of the list that are looked through for a word that fits many.</summary>
    const int Nearby = 2000;

    /// <summary>The rows of a page, and one more where there is a next.</summary>
    /// <param name="db">Whose terms.</param>
    /// <param name="rows">With all other filters.</param>
    /// <param name="query">Null = all.</param>
    /// <param name="order">The order of the list.</param>
    /// <param name="place">Where the page begins; null = at the beginning.</param>
    /// <param name="take">The most rows.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    public static async Task<List<T>> ReadPage<T>(
        this ServiceDb db, IQueryable<T> rows, SearchQuery? query, ListOrder<T> order, Place? place, int take, CancellationToken cancellationToken) where T : class, ISearched
    {
        rows = order.After(rows, place);
        if (query is null)
            return await Page(rows);

        var words = query.Words;
        if (query.Number is { } number && await Terms(db, number).AnyAsync(cancellationToken))
            words = [number];
        foreach (var word in words)
        {
            var ids = await Terms(db, word).Select(t => t.SubjectId).Take(Few + 1).ToListAsync(cancellationToken);
            if (ids.Count <= Few)
                return await Page(With(rows, ids, words.Where(w => w != word)));
        }

        // Each word fits many. A page is full soon where they are spread over the list,
        var near = await Page(With(order.Sort(rows).Take(Nearby), null, words));
        if (near.Count == take)
            return near;
        // is in the order of the terms themselves where they are not (a reference that counts, a date),
        if (order.Word is "-created" or "created")
        {
            var all = words.Skip(1).Select(word => Terms(db, word)).Aggregate(Terms(db, words[0]), (fitting, terms) => fitting.Where(t => terms.Any(o => o.SubjectId == t.SubjectId)));
            var ids = await Next(all, order.IsDescending, place).Select(t => t.SubjectId).Take(Few).ToListAsync(cancellationToken);
            var next = await Page(With(rows, ids, []));
            if (next.Count == take || ids.Count < Few)
                return next;
        }

        // and elsewhere has to be looked for.
        return await Page(With(rows, null, words));

        Task<List<T>> Page(IQueryable<T> found) => order.Sort(found).Take(take).ToListAsync(cancellationToken);

        IQueryable<T> With(IQueryable<T> found, List<Guid>? ids, IEnumerable<string> others)
        {
            if (ids is not null)
                found = found.Where(s => ids.Contains(EF.Property<Guid>(s, nameof(ISearched.Id))));
            foreach (var terms in others.Select(word => Terms(db, word)))
                found = found.Where(s => terms.Any(t => t.SubjectId == EF.Property<Guid>(s, nameof(ISearched.Id))));
            return found;
        }
    }

    /// <summary>The terms that begin so.</summary>
    static IQueryable<SearchTerm> Terms(ServiceDb db, string beginning)
    {
        var end = beginning + char.MaxValue;
        return db.Set<SearchTerm>().Where(t => t.Term.CompareTo(beginning) >= 0 && t.Term.CompareTo(end) < 0);
    }

    /// <summary>Those after a place in a list by age.</summary>
    static IQueryable<SearchTerm> Next(IQueryable<SearchTerm> terms, bool descending, Place? place)
    {
        if (place is { At: var at, Id: var id })
            terms = descending
                ? terms.Where(t => t.CreatedAt <= at && (t.CreatedAt < at || t.SubjectId < id))
                : terms.Where(t => t.CreatedAt >= at && (t.CreatedAt > at || t.SubjectId > id));
        return descending
            ? terms.OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.SubjectId)
            : terms.OrderBy(t => t.CreatedAt).ThenBy(t => t.SubjectId);
    }
}
