using System.Xml;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Domain;
using StatusTracking.Tracking.Sagas;

namespace StatusTracking.Tracking.Features;

/// <summary>How a package is followed.</summary>
/// <param name="Id">The package.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="OrderNumber">The order's number.</param>
/// <param name="State">The package's status, or <c>ended</c>.</param>
/// <param name="Status">The package's status, also after the end.</param>
/// <param name="Detail">A finer word.</param>
/// <param name="Sequence">The highest sequence that was heard.</param>
/// <param name="Promise">How it stands against its estimate: <c>kept</c>, <c>at_risk</c>, <c>broken</c>.</param>
/// <param name="Silent">Nothing was heard of it for too long.</param>
/// <param name="EstimatedDelivery">When the carrier means to deliver.</param>
/// <param name="StatusRecordedAt">When its status was recorded.</param>
/// <param name="HeardAt">When anything was last recorded of it.</param>
/// <param name="QuietAt">When the clock of silence, or of the end, looks next; null where it is not set.</param>
/// <param name="OverdueAt">When the clock of the estimate looks next; null where it is not set.</param>
/// <param name="EndedAt">When it was no longer followed.</param>
/// <param name="Said">The alerts that were sent, or that gave way to a more specific one: <c>kind/occurrence</c>.</param>
/// <param name="Noted">The alerts that all of its scans, late and ignored ones too, spoke of.</param>
sealed record PackageSaga(
    Guid Id, Guid OrderId, string OrderNumber, string State, string Status, string? Detail, long Sequence, Promise Promise, bool Silent,
    DateTimeOffset? EstimatedDelivery, DateTimeOffset StatusRecordedAt, DateTimeOffset HeardAt, DateTimeOffset? QuietAt, DateTimeOffset? OverdueAt,
    DateTimeOffset? EndedAt, IReadOnlyList<string> Said, IReadOnlyList<string> Noted);

/// <summary>A state that packages can be followed in.</summary>
/// <param name="State">A package's status, or <c>ended</c>.</param>
/// <param name="Packages">How many are in it.</param>
sealed record PackageSagaState(string State, int Packages);

/// <summary>The sagas, those that were not heard of for longest first.</summary>
static class ListPackageSagas
{
    /// <summary>So many orders can be asked about at once.</summary>
    const int MostOrders = 50;

    sealed record Key(DateTimeOffset HeardAt, Guid Id);

    public static void Map(IEndpointRouteBuilder app)
    {
        var sagas = app.MapApi("sagas");
        sagas.MapGet("/packages", List).RequireScope(Scopes.Read).WithName("Tracking.ListPackageSagas")
            .WithSummary("How packages are followed, those that were not heard of for longest first");
        sagas.MapGet("/packages/states", States).RequireScope(Scopes.Read).WithName("Tracking.ListPackageSagaStates")
            .WithSummary("The states of the state machine, and how many packages are in each");
        sagas.MapGet("/packages/{id:guid}", Get).RequireScope(Scopes.Read).WithName("Tracking.GetPackageSaga")
            .WithSummary("How one package is followed");
    }

