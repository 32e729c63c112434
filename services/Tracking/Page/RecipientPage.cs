using System.Text;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Page;

/// <summary>Writes the recipient's page: one file without scripts, pictures or anything from elsewhere, and small enough for a bad line.</summary>
sealed class RecipientPage(Visit visit, ReaderClock clock, DateTimeOffset now)
{
    /// <summary>The most that a page may weigh, in bytes.</summary>
    public const int MostBytes = 30_000;

    /// <summary>So many steps are open; the rest is folded away.</summary>
    const int OpenScans = 5;

    /// <summary>So many steps are on a page at most; fewer where they would be too heavy.</summary>
    const int MostScans = 64;

    /// <summary>So many packages of an order are shown in full; of the others one line each.</summary>
    const int MostCards = 3;

    /// <summary>So many packages have a line.</summary>
    const int MostLines = 10;

    /// <summary>So many characters of what a carrier calls a place.</summary>
    const int LongestPlace = 60;

    readonly PageTexts _texts = visit.Texts;

    int _scans = MostScans;

    /// <summary>The page of a package or an order.</summary>
    public static string Show(PageView view, Visit visit, DateTimeOffset now)
    {
        var page = new RecipientPage(visit, new(visit.Texts, view.TimeZone, now), now);
        while (true)
        {
            var html = page.Document(page.Title(view), page.Body(view));
            if (Encoding.UTF8.GetByteCount(html) < MostBytes || page._scans <= OpenScans)
                return html;
            page._scans /= 2;
        }
    }

    /// <summary>Asks whoever came from an e-mail whether to send no more.</summary>
    public static string AskToUnsubscribe(Visit visit, PreferenceView email, DateTimeOffset now) =>
        new RecipientPage(visit, new(visit.Texts, null, now), now).Document(visit.Texts["unsubscribe_title"], new MessagesCard(visit).Ask(email));

    /// <summary>The page of an address that leads nowhere: the same for each, whatever is wrong with it.</summary>
    public static string NotFound(PageTexts texts, DateTimeOffset now) =>
        new RecipientPage(new("", texts), new(texts, null, now), now).Document(texts["not_found_title"], Html.Of($"""
            <main class="page">
            <section class="card lost">
            <div class="hero neutral">{Icons.Search}<div><h1>{texts["not_found_title"]}</h1><p class="lead">{texts["not_found_text"]}</p></div></div>
            </section>
            </main>
            """));

    string Document(string title, Html body) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="{_texts.Language}" dir="{_texts.Direction}">
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

    string Title(PageView view) => $"{Headline(view).Headline} · {_texts["page_title"]}";

    StatusText Headline(PageView view) => view switch
    {
        { Packages: [var only] } => _texts.OfPackage(only.Status),
        { OrderStatus: { } status } => _texts.OfOrder(status),
        _ => new(_texts["page_title"], ""),
    };

    Html Body(PageView view) => Html.Of($"""
        <main class="page">
        <header class="top"><p><span class="quiet">{_texts["order"]}</span> <strong>{Html.Isolated(view.OrderNumber)}</strong></p><p class="quiet">{For(view)}</p></header>
        {(view.Packages.Count == 1 ? Html.Nothing : Summary(view))}
        {view.Packages.Take(MostCards).Select(package => Card(package, view))}
        {Others([.. view.Packages.Skip(MostCards).Select(p => p.InOneLine), .. view.Others])}
        {new MessagesCard(visit).Of(view.Preferences)}
        <footer>
        <p>{_texts.Format("updated", clock.Moment(view.UpdatedAt))}. {_texts.Say("times_in", Html.Isolated(clock.Place))}</p>
        <p>{_texts["private"]}</p>
        <nav aria-label="{_texts["languages"]}">{PageTexts.All.OrderBy(t => t.Language, StringComparer.Ordinal).Select(Language)}</nav>
        </footer>
        </main>
        """);

    Html For(PageView view) => view.FirstName.Length > 0
        ? _texts.Say("for", Html.Isolated(view.FirstName), Html.Isolated(view.City))
        : _texts.Say("to", Html.Isolated(view.City));

    Html Language(PageTexts other) => other.Language == _texts.Language
        ? Html.Of($"""<span lang="{other.Language}" aria-current="true">{other["language"]}</span> """)
        : Html.Of($"""<a href="{visit.Token}?lang={other.Language}" lang="{other.Language}" hreflang="{other.Language}">{other["language"]}</a> """);

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

