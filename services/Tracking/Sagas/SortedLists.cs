namespace StatusTracking.Tracking.Sagas;

static class SortedLists
{
    /// <summary>Adds what is not there yet, in its place.</summary>
    /// <returns>Whether it was new.</returns>
    public static bool AddSorted<T>(this List<T> list, T item)
    {
        var place = list.BinarySearch(item, typeof(T) == typeof(string) ? (IComparer<T>)StringComparer.Ordinal : null);
        if (place < 0)
            list.Insert(~place, item);
        return place < 0;
    }
}