    static async Task<Results<Ok<Page<PackageSaga>>, ValidationProblem>> List(
        TrackingDb db, TimeProvider time, CancellationToken cancellationToken,
        string? state = null, string? stuckFor = null, Guid[]? orderId = null, int? limit = null, string? after = null)
    {
        if (!Paging.IsValid(limit))
            return Problem.Invalid("limit", $"Give a number from 1 to {Paging.MaxLimit}.");
        Key? key = null;
        if (after is not null && !Cursor.TryDecode(after, out key))
            return Problem.Invalid("after", "Give the 'next' of the page before, unchanged.");
        if (state is not null && state != PackageStateMachine.Ended && Word.Parse<PackageStatus>(state) is null)
            return Problem.Invalid("state", $"Give a package's status, or {PackageStateMachine.Ended}.");

        if (orderId is { Length: > MostOrders })
            return Problem.Invalid("orderId", $"Give at most {MostOrders}.");

        var packages = db.Packages.AsNoTracking();
        if (orderId is { Length: > 0 })
            packages = packages.Where(p => orderId.Contains(p.OrderId));
        IReadOnlyList<string>? states = state is null ? null : [state];
        if (stuckFor is not null)
        {
            if (ParseDuration(stuckFor) is not { } duration)
                return Problem.Invalid("stuckFor", "Give a time span, such as 2.00:00:00 or P2D.");
            var since = time.GetUtcNow() - duration;
            packages = packages.Where(p => p.HeardAt <= since);
            states = [.. Word.All<PackageStatus>().Where(w => !Watch.IsOver(Word.Parse<PackageStatus>(w)!.Value) && (state is null || w == state))];
        }

        if (key is { HeardAt: var heardAt, Id: var id })
            packages = packages.Where(p => p.HeardAt >= heardAt && (p.HeardAt > heardAt || p.CorrelationId > id));

        var size = limit ?? Paging.DefaultLimit;
        if (states is not null)
            packages = FirstOfEach(packages, states, size + 1);
        var page = await packages.OrderBy(p => p.HeardAt).ThenBy(p => p.CorrelationId).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.ToPage(size, p => new Key(p.HeardAt, p.CorrelationId), Reply));
    }

    /// <summary>
    /// The first of each state, as the index has them: along the time alone a database would read through all that were delivered long ago. A range, and
    /// not equality, keeps it from doing so where one state is asked for.
    /// </summary>
    static IQueryable<PackageState> FirstOfEach(IQueryable<PackageState> packages, IReadOnlyList<string> states, int count) => states
        .Select(state => packages.Where(p => p.State.CompareTo(state) >= 0 && p.State.CompareTo(state) <= 0).OrderBy(p => p.State).ThenBy(p => p.HeardAt).ThenBy(p => p.CorrelationId).Take(count))
        .DefaultIfEmpty(packages.Take(0))
        .Aggregate((some, more) => some.Concat(more));

    static async Task<Results<Ok<PackageSaga>, NotFound<ProblemDetails>>> Get(Guid id, TrackingDb db, CancellationToken cancellationToken) =>
        await db.Packages.AsNoTracking().SingleOrDefaultAsync(p => p.CorrelationId == id, cancellationToken) is { } package
            ? TypedResults.Ok(Reply(package))
            : Problem.NotFound("No such package is followed. It may not have been heard of yet, or have ended long ago.");

    static async Task<Ok<Page<PackageSagaState>>> States(PackageStateMachine machine, TrackingDb db, CancellationToken cancellationToken)
    {
        var counts = await db.Packages.GroupBy(p => p.State).Select(g => new { State = g.Key, Packages = g.Count() }).ToDictionaryAsync(g => g.State, g => g.Packages, cancellationToken);
        // MassTransit's GetGraph has nothing more: a package takes the state that its change names, so that the machine knows no moves of its own.
        return TypedResults.Ok(new Page<PackageSagaState>(
            [.. machine.States.Except([machine.Initial, machine.Final]).Select(state => new PackageSagaState(state.Name, counts.GetValueOrDefault(state.Name)))],
            Next: null));
    }

    static PackageSaga Reply(PackageState p) => new(
        p.CorrelationId, p.OrderId, p.Package.OrderNumber, p.State, p.Status, p.Detail, p.Sequence, p.Promise, p.Silent,
        p.Package.EstimatedDelivery, p.StatusRecordedAt, p.HeardAt, p.QuietToken is null ? null : p.QuietAt, p.OverdueToken is null ? null : p.OverdueAt,
        p.EndedAt, p.Said, p.Noted);

    /// <summary>A time span as .NET writes it, or as ISO 8601 does; not below zero, at most ten years.</summary>
    static TimeSpan? ParseDuration(string text)
    {
        if (!TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var duration) && !TryParseIso(text, out duration))
            return null;
        return duration >= TimeSpan.Zero && duration <= TimeSpan.FromDays(3650) ? duration : null;
    }

    static bool TryParseIso(string text, out TimeSpan duration)
    {
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            duration = default;
            return false;
        }
    }
}
