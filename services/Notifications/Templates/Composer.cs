using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Fluid;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// Puts an alert into words. Only our own files and what operators have published are parsed as templates; what customers, carriers and
/// gateways wrote enters as values, encoded where it stands in HTML, without line breaks where it stands in a subject or an SMS. A published
/// template that fails is reported and gives way to the one that comes with the service: it keeps nobody from hearing.
/// </summary>
sealed partial class Composer(TemplateFiles files, IOptions<NotificationsOptions> options, TemplateBook? book = null, SenderMetrics? metrics = null, ILogger<Composer>? logger = null)
{
    /// <summary>So many of an order's lines are listed.</summary>
    public const int MostLines = 50;

    const int LongestSms = 600;
    const int LongestValue = 120;

    public RenderedMessage Compose(Guid notificationId, Alert alert, Channel channel)
    {
        var language = Reader.Of(alert.To, TemplateFiles.Languages, options.Value.DefaultLanguage).Language;
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
        var context = Context(alert, reader);
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
        context.SetValue("structured", StructuredData.Of(alert, options.Value.ShopName, IsWeb(alert.TrackingUrl) ? alert.TrackingUrl : null));
        context.SetValue("subject", subject);
        context.SetValue("heading", heading);
        context.SetValue("accent", Look.Accent(alert.Kind));
        context.SetValue("footer", Label("footer"));
        context.SetValue("steps", Look.Steps(alert.Kind).Select((s, i) => s with { Label = Label(Look.StepLabels[i]) }).ToArray());
        context.SetValue("lines", alert.Lines is { } lines ? lines.Take(MostLines).Select(l => new LineWords(Short(l.Name)!, l.Quantity)).ToArray() : []);
        context.SetValue("facts", Facts(alert, reader, Label).ToArray());
        context.SetValue("button", (alert.ActionUrl ?? alert.TrackingUrl) is { } url && IsWeb(url) ? new ButtonWords(button, url) : null);
        context.SetValue("preferences", alert.UnsubscribeUrl is null ? null : new ButtonWords(Label("preferences"), $"{alert.TrackingUrl}#messages"));

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
            Calendar = Calendar.Of(alert, reader, Label("calendar")),
            Language = reader.Language,
            TemplateVersion = version,
            TemplateTrouble = trouble,
        };

        string Label(string name) => Liquid.Render(files.Label(reader.Language, name), context, NullEncoder.Default);
    }

    /// <summary>What a name stands for in an alert; null where that is not known.</summary>
    public string? Value(Alert alert, string root, string member)
    {
        var context = Context(alert, Reader.Of(alert.To, TemplateFiles.Languages, options.Value.DefaultLanguage));
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

    TemplateContext Context(Alert alert, Reader reader)
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
        context.SetValue("event", new EventWords(reader.Date(alert.OccurredAt), reader.Time(alert.OccurredAt), Short(alert.Place), alert.Detail));
        context.SetValue("action", new ActionWords(IsWeb(alert.ActionUrl) ? alert.ActionUrl : alert.TrackingUrl));
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
