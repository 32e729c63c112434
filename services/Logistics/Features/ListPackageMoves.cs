using Microsoft.AspNetCore.Http.HttpResults;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>What can follow one status of a package.</summary>
/// <param name="From">The status.</param>
/// <param name="To">Those that a scan can move it to, the nearest first; to itself where a further scan counts as news.</param>
/// <param name="CanBeSet">Whether an operator may set this status by a correction.</param>
/// <param name="Details">The finer words that we know of it.</param>
sealed record PackageMovesReply(string From, IReadOnlyList<string> To, bool CanBeSet, IReadOnlyList<string> Details);

/// <summary>The table of legal moves, for whoever draws it or checks scans before they are sent.</summary>
static class ListPackageMoves
{
    static readonly Page<PackageMovesReply> Table = new(
        [.. Enum.GetValues<PackageStatus>().OrderBy(from => from.Rank()).Select(from => new PackageMovesReply(
            from.ToWord(), [.. PackageMoves.Legal.After(from).OrderBy(to => to.Rank()).Select(to => to.ToWord())], from.CanBeCorrectedTo(), Details.Of(from)))],
        Next: null);

    public static void MapListPackageMoves(this RouteGroupBuilder packages) =>
        packages.MapGet("/moves", Handle).WithName("Logistics.ListPackageMoves").RequireScope(Scopes.Read).WithSummary("What can follow each status of a package.");

    static Ok<Page<PackageMovesReply>> Handle() => TypedResults.Ok(Table);
}
