using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Page;

/// <summary>Writes the recipient's page: one file without scripts, pictures or anything from elsewhere.</summary>
sealed class RecipientPage(PageTexts texts, string? timeZone, DateTimeOffset now)
{
    /// <summary>So many steps are open; the rest is folded away.</summary>
    const int OpenScans = 5;

    /// <summary>The page of a package or an order.</summary>
    public static string Show(PageView view, DateTimeOffset now)
    {
        var page = new RecipientPage(PageTexts.For(view.Locale), view.TimeZone, now);
        return page.Document(page.Title(view), page.Body(view));
    }

    /// <summary>The page of an address that leads nowhere: the same for each, whatever is wrong with it.</summary>
    public static string NotFound(string? locale, DateTimeOffset now)
    {
        var texts = PageTexts.For(locale);
        return new RecipientPage(texts, null, now).Document(texts["not_found_title"], Html.Of($"""
            <main class="page">
            <section class="card lost">
            <div class="hero neutral">{Icons.Search}<div><h1>{texts["not_found_title"]}</h1><p class="lead">{texts["not_found_text"]}</p></div></div>
            </section>
            </main>
            """));
    }

    string Document(string title, Html body) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="{texts.Language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex, nofollow">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>{title}</title>
        <style>{new Html(PageStyle.Css)}</style>
        </head>
        <body>
        {body}
        </body>
        </html>

