using System.Text.Encodings.Web;
using Fluid;

namespace StatusTracking.Notifications;

/// <summary>How templates are read and filled: what they may name, and how far one may go.</summary>
static class Liquid
{
    /// <summary>A runaway template ends here, and so does a message that somebody's data blew up. In characters.</summary>
    public const int LongestPart = 200_000;

    static readonly FluidParser Parser = new();
    static readonly TemplateOptions Rules = AllowList();

    /// <summary>Reads a template.</summary>
    /// <returns>It; or what is wrong, with its place at the end: <c>… at (line:column)</c>.</returns>
    public static (IFluidTemplate? Template, string? Error) Parse(string text) =>
        Parser.TryParse(text, out var template, out var error) ? (template, null) : (null, error);

    /// <summary>Values for a template, as one reader reads them.</summary>
    public static TemplateContext ContextFor(Reader reader) => new(Rules) { CultureInfo = reader.Culture, TimeZone = reader.Zone };

    /// <summary>Fills a template. Values are encoded, the template's own text stays as it is.</summary>
    public static string Render(IFluidTemplate template, TemplateContext context, TextEncoder encoder)
    {
        using var writer = new LimitedWriter(LongestPart);
        template.RenderAsync(writer, encoder, context).AsTask().GetAwaiter().GetResult();
        return writer.ToString();
    }

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
        rules.MemberAccessStrategy.Register<DigestWords>();
        rules.MemberAccessStrategy.Register<OperationsWords>();
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
