using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Fluid;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>
/// Puts an alert into words. Only our own files and what operators have published are parsed as templates; what customers, carriers and
/// gateways wrote enters as values, encoded where it stands in HTML, without line breaks where it stands in a subject or an SMS. A published
/// template that fails is reported and gives way to the one that comes with the service: it keeps nobody from hearing.
/// </summary>
sealed partial class Composer(TemplateFiles files, IOptions<NotificationsOptions> options, TemplateBook? book = null, SenderMetrics? metrics = null, ILogger<Composer>? logger = null, IOptions<PublicUrlOptions>? site = null)
{
    /// <summary>So many of an order's lines are listed.</summary>
    public const int MostLines = 50;

    const int LongestSms = 600;
    const int LongestValue = 120;

    public RenderedMessage Compose(Guid notificationId, Alert alert, Channel channel)
    {
        var language = Reader.Of(alert.To, TemplateFiles.Languages, options.Value.DefaultLanguage).Language;
        if (alert.IsForOperations)
            return Write(notificationId, alert, files.Operations(channel, language));
        if (alert.Others is not null)
            return Write(notificationId, alert, files.Digest(channel, language));
        var ours = files.Message(alert.Kind, channel, language);
        if (book?.Current(alert.Kind, channel, language) is not { } published)
            return Write(notificationId, alert, ours, null, null);
        if (published.Template is null)
            return FallBack(published.Trouble!, null);
        try
        {
            return Write(notificationId, alert, published.Template, published.Version, null);
        }
        catch (Exception e)
        {
            return FallBack(e.Message, e);
        }

        RenderedMessage FallBack(string trouble, Exception? e)
        {
            logger?.LogError(e, "Version {Version} of the template {Kind}/{Channel}/{Language} could not be used for notification {Id}, which is written with the one that comes with the service: {Trouble}",
                published.Version, alert.Kind.ToWord(), channel.ToWord(), language, notificationId, trouble);
            metrics?.FellBack(alert.Kind, channel, language);
            return Write(notificationId, alert, ours, null, $"Version {published.Version}: {trouble}".To(RenderedMessage.LongestTrouble));
        }
    }

    /// <summary>Fills a template with an alert.</summary>
    /// <exception cref="InvalidOperationException">The template names what there is not, grows without limit, or says nothing.</exception>
    public RenderedMessage Write(Guid id, Alert alert, MessageTemplate template, int? version = null, string? trouble = null)
    {
        var reader = Reader.Of(alert.To, TemplateFiles.Languages, options.Value.DefaultLanguage);
        var context = Context(alert, reader, template.Channel);
        if (alert.All.Count > 1)
            context.SetValue("digest", new DigestWords(alert.All.Count, Label(reader, context, $"several.{alert.Kind.ToWord()}")));
        return template.Channel == Channel.Email ? Email(id, alert, template, reader, context, version, trouble) : Sms(id, template, reader, context, version, trouble);
    }

    static RenderedMessage Sms(Guid id, MessageTemplate template, Reader reader, TemplateContext context, int? version, string? trouble)
    {
        var text = Said("text", OneLine(Liquid.Render(template.Text, context, NullEncoder.Default))).To(LongestSms);
        var size = SmsSize.Of(text);
        return new()
        {
            NotificationId = id,
            Text = text,
            Language = reader.Language,
            Encoding = size.Encoding,
            Segments = size.Segments,
            TemplateVersion = version,
            TemplateTrouble = trouble,
        };
    }

