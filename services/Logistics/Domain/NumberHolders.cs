namespace StatusTracking.Logistics;

/// <summary>A package that had a tracking number, or has it.</summary>
/// <param name="PackageId">The package.</param>
/// <param name="LabelledAt">When its label was made.</param>
/// <param name="UsedUntil">When it was last heard of: <see cref="Package.NumberUsedUntil"/>.</param>
/// <param name="IsOver">Whether its journey is over.</param>
readonly record struct NumberHolder(Guid PackageId, DateTimeOffset LabelledAt, DateTimeOffset UsedUntil, bool IsOver)
{
    public static NumberHolder Of(Package package) =>
        new(package.Id, package.LabelledAt ?? package.CreatedAt, package.NumberUsedUntil, package.Status.IsOver());

    /// <summary>
    /// Whether something that happened then is no longer this package's: its journey was over for so long that the carrier has given the
    /// number to another parcel, whose label we may not know yet. Never where <paramref name="reuse"/> is 0.
    /// </summary>
    /// <param name="occurredAt">When it happened.</param>
    /// <param name="reuse"><see cref="LogisticsOptions.NumbersReusedAfter"/>.</param>
    public bool HasLeftBy(DateTimeOffset occurredAt, TimeSpan reuse) => IsOver && reuse > TimeSpan.Zero && occurredAt >= UsedUntil + reuse;
}

/// <summary>Whose a number is that carriers use again and again: at each time one package's.</summary>
static class NumberHolders
{
    /// <summary>
    /// Where the time of one package with a number ends and that of the next begins: with the next one's label, or before it, once the
    /// first has left the number. So what waited for the label and what comes after it are parted at the same moment.
    /// </summary>
    public static DateTimeOffset Handover(NumberHolder former, DateTimeOffset labelledAt, TimeSpan reuse) =>
        former.HasLeftBy(labelledAt, reuse) ? former.UsedUntil + reuse : labelledAt;

    /// <summary>The package that had the number at a time, the first one also before its label; null where none ever had it.</summary>
    /// <param name="holders">In any order.</param>
    /// <param name="occurredAt">When something happened.</param>
    /// <param name="reuse"><see cref="LogisticsOptions.NumbersReusedAfter"/>.</param>
    public static NumberHolder? At(IEnumerable<NumberHolder> holders, DateTimeOffset occurredAt, TimeSpan reuse)
    {
        NumberHolder? found = null;
        foreach (var holder in holders.OrderBy(h => h.LabelledAt).ThenBy(h => h.PackageId))
        {
            if (found is not { } former || occurredAt >= Handover(former, holder.LabelledAt, reuse))
                found = holder;
            else
                break;
        }

        return found;
    }
}
