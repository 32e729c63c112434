using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>A body to try, with a carrier's mappings or with one that is given.</summary>
/// <param name="Carrier">Whose mappings; or whose webhook it would be, beside <paramref name="Mapping"/>.</param>
/// <param name="Mapping">A mapping, as in a file.</param>
/// <param name="Body">The body as text.</param>
/// <param name="ContentType">What it would be said to be. Default: <c>application/json</c>.</param>
/// <param name="TrackingNumber">As <c>?trackingNumber=</c> of the address.</param>
sealed record TryMappingRequest(string? Carrier, JsonElement? Mapping, string? Body, string? ContentType = null, string? TrackingNumber = null);

/// <summary>A mapping there is.</summary>
/// <param name="Carrier">Its carrier.</param>
/// <param name="Names">All names that its address can have.</param>
/// <param name="Version">Which of the carrier's formats.</param>
/// <param name="Title">What it is.</param>
/// <param name="File">Where it stands.</param>
/// <param name="Origin"><c>built_in</c>, or <c>operator</c> for one of the folder Logistics:CarrierMappings.</param>
/// <param name="Formats">json, xml, form.</param>
/// <param name="Codes">Number of rows of its table.</param>
/// <param name="Signature">How the carrier signs, where the mapping knows it.</param>
/// <param name="Verification">Which proofs its settings ask for: signature, token, address; empty where an API key is needed.</param>
sealed record MappingReply(
    string Carrier, IReadOnlyList<string> Names, string Version, string Title, string File, string Origin, IReadOnlyList<string> Formats, int Codes, string? Signature, IReadOnlyList<string> Verification);

/// <summary><c>GET /carriers/mappings</c> and <c>POST /carriers/mappings/try</c>: which there are, and what one makes of a body. Neither changes anything.</summary>
static class TryMapping
{
    /// <summary>What a mapping makes of a body.</summary>
    /// <param name="Mapping">Which one recognised it; null where none did.</param>
    /// <param name="Format">What the body is written in.</param>
    /// <param name="Packages">What it found.</param>
    /// <param name="Warnings">What is wrong or missing in the whole.</param>
    internal sealed record Reply(string? Mapping, string? Format, IReadOnlyList<TriedPackage> Packages, IReadOnlyList<string> Warnings);

    public static void MapTryMapping(this RouteGroupBuilder carriers, LogisticsOptions options)
    {
        carriers.MapGet("/mappings", List).WithName("Logistics.ListMappings").RequireScope(Scopes.Read).WithSummary("The mappings of carriers' webhooks that there are.");
        carriers.MapPost("/mappings/try", Try).WithName("Logistics.TryMapping").RequireScope(Scopes.Read).WithMetadata(new RequestSizeLimitAttribute(options.MaxRequestBytes))
            .WithSummary("Shows what a mapping makes of a body, event by event. Changes nothing.");
    }

    static Ok<Page<MappingReply>> List(CarrierMappings mappings, Microsoft.Extensions.Options.IOptions<CarriersOptions> settings) =>
        TypedResults.Ok(new Page<MappingReply>([.. mappings.All.OrderBy(m => m.Carrier, StringComparer.Ordinal).ThenBy(m => m.Version, StringComparer.Ordinal).Select(m => new MappingReply(
            m.Carrier, m.Carriers, m.Version, m.Title, FileOf(m), m.IsOperators ? "operator" : "built_in", m.Formats, m.Codes.Rules.Count, m.Signature?.Kind,
            ProofsOf(settings.Value, m)))], Next: null));

    /// <summary>Its file's name; where an operator's folder is, is nobody's business.</summary>
    internal static string FileOf(Mapping mapping) => mapping.IsOperators ? Path.GetFileName(mapping.File) : mapping.File;

    static IReadOnlyList<string> ProofsOf(CarriersOptions options, Mapping mapping) => mapping.Carriers.Select(options.ByName.GetValueOrDefault).FirstOrDefault(s => s is not null)?.Proofs ?? [];

    static async Task<Results<Ok<Reply>, ValidationProblem>> Try(TryMappingRequest request, CarrierMappings mappings, LogisticsDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Errors();
        if (request.Carrier is not null && !ScanRules.Carrier.IsMatch(request.Carrier))
            errors.Add("carrier", "A carrier is 2–40 of a–z, 0–9, _ and -.");
        else if (request.Carrier is null && request.Mapping is null)
            errors.Add("carrier", "Name a carrier, or give a mapping.");
        if (string.IsNullOrEmpty(request.Body))
            errors.Add("body", "Is required.");
        errors.Text("trackingNumber", request.TrackingNumber, Limits.TrackingNumber);
        IEnumerable<Mapping> tried = request.Carrier is { } carrier ? mappings.For(carrier) : [];
        if (request.Mapping is { } given)
        {
            var wrong = new MappingErrors("mapping");
            if (MappingFile.Read("mapping", given, isOperators: true, wrong) is { } mapping)
                tried = [mapping];
            foreach (var (place, message) in wrong.All)
                errors.Add($"mapping.{place}", message);
        }

        if (!errors.IsEmpty)
            return Problem.Invalid(errors.ToDictionary());
        var all = tried.ToList();
        var whose = request.Carrier ?? all[0].Carrier;
        var meanings = new CodeMeanings(await db.CodeMeanings.AsNoTracking().Where(m => m.Carrier == whose).ToListAsync(cancellationToken));
        return TypedResults.Ok(Tried(request, all, meanings, time.GetUtcNow()));
    }

    static Reply Tried(TryMappingRequest request, List<Mapping> tried, CodeMeanings meanings, DateTimeOffset now)
    {
        Body body;
        try
        {
            body = BodyReader.Read(Encoding.UTF8.GetBytes(request.Body!), request.ContentType ?? "application/json");
        }
        catch (UnreadableBodyException e)
        {
            return new(null, null, [], [e.Message]);
        }

        if (BodyMapper.Recognise(body, tried) is not { } known)
            return new(null, body.Format, [], [.. tried.Where(m => m.Formats.Contains(body.Format)).Select(m => $"{m.File} does not recognise it: it needs {string.Join(" and ", m.Recognise)}.").DefaultIfEmpty($"There is no mapping of it for {body.Format}.")]);
        var mapped = BodyMapper.Map(known.Mapping, known.Body, request.TrackingNumber);
        var carrier = request.Carrier ?? known.Mapping.Carrier;
        var scans = MappedScans.Of(mapped, carrier, now).ToList();
        var packages = new List<TriedPackage>();
        var taken = 0;
        foreach (var package in mapped.Packages)
        {
            packages.Add(TriedPackage.Of(package, carrier, scans.GetRange(taken, package.Events.Count), meanings));
            taken += package.Events.Count;
        }

        return new(known.Mapping.File, body.Format, packages, mapped.Packages.Count == 0 ? [$"No package was found at {known.Mapping.Packages}."] : []);
    }
}