    RenderedMessage Email(Guid id, Alert alert, MessageTemplate template, Reader reader, TemplateContext context, int? version, string? trouble)
    {
        var subject = Said("subject", OneLine(Liquid.Render(template.Subject, context, NullEncoder.Default)));
        var heading = Said("heading", OneLine(Liquid.Render(template.Heading, context, NullEncoder.Default)));
        var button = Said("button", OneLine(Liquid.Render(template.Button, context, NullEncoder.Default)));
        var html = Paragraphs(Liquid.Render(template.Text, context, HtmlEncoder.Default));
        if (html.Length == 0)
            throw new InvalidOperationException("The body says nothing.");
        var plain = Paragraphs(WithoutTags(Liquid.Render(template.Text, context, HtmlEncoder.Default)));
        context.SetValue("language", reader.Language);
        context.SetValue("direction", reader.IsRightToLeft ? "rtl" : "ltr");
        context.SetValue("start", reader.IsRightToLeft ? "right" : "left");
        context.SetValue("end", reader.IsRightToLeft ? "left" : "right");
        context.SetValue("structured", StructuredData.Of(alert, options.Value.ShopName, IsWeb(alert.TrackingUrl) && !alert.IsForOperations ? alert.TrackingUrl : null));
        context.SetValue("subject", subject);
        context.SetValue("heading", heading);
        context.SetValue("accent", Look.Accent(alert.Kind));
        context.SetValue("footer", Named(alert.IsForOperations ? "footer_operations" : "footer"));
        context.SetValue("steps", Look.Steps(alert.Kind).Select((s, i) => s with { Label = Named(Look.StepLabels[i]) }).ToArray());
        context.SetValue("lines", alert.Lines is { } lines ? lines.Take(MostLines).Select(l => new LineWords(Short(l.Name)!, l.Quantity)).ToArray() : []);
        context.SetValue("facts", (alert.Others is null ? Facts(alert, reader, Named) : FactsOfAll(alert, reader, Named)).ToArray());
        context.SetValue("button", Link(alert) is { } url && IsWeb(url) ? new ButtonWords(button, url) : null);
        context.SetValue("preferences", alert.UnsubscribeUrl is null ? null : new ButtonWords(Named("preferences"), $"{alert.TrackingUrl}#messages"));

        context.SetValue("paragraphs", plain);
        // A mailbox's list shows no more of it.
        context.SetValue("preview", Short(plain[0]));
        var text = Liquid.Render(files.TextLayout, context, NullEncoder.Default);
        context.SetValue("paragraphs", html);
        return new()
        {
            NotificationId = id,
            Subject = subject,
            Text = text,
            Html = Liquid.Render(files.HtmlLayout, context, HtmlEncoder.Default),
            Calendar = alert.IsForOperations ? null : Calendar.Of(alert, reader, Named("calendar")),
            Language = reader.Language,
            TemplateVersion = version,
            TemplateTrouble = trouble,
        };

        string Named(string name) => Label(reader, context, name);
    }

    string Label(Reader reader, TemplateContext context, string name) => Liquid.Render(files.Label(reader.Language, name), context, NullEncoder.Default);

    /// <summary>What a name stands for in an alert; null where that is not known.</summary>
    public string? Value(Alert alert, string root, string member)
    {
        var context = Context(alert, Reader.Of(alert.To, TemplateFiles.Languages, options.Value.DefaultLanguage), Channel.Email);
        return Liquid.Parse($"{{% if {root}.{member} %}}{{{{ {root}.{member} }}}}{{% else %}}\0{{% endif %}}").Template is { } template
            && Liquid.Render(template, context, NullEncoder.Default) is var value && value != "\0" ? value : null;
    }

    static string Said(string part, string text) => text.Length > 0 ? text : throw new InvalidOperationException($"The {part} says nothing.");

    static IEnumerable<FactWords> Facts(Alert alert, Reader reader, Func<string, string> label)
    {
        yield return new(label("order"), alert.OrderNumber);
        if (alert.Package is { } package)
        {
            if (package.Carrier is { } carrier)
                yield return new(label("carrier"), Short(CarrierName.Of(carrier))!);
            if (package.TrackingNumber is { } number)
                yield return new(label("tracking_number"), Short(number)!, IsWeb(package.CarrierUrl) ? package.CarrierUrl : null);
            if (package.ExpectedAt is { } expected && alert.Kind is not (AlertKind.Delivered or AlertKind.Returned))
                yield return new(label("expected"), reader.Date(expected));
            yield return new(label("when"), $"{reader.Date(alert.OccurredAt)}, {reader.Time(alert.OccurredAt)}");
            if (Short(alert.Place) is { } place)
                yield return new(label("place"), place);
        }

        if (alert.Money is { } money)
            yield return new(label("amount"), reader.Money(money.Amount, money.Currency));
        if (alert.Money?.Refunded is { } refunded and > 0)
            yield return new(label("refunded"), reader.Money(refunded, alert.Money.Currency));
    }

