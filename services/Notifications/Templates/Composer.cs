using System.Text.Encodings.Web;
using Fluid;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// Puts an alert into words. Only our own files are parsed as templates; what customers, carriers and gateways wrote enters as values,
/// encoded where it stands in HTML, without line breaks where it stands in a subject or an SMS.
/// </summary>
sealed class Composer(TemplateFiles files, IOptions<NotificationsOptions> options)
{
    /// <summary>So many of an order's lines are listed.</summary>
    public const int MostLines = 50;

    const int LongestSms = 600;
    const int LongestValue = 120;

    public RenderedMessage Compose(Guid notificationId, Alert alert, Channel channel)
    {
        var reader = Reader.Of(alert.To, TemplateFiles.Languages, options.Value.DefaultLanguage);
        var context = Context(alert, reader);
        return channel == Channel.Email ? Email(notificationId, alert, reader, context) : Sms(notificationId, alert, reader, context);
    }

    RenderedMessage Sms(Guid id, Alert alert, Reader reader, TemplateContext context)
    {
        var text = OneLine(Liquid.Render(files.Message(alert.Kind, Channel.Sms, reader.Language).Text, context, NullEncoder.Default));
        return new() { NotificationId = id, Text = text.To(LongestSms), Language = reader.Language };
    }

    RenderedMessage Email(Guid id, Alert alert, Reader reader, TemplateContext context)
    {
        var template = files.Message(alert.Kind, Channel.Email, reader.Language);
        var subject = OneLine(Liquid.Render(template.Subject, context, NullEncoder.Default));
        context.SetValue("language", reader.Language);
        context.SetValue("direction", reader.IsRightToLeft ? "rtl" : "ltr");
        context.SetValue("start", reader.IsRightToLeft ? "right" : "left");
        context.SetValue("end", reader.IsRightToLeft ? "left" : "right");
        context.SetValue("structured", StructuredData.Of(alert, options.Value.ShopName, alert.TrackingUrl is { } page && IsWeb(page) ? page : null));
        context.SetValue("subject", subject);
        context.SetValue("heading", OneLine(Liquid.Render(template.Heading, context, NullEncoder.Default)));
        context.SetValue("accent", Look.Accent(alert.Kind));
        context.SetValue("footer", Label("footer"));
        context.SetValue("steps", Look.Steps(alert.Kind).Select((s, i) => s with { Label = Label(Look.StepLabels[i]) }).ToArray());
        context.SetValue("lines", alert.Lines is { } lines ? lines.Take(MostLines).Select(l => new LineWords(Short(l.Name)!, l.Quantity)).ToArray() : []);
        context.SetValue("facts", Facts(alert, reader, Label).ToArray());
        context.SetValue("button", (alert.ActionUrl ?? alert.TrackingUrl) is { } url && IsWeb(url)
            ? new ButtonWords(OneLine(Liquid.Render(template.Button, context, NullEncoder.Default)), url)
            : null);
        context.SetValue("preferences", alert.UnsubscribeUrl is null ? null : new ButtonWords(Label("preferences"), $"{alert.TrackingUrl}#messages"));

        var plain = Paragraphs(Liquid.Render(template.Text, context, NullEncoder.Default));
        context.SetValue("paragraphs", plain);
        context.SetValue("preview", OneLine(plain[0]));
        var text = Liquid.Render(files.TextLayout, context, NullEncoder.Default);
        context.SetValue("paragraphs", Paragraphs(Liquid.Render(template.Text, context, HtmlEncoder.Default)));
        var html = Liquid.Render(files.HtmlLayout, context, HtmlEncoder.Default);
        return new() { NotificationId = id, Subject = subject, Text = text, Html = html, Language = reader.Language };

        string Label(string name) => Liquid.Render(files.Label(reader.Language, name), context, NullEncoder.Default);
    }

    static IEnumerable<FactWords> Facts(Alert alert, Reader reader, Func<string, string> label)
    {
        yield return new(label("order"), alert.OrderNumber);
        if (alert.Package is { } package)
        {
            if (package.Carrier is { } carrier)
                yield return new(label("carrier"), Short(CarrierName.Of(carrier))!);
            if (package.TrackingNumber is { } number)
                yield return new(label("tracking_number"), Short(number)!, package.CarrierUrl is { } url && IsWeb(url) ? url : null);
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
        context.SetValue("order", new OrderWords(alert.OrderNumber, alert.TrackingUrl));
        context.SetValue("package", new PackageWords(
            alert.Package?.Carrier is { } carrier ? Short(CarrierName.Of(carrier)) : null,
            Short(alert.Package?.TrackingNumber),
            alert.Package?.CarrierUrl,
            alert.Package?.ExpectedAt is { } expected ? reader.Date(expected) : null,
            alert.Package?.ExpectedAt is { } day ? reader.ShortDate(day) : null));
        context.SetValue("event", new EventWords(reader.Date(alert.OccurredAt), reader.Time(alert.OccurredAt), Short(alert.Place), alert.Detail));
        context.SetValue("action", new ActionWords(alert.ActionUrl ?? alert.TrackingUrl));
        context.SetValue("money", alert.Money is { } money
            ? new MoneyWords(reader.Money(money.Amount, money.Currency), money.Refunded is { } refunded ? reader.Money(refunded, money.Currency) : null)
            : null);
        return context;
    }

    static string[] Paragraphs(string text) => [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>A value in one line, not too long.</summary>
    public static string? Short(string? value) => string.IsNullOrWhiteSpace(value) ? null : OneLine(value).To(LongestValue, "…");

    static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
        .Select(word => string.Concat(word.Where(c => !char.IsControl(c))))).Trim();

    // A link that a template shows must lead to a web page, whoever supplied it.
    static bool IsWeb(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
