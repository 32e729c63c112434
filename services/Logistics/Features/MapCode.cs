using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>What an operator says that a code means.</summary>
/// <param name="Code">As <c>GET /carriers/unknown-codes</c> shows it.</param>
/// <param name="Status">Any that a scan can tell, <c>unknown</c> included: then the code is only kept.</param>
/// <param name="Reason">Why; required.</param>
/// <param name="Detail">A finer word of the status.</param>
/// <param name="Blame">Who caused it, where that is more than the finer word says.</param>
sealed record MapCodeRequest(string? Code, string? Status, string? Reason, string? Detail = null, string? Blame = null);

/// <summary>What an operator said.</summary>
/// <param name="Carrier">Whose code.</param>
/// <param name="Code">The code.</param>
/// <param name="Status">What it means.</param>
/// <param name="Detail">A finer word.</param>
/// <param name="Blame">Who caused it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Who">Who said so.</param>
/// <param name="At">When.</param>
/// <param name="AppliedAt">When the scans recorded before had all taken it; null while that goes on.</param>
/// <param name="Packages">How many packages have such scans; null where they were not counted.</param>
/// <param name="Followed">How many of them have taken it so far.</param>
sealed record CodeReply(
    string Carrier, string Code, PackageStatus Status, string? Detail, Blame? Blame, string Reason, string Who, DateTimeOffset At, DateTimeOffset? AppliedAt, int? Packages, int? Followed)
{
    public static CodeReply Of(CodeMeaning m) => new(m.Carrier, m.Code, m.Status, m.Detail, m.Blame, m.Reason, m.Who, m.At, m.AppliedAt, m.Packages, m.Followed);
}

/// <summary><c>POST /carriers/{carrier}/codes</c>: "map this code". <c>GET</c> tells what was said, the newest first: the newest of a code counts.</summary>
static class MapCode
{
    /// <summary>So many packages are followed before the reply; more of them in the background.</summary>
    const int AtOnce = 200;

    public static void MapMapCode(this RouteGroupBuilder carriers)
    {
        carriers.MapPost("/{carrier}/codes", Handle).WithName("Logistics.MapCode").RequireScope(Scopes.Operate)
            .WithSummary("Says what a carrier's code means, before its mapping, also of scans recorded before: their packages follow.");
        carriers.MapGet("/{carrier}/codes", List).WithName("Logistics.ListCodes").RequireScope(Scopes.Read)
            .WithSummary("What operators said of a carrier's codes, the newest first.");
    }

    static async Task<Results<Ok<CodeReply>, ValidationProblem>> Handle(
        string carrier, MapCodeRequest request, ClaimsPrincipal user, LogisticsDb db, FollowCodes follow, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Check(carrier, request) is { IsEmpty: false } errors)
            return Problem.Invalid(errors.ToDictionary());
        var status = Word.Parse<PackageStatus>(request.Status)!.Value;
        var blame = Word.Parse<Blame>(request.Blame);
        // The same again is one word: a repeat of a request whose reply was lost writes nothing.
        var before = await db.CodeMeanings.AsNoTracking().Where(m => m.Carrier == carrier && m.Code == request.Code).OrderByDescending(m => m.At).FirstOrDefaultAsync(cancellationToken);
        if (before is not null && before.Meaning == new Meaning(status, request.Detail, blame) && before.Reason == request.Reason)
            return TypedResults.Ok(CodeReply.Of(before.AppliedAt is null ? await follow.ApplyAsync(before, AtOnce, cancellationToken) : before));
        var now = ScanRules.Precise(time.GetUtcNow());
        // The newest counts: of two in one moment the second.
        if (before?.At >= now)
            now = before.At.AddMicroseconds(1);
        var said = new CodeMeaning
        {
            Id = Guid.CreateVersion7(now),
            Carrier = carrier,
            Code = request.Code!,
            Status = status,
            Detail = request.Detail,
            Blame = blame,
            Reason = request.Reason!,
            Who = MappedScans.Clean(user.FindFirstValue(ClaimTypes.Name) ?? user.FindFirstValue(ClaimTypes.NameIdentifier), Limits.Who) ?? "somebody",
            At = now,
        };
        db.CodeMeanings.Add(said);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(CodeReply.Of(await follow.ApplyAsync(said, AtOnce, cancellationToken)));
    }

    static async Task<Results<Ok<Page<CodeReply>>, ValidationProblem>> List(string carrier, string? code, int? limit, LogisticsDb db, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        if (!Paging.IsValid(limit))
            errors.Add("limit", $"Must be 1 to {Paging.MaxLimit}.");
        errors.Text("carrier", carrier, Limits.Carrier);
        errors.Text("code", code, Limits.RawStatus);
        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());
        var said = db.CodeMeanings.AsNoTracking().Where(m => m.Carrier == carrier);
        if (!string.IsNullOrEmpty(code))
            said = said.Where(m => m.Code == code);
        var rows = await said.OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(limit ?? Paging.DefaultLimit).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<CodeReply>([.. rows.Select(CodeReply.Of)], Next: null));
    }

    static Errors Check(string carrier, MapCodeRequest request)
    {
        var errors = new Errors();
        if (!ScanRules.Carrier.IsMatch(carrier))
            errors.Add("carrier", "A carrier is 2–40 of a–z, 0–9, _ and -.");
        errors.Text("code", request.Code, Limits.RawStatus, required: true);
        var status = Word.Parse<PackageStatus>(request.Status);
        if (status is null or PackageStatus.Created)
            errors.Add("status", $"It must be one of {string.Join(", ", Word.All<PackageStatus>().Where(w => w != PackageStatus.Created.ToWord()))}.");
        else if (request.Detail is not null && !Details.Of(status.Value).Contains(request.Detail))
            errors.Add("detail", Details.Of(status.Value) is { Count: > 0 } words ? $"It must be one of {string.Join(", ", words)}." : $"{status.Value.ToWord()} has none.");
        if (request.Blame is not null && Word.Parse<Blame>(request.Blame) is null)
            errors.Add("blame", $"It must be one of {string.Join(", ", Word.All<Blame>())}.");
        if (string.IsNullOrWhiteSpace(request.Reason))
            errors.Add("reason", "Say why.");
        else
            errors.Text("reason", request.Reason, Limits.Reason, multiline: true);
        return errors;
    }
}
