using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace StatusTracking.Tracking.Data;

/// <summary>
/// Compares and copies the lists of a saga. EF's own comparer of primitive collections compiles a delegate each time that it copies one,
/// which cost more than all else of a saga's save.
/// </summary>
sealed class ListComparer<T>() : ValueComparer<List<T>>((one, other) => AreEqual(one, other), list => HashOf(list), list => Copy(list))
{
    public static readonly ListComparer<T> Instance = new();

    static bool AreEqual(List<T>? one, List<T>? other) => one is null ? other is null : other is not null && one.SequenceEqual(other);

    static int HashOf(List<T> list)
    {
        var hash = new HashCode();
        foreach (var item in list)
            hash.Add(item);
        return hash.ToHashCode();
    }

    static List<T> Copy(List<T> list) => [.. list];
}
