using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using StatusTracking.Browsing;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using StatusTracking.Tracking.Tests.Page;
using Xunit;

namespace StatusTracking.Tracking.Tests.Features;

/// <summary>A recipient and a buyer, each with a page of their own; the test plays Notifications.</summary>
public abstract class TwoReaders : Situation
{
    internal Changes Parcel { get; private set; } = null!;

    internal Others Others { get; private set; } = null!;

    /// <summary>The recipient's page.</summary>
    protected string PackagePage => $"/track/{Parcel.Token}";

    /// <summary>The buyer's page.</summary>
    protected string OrderPage => $"/track/{Others.Token}";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Parcel = new(Now)
        {
            Customer = new("Charles Babbage", "Charles@Example.org", null, "en", "Europe/London"),
            Recipient = new("Ada Byron", "ada@example.org", "+4915112345678", "de", "Europe/Berlin"),
        };
        Others = new(Parcel);
        await Service.Publish(Others.Order(OrderStatus.Submitted, 1, Now));
        await Hear(Parcel, Parcel.Add(PackageStatus.InTransit, "departed_facility", at: Now));
        await Eventually.True(async () => (await Open(PackagePage)).StatusCode == HttpStatusCode.OK && (await Open(OrderPage)).StatusCode == HttpStatusCode.OK);
    }

    protected Task<HttpResponseMessage> Open(string path) => Service.Anonymous.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>As a browser or a mail program sends a form, and follows nobody.</summary>
    protected async Task<HttpResponseMessage> Post(string path, string form, params (string Name, string Value)[] headers)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = Service.Anonymous.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(form, null, "application/x-www-form-urlencoded") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    /// <summary>What a page's data say, such as <c>email a•••@e•••.org on</c>.</summary>
    protected async Task<IEnumerable<string>> Preferences(string page)
    {
        var json = JsonNode.Parse(await (await Open($"{page}.json")).Content.ReadAsStringAsync())!;
        return json["preferences"]!.AsArray().Select(p => p!).Select(p => $"{p.Text("channel")} {p.Text("address")} {((bool)p["on"]! ? "on" : "off")}{((bool)p["few"]! ? ", few" : "")}{((bool)p["answered"]! ? ", answered" : "")}");
    }

    /// <summary>What Notifications says that it holds.</summary>
    protected Task Held(string channel, string address, bool wanted, DateTimeOffset at, bool answered = false, string[]? muted = null) => Service.Send("tracking-record-preference",
        new RecordPreference { Channel = channel, Address = address, Wanted = wanted, Answered = answered, Muted = muted, OccurredAt = at });
}

