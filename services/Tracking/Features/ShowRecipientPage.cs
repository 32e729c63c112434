using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Domain;
using StatusTracking.Tracking.Page;
using StatusTracking.Tracking.Sagas;

namespace StatusTracking.Tracking.Features;

/// <summary>
/// The page that a recipient opens from a message: of one package, or of a whole order. Whoever has its address may see it, so it shows
/// little, is kept nowhere, and every address that leads nowhere gets the same answer.
/// </summary>
static class ShowRecipientPage
{
    const int MostScans = 300;

    static readonly string[] Methods = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/track/{token}", Methods, ShowHtml).AllowAnonymous().WithName("Tracking.ShowRecipientPage").ExcludeFromDescription();
        app.MapMethods("/track/{token}.json", Methods, ShowJson).AllowAnonymous().WithName("Tracking.ReadRecipientPage").WithTags("track")
            .WithSummary("What the recipient's page shows, as data");
    }

    static async Task<IResult> ShowHtml(string token, HttpContext http, TrackingDb db, TimeProvider time)
    {
        Protect(http.Response);
        http.Response.Headers.ContentSecurityPolicy = PageStyle.Policy;
        var view = await Find(token, db, http.RequestAborted);
        var html = view is null ? RecipientPage.NotFound(FirstLanguage(http.Request), time.GetUtcNow()) : RecipientPage.Show(view, time.GetUtcNow());
        return Results.Text(html, "text/html; charset=utf-8", Encoding.UTF8, view is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    static async Task<Results<Ok<PageView>, NotFound<ProblemDetails>>> ShowJson(string token, HttpContext http, TrackingDb db)
    {
        Protect(http.Response);
        return await Find(token, db, http.RequestAborted) is { } view ? TypedResults.Ok(view) : Problem.NotFound("This page does not exist.");
    }

    static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
    }

    static async Task<PageView?> Find(string token, TrackingDb db, CancellationToken cancellationToken)
    {
        if (!PageToken.IsPlausible(token))
            return null;
        // Some databases take capitals and small letters for the same; a token does not.
        if (await db.Packages.AsNoTracking().FirstOrDefaultAsync(p => p.Token == token, cancellationToken) is { } package && package.Token == token)
            return View(package, await Packages([package], db, cancellationToken));
        if (await db.Orders.AsNoTracking().FirstOrDefaultAsync(o => o.Token == token, cancellationToken) is not { } order || order.Token != token)
            return null;

        var packages = await db.Packages.AsNoTracking().Where(p => p.OrderId == order.Id).ToListAsync(cancellationToken);
        return View(order, packages, await Packages(Shown(packages), db, cancellationToken));
    }

    /// <summary>The packages of an order in the order in which they were made; cancelled ones only where there is nothing else.</summary>
    static List<PackageState> Shown(List<PackageState> packages)
    {
        var alive = packages.Where(p => p.KnownStatus is not PackageStatus.Cancelled).ToList();
        return [.. (alive.Count > 0 ? alive : packages).OrderBy(p => p.CorrelationId)];
    }

    static PageView View(PackageState package, IReadOnlyList<PackageView> packages)
    {
        var reader = package.Package.Recipient ?? package.Package.Customer;
        return new()
        {
            OrderNumber = package.Package.OrderNumber,
            FirstName = Masked.FirstName(reader.Name),
            City = package.Package.ShippingAddress.City,
            Locale = reader.Locale,
            TimeZone = reader.TimeZone,
            UpdatedAt = package.HeardAt,
            Packages = packages,
        };
    }

    static PageView View(OrderOutline order, List<PackageState> followed, IReadOnlyList<PackageView> packages) => new()
    {
        OrderNumber = order.Number,
        OrderStatus = order.Status,
        FirstName = order.FirstName,
        City = order.City,
        Locale = order.Locale,
        TimeZone = order.TimeZone,
        UpdatedAt = followed.Select(p => p.HeardAt).Append(order.UpdatedAt).Max(),
        Packages = packages,
    };

    static async Task<IReadOnlyList<PackageView>> Packages(List<PackageState> packages, TrackingDb db, CancellationToken cancellationToken)
    {
        if (packages.Count == 0)
            return [];
        var ids = packages.Select(p => p.CorrelationId).ToList();
        var scans = await db.Timeline.AsNoTracking()
            .Where(e => ids.Contains(e.About) && e.Subject == Subjects.Package && !e.Signal
                && (!e.Ignored || e.Reason == ScanReason.LateScan) && e.Reason != ScanReason.Labelled)
            .OrderByDescending(e => e.Position)
            .Take(MostScans)
            .Select(e => new { e.About, Scan = new ScanView(e.To, e.Detail, e.Location, e.OccurredAt) })
            .ToListAsync(cancellationToken);
        var ofPackage = scans.ToLookup(s => s.About, s => s.Scan);
        return [.. packages.Select(p => View(p, [.. ofPackage[p.CorrelationId].OrderBy(Beginning)]))];
    }

    /// <summary>Packing and labelling come first, also where a carrier's clock says that it was faster.</summary>
    static int Beginning(ScanView scan) => Word.Parse<PackageStatus>(scan.Status) switch
    {
        PackageStatus.Created => 2,
        PackageStatus.LabelCreated => 1,
        _ => 0,
    };

    static PackageView View(PackageState package, IReadOnlyList<ScanView> scans) => new()
    {
        Status = package.Status,
        Detail = package.Detail,
        EstimatedDelivery = package.Package.EstimatedDelivery,
        Delayed = package.Promise is Promise.Broken && Watch.IsAwaited(package.KnownStatus),
        Silent = package.Silent,
        Carrier = package.Package.Carrier,
        CarrierUrl = IsWeb(package.Package.CarrierUrl) ? package.Package.CarrierUrl : null,
        NumberEnding = Masked.Ending(package.Package.TrackingNumber),
        Scans = scans,
    };

    static bool IsWeb(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http";

    static string? FirstLanguage(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).FirstOrDefault()?.Value.Value;
}
