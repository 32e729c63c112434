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
    /// <summary>A runaway template ends here, and so does a message that somebody's data blew up.</summary>
    const int LongestPart = 200_000;
    const int LongestSms = 600;
    const int LongestValue = 120;

    static readonly TemplateOptions Rules = AllowList();

    public RenderedMessage Compose(Guid notificationId, Alert alert, Channel channel)
    {
        var reader = Reader.Of(alert.To, TemplateFiles.Languages, options.Value.DefaultLanguage);
        var context = Context(alert, reader);
        return channel == Channel.Email ? Email(notificationId, alert, reader, context) : Sms(notificationId, alert, reader, context);
    }

    RenderedMessage Sms(Guid id, Alert alert, Reader reader, TemplateContext context)
    {
        var text = OneLine(Render(files.Sms(reader.Language, alert.Kind), context, NullEncoder.Default));
        return new() { NotificationId = id, Text = text.To(LongestSms), Language = reader.Language };
    }

    RenderedMessage Email(Guid id, Alert alert, Reader reader, TemplateContext context)
    {
        var template = files.Email(reader.Language, alert.Kind);
        var subject = OneLine(Render(template.Subject, context, NullEncoder.Default));
        context.SetValue("language", reader.Language);
        context.SetValue("subject", subject);
        context.SetValue("heading", OneLine(Render(template.Heading, context, NullEncoder.Default)));
        context.SetValue("accent", Look.Accent(alert.Kind));
        context.SetValue("footer", Label("footer"));
        context.SetValue("steps", Look.Steps(alert.Kind).Select((s, i) => s with { Label = Label(Look.StepLabels[i]) }).ToArray());
        context.SetValue("lines", alert.Lines is { } lines ? lines.Take(50).Select(l => new LineWords(Short(l.Name)!, l.Quantity)).ToArray() : []);
        context.SetValue("facts", Facts(alert, reader, Label).ToArray());
        context.SetValue("button", (alert.ActionUrl ?? alert.TrackingUrl) is { } url && IsWeb(url)
            ? new ButtonWords(OneLine(Render(template.Button, context, NullEncoder.Default)), url)
            : null);
        context.SetValue("preferences", alert.UnsubscribeUrl is null ? null : new ButtonWords(Label("preferences"), $"{alert.TrackingUrl}#messages"));

        var plain = Paragraphs(Render(template.Body, context, NullEncoder.Default));
        context.SetValue("paragraphs", plain);
        context.SetValue("preview", OneLine(plain[0]));
        var text = Render(files.TextLayout, context, NullEncoder.Default);
        context.SetValue("paragraphs", Paragraphs(Render(template.Body, context, HtmlEncoder.Default)));
        var html = Render(files.HtmlLayout, context, HtmlEncoder.Default);
        return new() { NotificationId = id, Subject = subject, Text = text, Html = html, Language = reader.Language };

        string Label(string name) => Render(files.Label(reader.Language, name), context, NullEncoder.Default);
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
        var context = new TemplateContext(Rules) { CultureInfo = reader.Culture, TimeZone = reader.Zone };
        context.SetValue("shop", new ShopWords(options.Value.ShopName));
        context.SetValue("recipient", new RecipientWords(Short(alert.To.Name) ?? ""));
        context.SetValue("order", new OrderWords(alert.OrderNumber, alert.TrackingUrl));
        context.SetValue("package", new PackageWords(
            alert.Package?.Carrier is { } carrier ? Short(CarrierName.Of(carrier)) : null,
            Short(alert.Package?.TrackingNumber),
            alert.Package?.CarrierUrl,
            alert.Package?.ExpectedAt is { } expected ? reader.Date(expected) : null));
        context.SetValue("event", new EventWords(reader.Date(alert.OccurredAt), reader.Time(alert.OccurredAt), Short(alert.Place), alert.Detail));
        context.SetValue("action", new ActionWords(alert.ActionUrl ?? alert.TrackingUrl));
        context.SetValue("money", alert.Money is { } money
            ? new MoneyWords(reader.Money(money.Amount, money.Currency), money.Refunded is { } refunded ? reader.Money(refunded, money.Currency) : null)
            : null);
        return context;
    }

    static string Render(IFluidTemplate template, TemplateContext context, TextEncoder encoder)
    {
        using var writer = new LimitedWriter(LongestPart);
        template.RenderAsync(writer, encoder, context).AsTask().GetAwaiter().GetResult();
        return writer.ToString();
    }

    static string[] Paragraphs(string text) => [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    static string? Short(string? value) => string.IsNullOrWhiteSpace(value) ? null : OneLine(value).To(LongestValue, "…");

    static string OneLine(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
        .Select(word => string.Concat(word.Where(c => !char.IsControl(c))))).Trim();

    // A link that a template shows must lead to a web page, whoever supplied it.
    static bool IsWeb(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    static TemplateOptions AllowList()
    {
        var rules = new TemplateOptions
        {
            StrictFilters = true,
            MaxSteps = 20_000,
            MaxRecursion = 10,
            // Not StrictVariables: that takes a known name without a value for an unknown one.
            Undefined = name => throw new InvalidOperationException($"A template names '{name}', which there is not."),
        };
        rules.MemberAccessStrategy.MemberNameStrategy = MemberNameStrategies.SnakeCase;
        rules.MemberAccessStrategy.Register<ShopWords>();
        rules.MemberAccessStrategy.Register<RecipientWords>();
        rules.MemberAccessStrategy.Register<OrderWords>();
        rules.MemberAccessStrategy.Register<PackageWords>();
        rules.MemberAccessStrategy.Register<EventWords>();
        rules.MemberAccessStrategy.Register<MoneyWords>();
        rules.MemberAccessStrategy.Register<ActionWords>();
        rules.MemberAccessStrategy.Register<LineWords>();
        rules.MemberAccessStrategy.Register<StepWords>();
        rules.MemberAccessStrategy.Register<FactWords>();
        rules.MemberAccessStrategy.Register<ButtonWords>();
        return rules;
    }

    /// <summary>Refuses to grow beyond a limit.</summary>
    sealed class LimitedWriter(int limit) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        void Check(int more)
        {
            if (GetStringBuilder().Length + more > limit)
                throw new InvalidOperationException($"A message would be longer than {limit} characters.");
        }
    }
}