    /// <summary>Of several packages: each in one line, with its carrier, its number, its page and its day.</summary>
    static IEnumerable<FactWords> FactsOfAll(Alert alert, Reader reader, Func<string, string> label)
    {
        yield return new(label("order"), alert.OrderNumber);
        foreach (var (index, news) in alert.All.Index())
        {
            var over = alert.Kind is AlertKind.Delivered or AlertKind.Returned;
            var day = over ? $"{reader.Date(news.OccurredAt)}, {reader.Time(news.OccurredAt)}"
                : news.Package?.ExpectedAt is { } expected ? $"{label("expected")}: {reader.Date(expected)}" : null;
            string?[] said = [Short(news.Package?.TrackingNumber) ?? $"{label("package")} {index + 1}", day];
            yield return new(
                news.Package?.Carrier is { } carrier ? Short(CarrierName.Of(carrier))! : label("package"),
                string.Join(" · ", said.OfType<string>()),
                IsWeb(news.TrackingUrl) ? news.TrackingUrl : IsWeb(news.Package?.CarrierUrl) ? news.Package!.CarrierUrl : null);
        }
    }

    /// <summary>What happened, as the end of a sentence that begins with the package or the order: by the finer word where we have words for it.</summary>
    string News(Alert alert, Reader reader, TemplateContext context)
    {
        string?[] names = alert.Kind == AlertKind.StatusUpdate
            ? [alert.Detail, alert.Detail?.Split('.')[0]]
            : [alert.Detail is null ? null : $"{alert.Kind.ToWord()}.{alert.Detail}"];
        var name = names.OfType<string>().Select(n => $"news.{n}").FirstOrDefault(n => files.HasLabel(reader.Language, n)) ?? $"news.{alert.Kind.ToWord()}";
        return Label(reader, context, name);
    }

    /// <summary>Where the shop's own people look at what an alert is about.</summary>
    string? AdminUrl(Alert alert) => site is null ? null : $"{site.Value.PublicUrl}/admin/{(alert.IsAboutPackage ? $"packages/{alert.About}" : $"orders/{alert.OrderId}")}";

    /// <summary>Where a message's button leads.</summary>
    string? Link(Alert alert) => alert.IsForOperations ? AdminUrl(alert) : alert.ActionUrl ?? alert.TrackingUrl;

    TemplateContext Context(Alert alert, Reader reader, Channel channel)
    {
        var context = Liquid.ContextFor(reader);
        context.SetValue("shop", new ShopWords(options.Value.ShopName));
        context.SetValue("recipient", new RecipientWords(Short(alert.To.Name) ?? ""));
        context.SetValue("order", new OrderWords(alert.OrderNumber, alert.TrackingUrl, PageLink.Shorten(alert.TrackingUrl)));
        context.SetValue("package", new PackageWords(
            alert.Package?.Carrier is { } carrier ? Short(CarrierName.Of(carrier)) : null,
            Short(alert.Package?.TrackingNumber),
            IsWeb(alert.Package?.CarrierUrl) ? alert.Package!.CarrierUrl : null,
            alert.Package?.ExpectedAt is { } expected ? reader.Date(expected) : null,
            alert.Package?.ExpectedAt is { } day ? reader.ShortDate(day) : null));
        var news = News(alert, reader, context);
        context.SetValue("event", new EventWords(reader.Date(alert.OccurredAt), reader.Time(alert.OccurredAt), Short(alert.Place), alert.Detail, channel == Channel.Sms ? SmsSize.WithoutAccents(news) : news));
        if (alert.IsForOperations)
            context.SetValue("operations", new OperationsWords(alert.IsAboutPackage ? Short(alert.Package?.TrackingNumber) ?? alert.About.ToString() : null));
        context.SetValue("action", new ActionWords(IsWeb(Link(alert)) ? Link(alert) : alert.TrackingUrl));
        context.SetValue("money", alert.Money is { } money
            ? new MoneyWords(reader.Money(money.Amount, money.Currency), money.Refunded is { } refunded ? reader.Money(refunded, money.Currency) : null)
            : null);
        return context;
    }

    static string[] Paragraphs(string text) => [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>HTML as text: a link says where it leads.</summary>
    static string WithoutTags(string html) => WebUtility.HtmlDecode(Tag().Replace(Link().Replace(html, "${label} (${url})"), ""));

    [GeneratedRegex("""<a\s+href="(?<url>[^"]*)"\s*>(?<label>.*?)</a>""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Link();

    [GeneratedRegex("</?[a-z][^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    /// <summary>A value in one line, not too long.</summary>
    public static string? Short(string? value) => string.IsNullOrWhiteSpace(value) ? null : OneLine(value).To(LongestValue, "…");

    static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
        .Select(word => string.Concat(word.Where(c => !char.IsControl(c))))).Trim();

    /// <summary>A link that a message shows must lead to a web page, whoever supplied it.</summary>
    public static bool IsWeb(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