public sealed class When_somebody_chooses_their_messages : TwoReaders
{
    [Fact]
    public async Task Everybody_is_told_at_first_and_sees_no_more_of_their_own_address_than_they_need()
    {
        (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org on", "sms •••678 on"]);
        (await Preferences(OrderPage)).ShouldBe(["email C•••@E•••.org on"], "who bought was sent the order's page, and has no phone");
    }

    [Fact]
    public async Task It_is_saved_shown_at_once_and_told_to_Notifications_with_it()
    {
        var reply = await Post($"{PackagePage}/preferences?lang=fr", "email=off");

        reply.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        reply.Headers.Location!.ToString().ShouldBe($"../{Parcel.Token}?lang=fr&saved=email#messages");
        reply.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org off", "sms •••678 on"]);
        (await Preferences(OrderPage)).ShouldBe(["email C•••@E•••.org on"]);
        (await Service.First<SetPreference>()).ShouldBe(new() { Channel = "email", Address = "ada@example.org", Wanted = false, OccurredAt = Now });
        var page = await (await Open($"{PackagePage}?lang=fr&saved=email")).Content.ReadAsStringAsync();
        page.ShouldContain("Vous ne recevrez plus d’e-mails");
    }

    [Fact]
    public async Task The_same_again_tells_nobody_and_the_opposite_tells_something_later()
    {
        foreach (var form in new[] { "sms=off", "sms=off", "sms=on" })
            (await Post($"{PackagePage}/preferences", form)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var told = await Service.Published<SetPreference>(2);
        (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org on", "sms •••678 on"]);
        told.OrderBy(t => t.OccurredAt).Select(t => t.Wanted).ShouldBe([false, true]);
        told.Select(t => t.OccurredAt).Distinct().Count().ShouldBe(2, "the clock stood still, and the later word counts");
    }

    [Fact]
    public async Task Who_wants_only_the_important_news_is_spared_the_steps_in_between_until_they_want_all_again()
    {
        await Post($"{PackagePage}/preferences", "email=few");
        var few = await (await Open($"{PackagePage}?lang=en&saved=email")).Content.ReadAsStringAsync();
        await Post($"{PackagePage}/preferences", "email=on");

        few.ShouldContain("only the important ones</strong>");
        few.ShouldContain("E-mails will come only when it comes");
        (await Preferences(PackagePage)).First().ShouldBe("email a•••@e•••.org on");
        var told = (await Service.Published<SetPreference>(2)).OrderBy(t => t.OccurredAt).ToList();
        told.ShouldAllBe(t => t.Wanted);
        told[0].Muted.ShouldBe(["shipped", "left_distribution_centre"]);
        told[1].Muted.ShouldBeNull();
    }

    [Fact]
    public async Task One_click_in_a_mail_program_switches_email_off()
    {
        var reply = await Post($"{OrderPage}/unsubscribe", "List-Unsubscribe=One-Click");

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Preferences(OrderPage)).ShouldBe(["email C•••@E•••.org off"]);
        (await Service.First<SetPreference>()).Address.ShouldBe("charles@example.org");
        (await Post($"{OrderPage}/unsubscribe", "List-Unsubscribe=One-Click")).StatusCode.ShouldBe(HttpStatusCode.OK, "again");
        (await Post($"{OrderPage}/unsubscribe", "something=else")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Opening_a_link_chooses_nothing()
    {
        var asked = await Open($"{PackagePage}/unsubscribe?email=off&List-Unsubscribe=One-Click");

        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await asked.Content.ReadAsStringAsync()).ShouldContain("Ja, keine E-Mails mehr");
        asked.Headers.CacheControl!.NoStore.ShouldBeTrue();
        asked.Headers.GetValues("X-Robots-Tag").Single().ShouldStartWith("noindex");
        asked.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("form-action 'self'");
        (await Open($"{PackagePage}?saved=email&email=off")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org on", "sms •••678 on"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("email=perhaps&fax=off")]
    [InlineData("a=%&&&=;")]
    public async Task Nonsense_chooses_nothing_and_leads_back(string form)
    {
        var reply = await Post($"{PackagePage}/preferences?lang=tlh", form);

        (reply.StatusCode, reply.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.SeeOther, $"../{Parcel.Token}#messages"));
        (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org on", "sms •••678 on"]);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "https://elsewhere.example", false)]
    [InlineData("Origin", "null", true)]
    public async Task Another_sites_page_cannot_choose(string header, string value, bool may)
    {
        (await Post($"{PackagePage}/preferences", "email=off", (header, value))).StatusCode.ShouldBe(may ? HttpStatusCode.SeeOther : HttpStatusCode.Forbidden);
        (await Post($"{PackagePage}/unsubscribe", "List-Unsubscribe=One-Click", (header, value))).StatusCode.ShouldBe(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden);

        (await Preferences(PackagePage)).First().ShouldEndWith(may ? "off" : "on");
    }

    [Fact]
    public async Task Every_wrong_address_gets_the_answer_of_a_page_that_is_not_there()
    {
        var nowhere = await (await Open($"/track/{new string('x', 27)}")).Content.ReadAsStringAsync();

        foreach (var token in new[] { new string('x', 27), "short", Parcel.PackageId.ToString(), "a%20b%3Cscript%3E" })
        {
            HttpResponseMessage[] replies =
            [
                await Open($"/track/{token}/unsubscribe"), await Post($"/track/{token}/unsubscribe", "List-Unsubscribe=One-Click"),
                await Post($"/track/{token}/unsubscribe", ""), await Post($"/track/{token}/preferences", "email=off"),
            ];
            foreach (var reply in replies)
            {
                reply.StatusCode.ShouldBe(HttpStatusCode.NotFound);
                reply.Headers.CacheControl!.NoStore.ShouldBeTrue();
                (await reply.Content.ReadAsStringAsync()).ShouldBe(nowhere);
            }
        }
    }

    [Fact]
    public async Task What_Notifications_holds_is_shown_where_nothing_later_was_chosen()
    {
        await Held("sms", "+4915112345678", wanted: false, Now, answered: true);
        await Eventually.Passes(async () => (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org on", "sms •••678 off, answered"]));

        await Post($"{PackagePage}/preferences", "sms=on");
        Service.Heard<SetPreference>().ShouldBeEmpty("only an answer begins them again");

        await Held("sms", "+4915112345678", wanted: true, Now.AddMinutes(1));
        await Eventually.Passes(async () => (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org on", "sms •••678 on"]));
        await Held("sms", "+4915112345678", wanted: false, Now.AddSeconds(1), answered: true);
        await Held("email", "ada@example.org", wanted: false, Now.AddMinutes(1));
        await Eventually.Passes(async () => (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org off", "sms •••678 on"]));
        await Held("email", "ada@example.org", wanted: true, Now.AddMinutes(2), muted: ["shipped"]);
        await Eventually.Passes(async () => (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org on, few", "sms •••678 on"]));
    }

    [Fact]
    public async Task Many_at_once_end_as_one_of_them_asked_and_Notifications_hears_the_same()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Post($"{PackagePage}/preferences", i % 2 == 0 ? "email=off" : "email=on")));

        replies.ShouldAllBe(r => r.StatusCode == HttpStatusCode.SeeOther);
        var shown = (await Preferences(PackagePage)).First().EndsWith("on", StringComparison.Ordinal);
        await Eventually.Passes(() =>
        {
            Service.Heard<SetPreference>().MaxBy(t => t.OccurredAt)!.Wanted.ShouldBe(shown);
            return Task.CompletedTask;
        });
    }
}

[Trait("Category", "Browser")]
public sealed class When_a_browser_without_scripts_chooses_messages(Browser browser) : TwoReaders, IClassFixture<Browser>
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    public async Task It_goes_from_the_link_in_an_email_to_off_and_on_again_in_the_language_that_was_chosen(int width, bool dark)
    {
        var page = await browser.NewWindowAsync(colours: dark ? ColorScheme.Dark : ColorScheme.Light, width: width, scripts: Scripts.None);
        await page.GotoAsync(new Uri(Service.Anonymous.BaseAddress!, PackagePage).ToString());
        foreach (var language in new[] { "English", "Français", "Español", "Deutsch", "Français" })
            await page.GetByRole(AriaRole.Link, new() { Name = language, Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Votre colis est en route");

        await page.GotoAsync(new Uri(Service.Anonymous.BaseAddress!, $"{PackagePage}/unsubscribe?lang=fr").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Oui, ne plus recevoir d’e-mails" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Vous ne recevrez plus d’e-mails");
        page.Url.ShouldEndWith($"{PackagePage}?lang=fr&saved=email#messages");
        await page.PictureAsync($"saved-{width}-{(dark ? "dark" : "light")}");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Désactiver ?, SMS au •••678$") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Vous ne recevrez plus de SMS");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Activer ?, E-mails à a•••@e•••.org$") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("parviendront par e-mail");

        (await Preferences(PackagePage)).ShouldBe(["email a•••@e•••.org on", "sms •••678 off"]);
        browser.Complaints.ShouldBeEmpty();
    }
}