    Html Card(PackageView package, PageView view)
    {
        var (headline, text) = _texts.OfPackage(package.Status);
        var (count, all) = (view.Packages.Count, view.PackagesOfOrder);
        var level = new Html(count == 1 ? "h1" : "h2");
        return Html.Of($"""
            <section class="card">
            <div class="hero {Tone(package)}">{Icons.For(package.KnownStatus)}<div>
            {(all == 1 ? Html.Nothing : Html.Of($"<p class=\"eyebrow\">{_texts.Format("package_of", package.Number, all)}</p>"))}
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
            return delivered is null ? Html.Nothing : Date("delivered_on", clock.Moment(delivered.OccurredAt));
        }

        if (package.EstimatedDelivery is not { } estimate || Watch.IsOver(package.KnownStatus) || package.KnownStatus is PackageStatus.Returning)
            return Html.Nothing;
        return Date(Expectation(estimate), clock.Day(estimate));

        Html Date(string label, string date) => Html.Of($"""<p class="when"><span class="quiet">{_texts[label]}</span> <strong>{_texts.Begin(date)}</strong></p>""");
    }

    string Expectation(DateTimeOffset estimate) => estimate < now ? "was_expected" : "expected";

    Html Others(IReadOnlyList<OtherPackageView> others)
    {
        if (others.Count == 0)
            return Html.Nothing;
        return Html.Of($"""
            <section class="card others">
            <h2>{_texts.Format("others", others.Count)}</h2>
            <ul>{others.Take(MostLines).Select(Other)}</ul>
            {(others.Count <= MostLines ? Html.Nothing : Html.Of($"<p class=\"quiet\">{_texts.Format("others_more", others.Count - MostLines)}</p>"))}
            </section>
            """);
    }

    Html Other(OtherPackageView other)
    {
        var name = _texts.OfScan(other.Status, other.Detail);
        var status = Word.Parse<PackageStatus>(other.Status) ?? PackageStatus.Unknown;
        var comes = other.EstimatedDelivery is { } estimate && Watch.IsAwaited(status)
            ? Html.Of($"""<br><span class="quiet">{_texts[Expectation(estimate)]} {clock.Day(estimate)}</span>""")
            : Html.Nothing;
        return Html.Of($"""
            <li><a href="{other.Page?.Split('/')[^1]}{visit.Query}"><span class="quiet">{other.Number}</span><span><strong>{name}</strong>{comes}</span></a></li>
            """);
    }

    Html Steps(PackageView package)
    {
        var (steps, reached) = Progress.Of(package.KnownStatus);
        if (steps.Count == 0)
            return Html.Nothing;
        return Html.Of($"""
            <ol class="steps {Tone(package)}" aria-label="{_texts["progress"]}">{steps.Select((step, i) => Step(step, i + 1 < reached || reached == steps.Count, i + 1 == reached))}</ol>
            """);
    }

    Html Step(string step, bool done, bool current) => Html.Of($"""
        <li class="{(done ? "done" : current ? "current" : "ahead")}"{(current ? new Html(" aria-current=\"step\"") : Html.Nothing)}><span class="dot">{(done ? Icons.Tick : Html.Nothing)}</span><span class="name">{_texts.Steps[step]}</span><span class="unseen">{_texts[done ? "done" : current ? "current" : "ahead"]}</span></li>
        """);

    Html Note(string label) => Html.Of($"""<p class="note">{_texts[label]}</p>""");

    Html History(PackageView package, int count)
    {
        var heading = new Html(count == 1 ? "h2" : "h3");
        var scanned = package.Scans.Any(s => s.Status is not ("created" or "label_created" or "cancelled"));
        var folded = package.Scans.Take(Math.Max(OpenScans, _scans / Math.Min(count, MostCards))).Skip(OpenScans).ToList();
        var leftOut = package.Scans.Count + package.OlderScans - Math.Min(package.Scans.Count, OpenScans) - folded.Count;
        return Html.Of($"""
            <{heading} class="history">{_texts["history"]}</{heading}>
            {(scanned || package.KnownStatus is PackageStatus.Cancelled ? Html.Nothing : Html.Of($"<p class=\"quiet\">{_texts["no_scans"]}</p>"))}
            {Scans(package.Scans.Take(OpenScans))}
            {(folded.Count == 0 ? Html.Nothing : Html.Of($"<details><summary>{_texts.Format("earlier", folded.Count)}</summary>{Scans(folded)}</details>"))}
            {(leftOut <= 0 ? Html.Nothing : Html.Of($"<p class=\"quiet\">{_texts.Format("left_out", leftOut)}</p>"))}
            """);
    }

    Html Scans(IEnumerable<ScanView> scans) => Html.Of($"""
        <ol class="scans">{scans.Select(Scan)}</ol>
        """);

    Html Scan(ScanView scan) => Html.Of($"""
        <li><time datetime="{clock.Stamp(scan.OccurredAt)}">{_texts.Begin(clock.Day(scan.OccurredAt, "day_short"))} <span>{clock.Time(scan.OccurredAt)}</span></time><p><strong>{_texts.OfScan(scan.Status, scan.Detail)}</strong>{(scan.Location is { Length: > 0 } place ? Html.Of($"<span class=\"quiet\">{Html.Isolated(Short(place))}</span>") : Html.Nothing)}</p></li>
        """);

    static string Short(string place) => place.Length <= LongestPlace ? place : $"{place[..(char.IsHighSurrogate(place[LongestPlace - 2]) ? LongestPlace - 2 : LongestPlace - 1)]}…";

    Html Carrier(PackageView package)
    {
        if (package.Carrier is not { } carrier)
            return Html.Nothing;
        var name = Html.Isolated(CarrierName.Of(carrier));
        return Html.Of($"""
            <div class="carrier"><p><span class="quiet">{_texts["carrier"]}</span> <strong>{name}</strong>{(package.NumberEnding is { } ending ? Html.Of($"<span class=\"quiet\">{_texts.Say("number_ending", Html.Isolated(ending))}</span>") : Html.Nothing)}</p>
            {(package.CarrierUrl is { } url ? Html.Of($"<a class=\"button\" href=\"{url}\" rel=\"noopener noreferrer external\"><span>{_texts.Say("follow_at", name)}<span class=\"unseen\">, {_texts["leaves_site"]}</span></span>{Icons.Out}</a>") : Html.Nothing)}</div>
            """);
    }
}
