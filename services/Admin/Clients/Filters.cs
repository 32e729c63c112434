namespace StatusTracking.Admin.Clients;

/// <summary>Which orders a list shows, and in which order, as the address of a page and the API's say it; null = all, the newest first.</summary>
/// <param name="Q">The beginning of whatever names them.</param>
/// <param name="Status">Only those with this status.</param>
/// <param name="Sort">Such as <c>-updated</c>.</param>
public sealed record OrderFilter(string? Q = null, string? Status = null, string? Sort = null)
{
    /// <summary>Whether it leaves any out.</summary>
    public bool IsNarrow => Q is not null || Status is not null;

    /// <summary>An address with this filter.</summary>
    public string Under(string path, string? after = null, int? limit = null) => Link.To(path, ("q", Q), ("status", Status), ("sort", Sort), ("after", after), ("limit", limit));
}

/// <summary>The same for packages.</summary>
/// <param name="Q">The beginning of whatever names them.</param>
/// <param name="Status">Only those with this status.</param>
/// <param name="Carrier">Only those of this carrier.</param>
/// <param name="Sort">Such as <c>estimated</c>.</param>
public sealed record PackageFilter(string? Q = null, string? Status = null, string? Carrier = null, string? Sort = null)
{
    /// <summary>Whether it leaves any out.</summary>
    public bool IsNarrow => Q is not null || Status is not null || Carrier is not null;

    /// <summary>An address with this filter.</summary>
    public string Under(string path, string? after = null, int? limit = null) =>
        Link.To(path, ("q", Q), ("status", Status), ("carrier", Carrier), ("sort", Sort), ("after", after), ("limit", limit));
}
