using System.Linq.Expressions;

namespace StatusTracking.ServiceDefaults;

/// <summary>The place of a row in a list: where the next page begins.</summary>
/// <param name="Sort">The order that the list has.</param>
/// <param name="At">The time that it is ordered by.</param>
/// <param name="Id">The row, since two can be of one instant.</param>
public sealed record Place(string Sort, DateTimeOffset At, Guid Id)
{
    /// <summary>What a client is told whose place is none.</summary>
    public const string Unknown = "Must be the value of next of an earlier page of this list, in the same order.";
}

/// <summary>An order that a list can be asked for: by a time, and by the id where two are of one instant.</summary>
/// <typeparam name="T">A row, with a property <c>Id</c>.</typeparam>
public sealed class ListOrder<T>
{
    readonly Expression<Func<T, DateTimeOffset>> _at;
    readonly Expression<Func<T, Guid>> _id;
    readonly Func<T, DateTimeOffset> _atOf;
    readonly Func<T, Guid> _idOf;
    readonly Expression<Func<T, bool>>? _only;
    Func<IQueryable<T>, IOrderedQueryable<T>>? _among;

    /// <summary>An order of a list.</summary>
    /// <param name="word">What it is called in <c>sort=</c>; with a minus, the latest comes first.</param>
    /// <param name="at">The time.</param>
    /// <param name="only">The rows that have such a time; null = all.</param>
    public ListOrder(string word, Expression<Func<T, DateTimeOffset>> at, Expression<Func<T, bool>>? only = null)
    {
        Word = word;
        (_at, _only) = (at, only);
        _id = Expression.Lambda<Func<T, Guid>>(Expression.Property(at.Parameters[0], "Id"), at.Parameters);
        (_atOf, _idOf) = (at.Compile(), _id.Compile());
    }

    /// <summary>What it is called.</summary>
    public string Word { get; }

    /// <summary>Whether the latest comes first.</summary>
    public bool IsDescending => Word.StartsWith('-');

    /// <summary>
    /// The same order for rows that all have one value of <paramref name="key"/>, which an index has before the time. Compare with it by range, and not by
    /// equality: where a database sees that the value is always the same it may read along the time alone, through all the others that come before.
    /// </summary>
    public ListOrder<T> Among<TKey>(Expression<Func<T, TKey>> key) =>
        new(Word, _at, _only) { _among = rows => IsDescending ? rows.OrderByDescending(key) : rows.OrderBy(key) };

    /// <summary>The rows in this order.</summary>
    public IQueryable<T> Sort(IQueryable<T> rows) =>
        _among is { } among
            ? IsDescending ? among(rows).ThenByDescending(_at).ThenByDescending(_id) : among(rows).ThenBy(_at).ThenBy(_id)
            : IsDescending ? rows.OrderByDescending(_at).ThenByDescending(_id) : rows.OrderBy(_at).ThenBy(_id);

    /// <summary>The rows after a place; all that this order has where there is none.</summary>
    public IQueryable<T> After(IQueryable<T> rows, Place? place)
    {
        if (_only is not null)
            rows = rows.Where(_only);
        if (place is null)
            return rows;
        var key = Expression.Constant(place);
        var (at, id) = (Expression.Property(key, nameof(Place.At)), Expression.Property(key, nameof(Place.Id)));
        // Not "earlier, or of that instant and": a database begins to read at the place only where the first comparison stands alone.
        var after = IsDescending
            ? Expression.AndAlso(Expression.LessThanOrEqual(_at.Body, at), Expression.OrElse(Expression.LessThan(_at.Body, at), Expression.LessThan(_id.Body, id)))
            : Expression.AndAlso(Expression.GreaterThanOrEqual(_at.Body, at), Expression.OrElse(Expression.GreaterThan(_at.Body, at), Expression.GreaterThan(_id.Body, id)));
        return rows.Where(Expression.Lambda<Func<T, bool>>(after, _at.Parameters));
    }

    /// <summary>Reads <c>after=</c>.</summary>
    /// <returns>Whether it is a place in a list of this order, or none at all.</returns>
    public bool TryRead(string? after, out Place? place)
    {
        place = null;
        return string.IsNullOrEmpty(after) || (Cursor.TryDecode(after, out place) && place!.Sort == Word);
    }

    /// <summary>The place of a row.</summary>
    public Place PlaceOf(T row) => new(Word, _atOf(row), _idOf(row));
}

/// <summary>The orders that a list can be asked for.</summary>
/// <param name="orders">The first is the one that it has where none is asked for.</param>
public sealed class ListOrders<T>(params IReadOnlyList<ListOrder<T>> orders)
{
    /// <summary>What a client that asks for another is told.</summary>
    public string Choice => $"Must be one of {string.Join(", ", orders.Select(order => order.Word))}.";

    /// <summary>The order that is called so; null where there is none.</summary>
    public ListOrder<T>? Find(string? word) => string.IsNullOrEmpty(word) ? orders[0] : orders.FirstOrDefault(order => order.Word == word);
}
