using CsCheck;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

public class When_a_template_is_checked
{
    const string Head = "subject: About {{ order.number }}\nheading: News\nbutton: Look\n---\n";

    static readonly TemplateFiles Files = new();
    static readonly TemplateCheck Check = new(new Composer(Files, Options.Create(new NotificationsOptions { ShopName = "The Fine Tea Shop" })));

    static TemplateFindings Email(string body, AlertKind kind = AlertKind.Shipped) => Check.Of(kind, Channel.Email, "en", Head + body);

    static TemplateFindings Sms(string text, AlertKind kind = AlertKind.Shipped) => Check.Of(kind, Channel.Sms, "en", text);

    public static TheoryData<AlertKind, string, string> Ours() =>
        [.. from kind in Enum.GetValues<AlertKind>() from channel in Word.All<Channel>() from language in TemplateFiles.Languages select (kind, channel, language)];

    [Theory]
    [MemberData(nameof(Ours))]
    public void Nothing_is_wrong_with_ours(AlertKind kind, string channel, string language)
    {
        var way = Word.Parse<Channel>(channel)!.Value;
        var found = Check.Of(kind, way, language, Files.Text(kind, way, language));
        found.Flaws.ShouldBeEmpty();
        found.Warnings.ShouldBeEmpty();
    }

    /// <summary>The place is that of the sign that is wrong: the body begins in line 5.</summary>
    [Theory]
    [InlineData("{{ order.nummer }}", 5, 4, "There is no 'order.nummer'")]
    [InlineData("Hello.\n\nIt is {{ customer.name }}.", 7, 10, "There is no 'customer.name'")]
    [InlineData("{% if event.detail == 'never' %}{{ nobody }}{% endif %}", 5, 36, "There is no 'nobody'")]
    [InlineData("{{ order.number | shout }}", 5, 19, "no filter 'shout'")]
    [InlineData("{{ recipient.name | raw }}", 5, 21, "no filter 'raw'")]
    [InlineData("{% include 'x' %}", 5, 4, "tag 'include'")]
    [InlineData("{{ money.amount }}", 5, 4, "never known")]
    [InlineData("{{ package.carrier }}", 5, 4, "not always known")]
    [InlineData("<a href=\"http://shop.example\">x</a>", 5, 10, "https://")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", 5, 10, "https://")]
    [InlineData("Hi <script>alert(1)</script>", 5, 4, "Only <b>")]
    [InlineData("<img src=\"https://shop.example/pixel.gif\">", 5, 1, "Only <b>")]
    [InlineData("<b onclick=\"x\">Hi</b>", 5, 1, "Only <b>")]
    public void What_is_wrong_is_told_with_its_place(string body, int line, int column, string message)
    {
        var flaws = Email(body).Flaws;
        flaws.ShouldContain(f => f.Line == line && f.Column == column && f.Message.Contains(message, StringComparison.Ordinal), string.Join('\n', flaws));
    }

    [Theory]
    [InlineData("Hello {{ order.number ", 5)]
    [InlineData("Hello.\n\n{% if order.number %}never ended", 7)]
    public void A_mistake_of_syntax_is_told_with_its_line(string body, int line) => Email(body).Flaws.ShouldContain(f => f.Line >= line && f.Column > 0);

    [Theory]
    [InlineData("Only words, without a head", "no line of three dashes")]
    [InlineData("subject: A\nheading: B\n---\nBody", "no line button:")]
    [InlineData("subject: A\nheading: B\nbutton: \n---\nBody", "The button is empty")]
    [InlineData("subject: A\nheading: B\nbutton: C\nbanner: D\n---\nBody", "must begin with subject:")]
    [InlineData("subject: A\nheading: B\nbutton: C\n---\n", "The body is empty")]
    [InlineData("subject: {% if event.detail == 'signed' %}A{% endif %}\nheading: B\nbutton: C\n---\nBody", "The subject says nothing")]
    public void An_email_must_have_all_its_parts(string text, string message) =>
        Check.Of(AlertKind.Delivered, Channel.Email, "en", text).Flaws.ShouldContain(f => f.ToString().Contains(message, StringComparison.Ordinal));

    [Fact]
    public void What_is_asked_for_before_it_is_said_is_right()
    {
        Email("{% if package.carrier %}By {{ package.carrier }}.{% endif %} {{ package.expected | default: 'Soon' }} <b>Thank you</b>, <a href=\"https://shop.example/help\">help</a>.").Flaws.ShouldBeEmpty();
        Sms("{% assign who = shop.name %}{{ who }}: {{ order.number }}").Flaws.ShouldBeEmpty();
    }

    [Fact]
    public void A_link_in_a_paragraph_says_in_the_text_where_it_leads()
    {
        var template = MessageTemplate.Read(Channel.Email, Head + "<b>Ask</b> <a href=\"https://shop.example/help\">us</a> &lt;now&gt;").Template!;
        var written = new Composer(Files, Options.Create(new NotificationsOptions())).Write(Guid.Empty, SampleAlerts.Usual(AlertKind.Shipped, "en"), template);
        written.Text.ShouldContain("Ask us (https://shop.example/help) <now>");
        written.Html!.ShouldContain("<a href=\"https://shop.example/help\">us</a>");
    }

    [Fact]
    public void One_that_goes_down_too_deep_is_refused_before_it_is_read()
    {
        Sms("{{ " + string.Concat(Enumerable.Repeat("a[", 9_000))).Flaws.ShouldHaveSingleItem().Message.ShouldContain("A tag may have");
        Sms(string.Concat(Enumerable.Repeat("{% if order.url %}", 1_000))).Flaws.ShouldHaveSingleItem().Message.ShouldContain("at most 200 tags");
    }

    static readonly string[] Pieces =
        ["{{", "}}", "{%", "%}", "{{ order.number", " | ", "if ", "endif", "case ", "when ", "assign x = ", "'", "\n", "---\n", "subject: ", "<a href=\"", "<", "event.detail", " == ", "[", "(1..9)"];

    [Fact]
    public void Whatever_is_written_is_answered() =>
        Gen.Frequency((1, Gen.String[0, 10]), (9, Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]))).Array[0, 30].Select(string.Concat).Sample(text =>
        {
            foreach (var channel in Enum.GetValues<Channel>())
                Check.Of(AlertKind.Delivered, channel, "en", text).Flaws.ShouldAllBe(f => f.Message.Length > 0);
        }, iter: 2_000);

    [Fact]
    public void A_costly_SMS_is_warned_of()
    {
        Sms("{{ shop.name }}: " + new string('x', 320)).Warnings.ShouldContain(w => w.Contains("more than 2 SMS", StringComparison.Ordinal));
        Sms("{{ shop.name }}: it’s here").Warnings.ShouldContain(w => w.Contains('’'));
    }

    [Fact]
    public void An_email_that_Gmail_would_cut_is_warned_of() =>
        Email(string.Concat(Enumerable.Repeat("{{ order.number | append: order.number }} ", 170)) + new string('x', 100_000)).Warnings
            .ShouldContain(w => w.Contains("102 KB", StringComparison.Ordinal));
}