        """).Text;

    string Title(PageView view) => $"{Headline(view).Headline} · {texts["page_title"]}";

    StatusText Headline(PageView view) => view switch
    {
        { Packages: [var only] } => texts.OfPackage(only.Status),
        { OrderStatus: { } status } => texts.OfOrder(status),
        _ => new(texts["page_title"], ""),
    };

    Html Body(PageView view) => Html.Of($"""
        <main class="page">
        <header class="top"><p><span class="quiet">{texts["order"]}</span> <strong>{view.OrderNumber}</strong></p><p class="quiet">{For(view)}</p></header>
        {(view.Packages.Count == 1 ? Html.Nothing : Summary(view))}
        {view.Packages.Select((package, i) => Card(package, i, view.Packages.Count))}
        <footer>
        <p>{texts.Format("updated", Moment(view.UpdatedAt))}. {texts.Format("times_in", Place(timeZone))}</p>
        <p>{texts["private"]}</p>
        </footer>
        </main>
        """);

    string For(PageView view) => view.FirstName.Length > 0 ? texts.Format("for", view.FirstName, view.City) : texts.Format("to", view.City);

    Html Summary(PageView view)
    {
        var (headline, text) = Headline(view);
        var tone = view.OrderStatus switch
        {
            "completed" => "good",
            "cancelled" or "failed" or "expired" => "bad",
            "action_required" => "warn",
            _ => "neutral",
        };
        return Html.Of($"""
            <section class="card summary"><div class="hero {tone}">{(tone == "good" ? Icons.Check : Icons.Box)}<div><h1>{headline}</h1><p class="lead">{text}</p></div></div></section>
            """);
    }

    Html Card(PackageView package, int index, int count)
    {
        var (headline, text) = texts.OfPackage(package.Status);
        var level = new Html(count == 1 ? "h1" : "h2");
        return Html.Of($"""
            <section class="card">
            <div class="hero {Tone(package)}">{Icons.For(package.KnownStatus)}<div>
            {(count == 1 ? Html.Nothing : Html.Of($"<p class=\"eyebrow\">{texts.Format("package_of", index + 1, count)}</p>"))}
            <{level} class="headline">{headline}</{level}><p class="lead">{text}</p>
            </div></div>
            {When(package)}
            {Steps(package)}
            {(package.Delayed ? Note("delayed") : Html.Nothing)}
            {(package.Silent ? Note("silent") : Html.Nothing)}
            {History(package, count)}
            {Carrier(package)}
            </section>
            """);
    }

    static string Tone(PackageView package) => package.KnownStatus switch
    {
        PackageStatus.Delivered => "good",
        PackageStatus.Lost or PackageStatus.Disposed or PackageStatus.Cancelled => "bad",
        PackageStatus.OnHold or PackageStatus.Exception or PackageStatus.DeliveryAttempted or PackageStatus.Expired
            or PackageStatus.Returning or PackageStatus.Returned => "warn",
        _ => package.Delayed || package.Silent ? "warn" : "neutral",
    };

    /// <summary>When it comes, or came; nothing for a package that will not.</summary>
    Html When(PackageView package)
    {
        if (package.KnownStatus is PackageStatus.Delivered)
        {
            var delivered = package.Scans.FirstOrDefault(s => s.Status == package.Status);
            return delivered is null ? Html.Nothing : Date("delivered_on", Moment(delivered.OccurredAt));
        }

        if (package.EstimatedDelivery is not { } estimate || Watch.IsOver(package.KnownStatus) || package.KnownStatus is PackageStatus.Returning)
            return Html.Nothing;
        return Date(estimate < now ? "was_expected" : "expected", Day(estimate));

        Html Date(string label, string date) => Html.Of($"""<p class="when"><span class="quiet">{texts[label]}</span> <strong>{date}</strong></p>""");
    }

    Html Steps(PackageView package)
    {
        var (steps, reached) = Progress.Of(package.KnownStatus);
        if (steps.Count == 0)
            return Html.Nothing;
        return Html.Of($"""
            <ol class="steps {Tone(package)}" aria-label="{texts["progress"]}">{steps.Select((step, i) => Step(step, i + 1 < reached || reached == steps.Count, i + 1 == reached))}</ol>
            """);
    }

    Html Step(string step, bool done, bool current) => Html.Of($"""
        <li class="{(done ? "done" : current ? "current" : "ahead")}"{(current ? new Html(" aria-current=\"step\"") : Html.Nothing)}><span class="dot">{(done ? Icons.Tick : Html.Nothing)}</span><span class="name">{texts.Steps[step]}</span><span class="unseen">{texts[done ? "done" : current ? "current" : "ahead"]}</span></li>
        """);

    Html Note(string label) => Html.Of($"""<p class="note">{texts[label]}</p>""");

    Html History(PackageView package, int count)
    {
        var heading = new Html(count == 1 ? "h2" : "h3");
        var scanned = package.Scans.Any(s => s.Status is not ("created" or "label_created" or "cancelled"));
        var earlier = package.Scans.Count - OpenScans;
        return Html.Of($"""
            <{heading} class="history">{texts["history"]}</{heading}>
            {(scanned || package.KnownStatus is PackageStatus.Cancelled ? Html.Nothing : Html.Of($"<p class=\"quiet\">{texts["no_scans"]}</p>"))}
            {Scans(package.Scans.Take(OpenScans))}
            {(earlier <= 0 ? Html.Nothing : Html.Of($"<details><summary>{texts.Format("earlier", earlier)}</summary>{Scans(package.Scans.Skip(OpenScans))}</details>"))}
            """);
    }

    Html Scans(IEnumerable<ScanView> scans) => Html.Of($"""
        <ol class="scans">{scans.Select(Scan)}</ol>
        """);

    Html Scan(ScanView scan)
    {
        var local = LocalTime.Of(scan.OccurredAt, timeZone);
        return Html.Of($"""
            <li><time datetime="{local.ToString("yyyy-MM-dd'T'HH:mmzzz", texts.Culture)}">{Day(scan.OccurredAt, "day_short")} <span>{local.ToString(texts["time"], texts.Culture)}</span></time><p><strong>{texts.OfScan(scan.Status, scan.Detail)}</strong>{(scan.Location is { Length: > 0 } place ? Html.Of($"<span class=\"quiet\">{place}</span>") : Html.Nothing)}</p></li>
            """);
    }

    Html Carrier(PackageView package)
    {
        if (package.Carrier is not { } carrier)
            return Html.Nothing;
        var name = CarrierName.Of(carrier);
        return Html.Of($"""
            <div class="carrier"><p><span class="quiet">{texts["carrier"]}</span> <strong>{name}</strong>{(package.NumberEnding is { } ending ? Html.Of($"<span class=\"quiet\">{texts.Format("number_ending", ending)}</span>") : Html.Nothing)}</p>
            {(package.CarrierUrl is { } url ? Html.Of($"<a class=\"button\" href=\"{url}\" rel=\"noopener noreferrer external\">{texts.Format("follow_at", name)}<span class=\"unseen\">, {texts["leaves_site"]}</span>{Icons.Out}</a>") : Html.Nothing)}</div>
            """);
    }

    string Moment(DateTimeOffset moment) =>
        texts.Format("on_day", Day(moment), LocalTime.Of(moment, timeZone).ToString(texts["time"], texts.Culture));

    string Day(DateTimeOffset moment, string format = "day")
    {
        var (day, today) = (LocalTime.DateOf(moment, timeZone), LocalTime.DateOf(now, timeZone));
        var name = day.ToString(day.Year == today.Year ? texts[format] : texts[$"{format}_of_year"], texts.Culture);
        return (today.DayNumber - day.DayNumber) switch
        {
            0 => texts["today"],
            1 => texts["yesterday"],
            _ => name,
        };
    }

    /// <summary>The city of a time zone, for people.</summary>
    static string Place(string? timeZone) => string.IsNullOrEmpty(timeZone) ? "UTC" : timeZone.Split('/')[^1].Replace('_', ' ');
}
