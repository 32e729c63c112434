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
/// little, is kept nowhere, and every address that leads nowhere gets the same answer. <c>?lang=fr</c> shows it in another language.
/// </summary>
static class ShowRecipientPage
{
    /// <summary>So many of the latest scans are read.</summary>
    const int MostScans = 300;

    public static readonly string[] Methods = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/track/{token}", Methods, ShowHtml).AllowAnonymous().WithName("Tracking.ShowRecipientPage").ExcludeFromDescription();
        app.MapMethods("/track/{token}.json", Methods, ShowJson).AllowAnonymous().WithName("Tracking.ReadRecipientPage").WithTags("track")
            .WithSummary("What the recipient's page shows, as data");
        app.MapMethods("/t/{code}", Methods, Lead).AllowAnonymous().WithName("Tracking.FollowShortLink").ExcludeFromDescription();
    }

    /// <summary>The way from an SMS, in which each character costs.</summary>
    static async Task<IResult> Lead(string code, HttpContext http, TrackingDb db, TimeProvider time)
    {
        Protect(http.Response);
        return await db.FindToken(code, http.RequestAborted) is { } token ? Results.Redirect($"{http.Request.PathBase}/track/{token}") : NotFound(http, time);
    }

    static async Task<IResult> ShowHtml(string token, HttpContext http, TrackingDb db, TimeProvider time)
    {
        Protect(http.Response);
        if (await Find(token, db, http.RequestAborted) is not { } view)
            return NotFound(http, time);
        return Html(RecipientPage.Show(view, Visit(http.Request, token, view.Locale), time.GetUtcNow()));
    }

    static async Task<Results<Ok<PageView>, NotFound<ProblemDetails>>> ShowJson(string token, HttpContext http, TrackingDb db)
    {
        Protect(http.Response);
        return await Find(token, db, http.RequestAborted) is { } view ? TypedResults.Ok(view) : Problem.NotFound("This page does not exist.");
    }

    public static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = PageStyle.Policy;
    }

    public static IResult Html(string page, int status = StatusCodes.Status200OK) => Results.Text(page, "text/html; charset=utf-8", Encoding.UTF8, status);

    /// <summary>The same for every address, whatever is wrong with it.</summary>
    public static IResult NotFound(HttpContext http, TimeProvider time) =>
        Html(RecipientPage.NotFound(Asked(http.Request) ?? PageTexts.For(FirstLanguage(http.Request)), time.GetUtcNow()), StatusCodes.Status404NotFound);

    public static Visit Visit(HttpRequest request, string token, string? locale) =>
        new(token, Asked(request) ?? PageTexts.For(locale), IsChosen: Asked(request) is not null, Saved: request.Query["saved"]);

    static PageTexts? Asked(HttpRequest request) => PageTexts.Chosen(request.Query["lang"]);

    public static async Task<IReadOnlyList<PreferenceView>> Preferences(FoundPage page, TrackingDb db, CancellationToken cancellationToken)
    {
        var shown = new List<PreferenceView>();
        foreach (var channel in Enum.GetValues<Channel>())
        {
            if (page.AddressOn(channel) is not { } address)
                continue;
            var normal = Addresses.Normal(address);
            var preference = await db.Preferences.AsNoTracking().FirstOrDefaultAsync(p => p.Channel == channel && p.Address == normal, cancellationToken);
            shown.Add(new(channel.ToWord(), Masked.Address(address), preference?.Wanted ?? true, preference?.Answered ?? false, preference?.Muted is not null));
        }

        return shown;
    }

    static async Task<PageView?> Find(string token, TrackingDb db, CancellationToken cancellationToken)
    {
        if (await db.FindPage(token, cancellationToken) is not { } page)
            return null;
        var orderId = page.Package?.OrderId ?? page.Order!.Id;
        var ofOrder = Shown(await db.Packages.AsNoTracking().Where(p => p.OrderId == orderId).ToListAsync(cancellationToken));
        var view = page.Package is { } package ? await View(package, ofOrder, db, cancellationToken) : await View(page.Order!, ofOrder, db, cancellationToken);
        return view with { Preferences = await Preferences(page, db, cancellationToken) };
    }

    /// <summary>The packages of an order in the order in which they were made; cancelled ones only where there is nothing else.</summary>
    static List<PackageState> Shown(List<PackageState> packages)
    {
        var alive = packages.Where(p => p.KnownStatus is not PackageStatus.Cancelled).ToList();
        return [.. (alive.Count > 0 ? alive : packages).OrderBy(p => p.CorrelationId)];
    }

    /// <summary>
    /// With the order's other packages, each with the way to its own page: they go to the same person, who is sent the address of each. Not
    /// with the way to the order's page, which is the buyer's: it tells of the payment, and chooses the buyer's messages.
    /// </summary>
    static async Task<PageView> View(PackageState package, List<PackageState> ofOrder, TrackingDb db, CancellationToken cancellationToken)
    {
        var reader = package.Package.Recipient ?? package.Package.Customer;
        if (!ofOrder.Exists(p => p.CorrelationId == package.CorrelationId))
            ofOrder = [.. ofOrder.Append(package).OrderBy(p => p.CorrelationId)];
        var all = await Packages(ofOrder, [package], db, cancellationToken);
        return new()
        {
            OrderNumber = package.Package.OrderNumber,
            FirstName = Masked.FirstName(reader.Name),
            City = package.Package.ShippingAddress.City,
            Locale = reader.Locale,
            TimeZone = reader.TimeZone,
            UpdatedAt = package.HeardAt,
            Packages = [.. all.Where(p => p.Page == PathOf(package))],
            Others = [.. all.Where(p => p.Page != PathOf(package)).Select(p => p.InOneLine)],
        };
    }

    static async Task<PageView> View(OrderOutline order, List<PackageState> ofOrder, TrackingDb db, CancellationToken cancellationToken) => new()
    {
        OrderNumber = order.Number,
        OrderStatus = order.Status,
        FirstName = order.FirstName,
        City = order.City,
        Locale = order.Locale,
        TimeZone = order.TimeZone,
        UpdatedAt = ofOrder.Select(p => p.HeardAt).Append(order.UpdatedAt).Max(),
        Packages = await Packages(ofOrder, ofOrder, db, cancellationToken),
    };

    /// <summary>All of an order's packages, with the scans of some.</summary>
    static async Task<IReadOnlyList<PackageView>> Packages(List<PackageState> packages, List<PackageState> scanned, TrackingDb db, CancellationToken cancellationToken)
    {
        if (packages.Count == 0)
            return [];
        var ids = scanned.Select(p => p.CorrelationId).ToList();
        var entries = db.Timeline.AsNoTracking()
            .Where(e => ids.Contains(e.About) && e.Subject == Subjects.Package && !e.Signal
                && (!e.Ignored || e.Reason == ScanReason.LateScan) && e.Reason != ScanReason.Labelled);
        var latest = await entries
            .OrderByDescending(e => e.Position)
            .Take(MostScans)
            .Select(e => new { e.About, Scan = new ScanView(e.To, e.Detail, e.Location, e.OccurredAt) })
            .ToListAsync(cancellationToken);
        var counts = latest.Count < MostScans
            ? []
            : await entries.GroupBy(e => e.About).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var ofPackage = latest.ToLookup(s => s.About, s => s.Scan);
        return [.. packages.Select((p, i) =>
        {
            List<ScanView> scans = [.. ofPackage[p.CorrelationId].OrderBy(Beginning)];
            return View(p, scans) with { Number = i + 1, OlderScans = counts.GetValueOrDefault(p.CorrelationId, scans.Count) - scans.Count };
        })];
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
        Page = PathOf(package),
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

    static string? PathOf(PackageState package) => package.Token is { } token ? $"/track/{token}" : null;

    static bool IsWeb(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http";

    static string? FirstLanguage(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).FirstOrDefault()?.Value.Value;
}
