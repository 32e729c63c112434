using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Tracking.Tests.Features;

public class When_a_recipient_opens_the_page : Situation
{
    Changes _package = null!;
    Others _others = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _package = new(Now)
        {
            Customer = new("Charles Babbage", "charles@example.org", "+442071234567", "en", "Europe/London"),
            Recipient = new("Ada Byron", "ada@example.org", "+4915112345678", "de", "Europe/Berlin"),
            Estimate = Now.AddDays(3),
        };
        _others = new(_package);
        await Service.Publish(_others.Order(OrderStatus.Submitted, 1, Now));
        await Service.Publish(_others.Order(OrderStatus.InFulfilment, 4, Now, OrderStatus.Confirmed));
        await Hear(_package, _package.Add(PackageStatus.LabelCreated, at: Now), _package.Add(PackageStatus.InTransit, "departed_facility", at: Now, location: "Leipzig"));
        await Eventually.True(async () => (await Open($"/track/{_package.Token}")).Body.Contains("Leipzig", StringComparison.Ordinal));
        await Eventually.True(async () => (await Open($"/track/{_others.Token}")).Body.Contains("Leipzig", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_package_is_shown_in_the_recipients_words()
    {
        var (reply, body) = await Open($"/track/{_package.Token}");

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        reply.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        body.ShouldContain("<html lang=\"de\" dir=\"ltr\">");
        body.ShouldContain("Ihr Paket ist unterwegs");
        body.ShouldContain("Hat das Verteilzentrum verlassen");
        body.ShouldContain("Bei <bdi>DHL</bdi> verfolgen");
    }

    [Fact]
    public async Task The_order_is_shown_with_its_packages()
    {
        var (_, body) = await Open($"/track/{_others.Token}");

        body.ShouldContain("ST-7F3K-2M9Q");
        body.ShouldContain("Ihr Paket ist unterwegs");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(".json", true)]
    [InlineData("", false)]
    [InlineData(".json", false)]
    public async Task Nothing_says_who_they_are_and_where_they_live(string suffix, bool ofPackage)
    {
        var (_, body) = await Open($"/track/{(ofPackage ? _package.Token : _others.Token)}{suffix}");

        body.ShouldContain("Ada");
        body.ShouldContain("Berlin");
        foreach (var secret in new[] { "Byron", "Babbage", "Charles", "@example", "+49", "+44", "15112345678", "Hauptstr", "10115", "MUG-01", _package.PackageId.ToString(), _package.OrderId.ToString() })
            body.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".json")]
    public async Task Nobody_may_keep_list_or_frame_it(string suffix)
    {
        var (reply, _) = await Open($"/track/{_package.Token}{suffix}");

        reply.Headers.CacheControl!.NoStore.ShouldBeTrue();
        reply.Headers.GetValues("X-Robots-Tag").Single().ShouldStartWith("noindex");
        reply.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        reply.Headers.GetValues("X-Frame-Options").Single().ShouldBe("DENY");
        if (suffix.Length == 0)
            reply.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; style-src 'sha256-");
    }

    [Fact]
    public async Task The_data_says_the_same_without_words()
    {
        var (_, body) = await Open($"/track/{_package.Token}.json");

        var package = JsonNode.Parse(body)!["packages"]!.AsArray().Single()!;
        package.Text("status").ShouldBe("in_transit");
        package.Text("numberEnding").ShouldBe("2557");
        package["scans"]!.AsArray().Select(s => s!.Text("status")).ShouldBe(["in_transit", "label_created"]);
    }

    [Fact]
    public async Task The_orders_other_packages_lead_to_their_pages_and_no_package_leads_to_the_orders()
    {
        var second = new Changes(Now) { OrderId = _package.OrderId, Customer = _package.Customer, Recipient = _package.Recipient };
        var cancelled = new Changes(Now) { OrderId = _package.OrderId };
        await Hear(second, second.Add(PackageStatus.OutForDelivery, "vehicle", at: Now));
        await Hear(cancelled, cancelled.Add(PackageStatus.Cancelled, at: Now));

        var (_, body) = await Open($"/track/{_package.Token}");
        var json = JsonNode.Parse((await Open($"/track/{second.Token}.json")).Body)!;

        body.ShouldContain($"<a href=\"{second.Token}\">");
        body.ShouldContain("Paket 1 von 2");
        body.ShouldNotContain(_others.Token);
        json["packages"]!.AsArray().Single()!.Long("number").ShouldBe(2);
        var other = json["others"]!.AsArray().Single()!;
        (other.Long("number"), other.Text("page"), other.Text("status")).ShouldBe((1, $"/track/{_package.Token}", "in_transit"));
    }

    [Fact]
    public async Task A_short_link_leads_to_the_page_and_any_other_looks_like_a_page_that_there_is_not()
    {
        foreach (var token in new[] { _package.Token, _others.Token })
        {
            var (reply, body) = await Open($"/t/{token[..PageLink.CodeLength]}");
            reply.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe($"/track/{token}");
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            body.ShouldContain("Leipzig");
        }

        var unknown = await Open($"/track/{new string('x', 27)}");
        var code = _package.Token[..PageLink.CodeLength];
        foreach (var wrong in new[] { code[..^1], $"{code}x", $"{code[..^1]}~", code.Any(char.IsAsciiLetterUpper) ? code.ToLowerInvariant() : code.ToUpperInvariant(), new string('x', PageLink.CodeLength), "___________%25" })
        {
            var (reply, body) = await Open($"/t/{wrong}");
            reply.StatusCode.ShouldBe(HttpStatusCode.NotFound, wrong);
            reply.Headers.CacheControl!.NoStore.ShouldBeTrue();
            body.ShouldBe(unknown.Body);
        }
    }

    [Theory]
    [InlineData("?lang=es", "<html lang=\"es\"", "Su paquete está en camino")]
    [InlineData("?lang=xx", "<html lang=\"de\"", "Ihr Paket ist unterwegs")]
    [InlineData("?lang=", "<html lang=\"de\"", "Ihr Paket ist unterwegs")]
    public async Task Another_language_is_a_matter_of_asking(string query, string language, string words)
    {
        var (_, body) = await Open($"/track/{_package.Token}{query}");

        body.ShouldContain(language);
        body.ShouldContain(words);
        body.ShouldContain($"<a href=\"{_package.Token}?lang=fr\" lang=\"fr\" hreflang=\"fr\">Français</a>");
    }

    [Fact]
    public async Task Of_a_very_long_history_it_says_how_much_is_not_listed()
    {
        var scans = Enumerable.Range(0, 310).Select(i => _package.Add(PackageStatus.InTransit, "arrived_facility", at: Now.AddMinutes(i), location: $"Ort {i}")).ToList();
        await Hear(_package, scans);
        await Eventually.Passes(async () => JsonNode.Parse((await Open($"/track/{_package.Token}.json")).Body)!["packages"]![0]!.Long("olderScans").ShouldBe(12));

        var (_, body) = await Open($"/track/{_package.Token}");

        System.Text.Encoding.UTF8.GetByteCount(body).ShouldBeLessThan(30_000);
        var shown = body.Split("<time ").Length - 1;
        body.ShouldContain($"Ältere Schritte, die hier nicht stehen: {312 - shown}");
    }

    [Fact]
    public async Task A_scan_that_came_late_has_its_place_and_a_later_label_is_no_scan()
    {
        await Service.Publish(new StatusChangeIgnored
        {
            Subject = Subjects.Package,
            SubjectId = _package.PackageId,
            OrderId = _package.OrderId,
            From = "in_transit",
            To = "picked_up",
            Detail = "accepted",
            Reason = "late_scan",
            Late = true,
            OccurredAt = Now.AddHours(-3),
            RecordedAt = Now,
        });
        await Service.Publish(new StatusChangeIgnored
        {
            Subject = Subjects.Package,
            SubjectId = _package.PackageId,
            OrderId = _package.OrderId,
            From = "in_transit",
            To = "returned",
            Reason = "package is in_transit: it cannot become returned.",
            OccurredAt = Now,
            RecordedAt = Now,
        });
        await Hear(_package, _package.Add(PackageStatus.InTransit, "departed_facility", at: Now, late: true) with { Reason = "labelled" });

        await Eventually.Passes(async () =>
        {
            (await Get($"/api/v1/packages/{_package.PackageId}/timeline"))["items"]!.AsArray().Count.ShouldBe(5);
            var package = JsonNode.Parse((await Open($"/track/{_package.Token}.json")).Body)!["packages"]!.AsArray().Single()!;
            package["scans"]!.AsArray().Select(s => s!.Text("status")).ShouldBe(["in_transit", "picked_up", "label_created"]);
        });
    }

    [Fact]
    public async Task Every_wrong_address_gets_the_same_answer()
    {
        var answers = new List<string>();
        foreach (var token in new[] { new string('x', 27), "short", _package.PackageId.ToString(), "00340434161094042557", "a%20b%3Cscript%3E", new string('y', 500) })
        {
            var (reply, body) = await Open($"/track/{token}");
            reply.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            reply.Headers.CacheControl!.NoStore.ShouldBeTrue();
            answers.Add(body);
        }

        answers.Distinct().Count().ShouldBe(1);
        answers[0].ShouldContain("This page does not exist");
        (await Open("/track/nothing-of-that-name.json")).Reply.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    async Task<(HttpResponseMessage Reply, string Body)> Open(string path)
    {
        var reply = await Service.Anonymous.GetAsync(new Uri(path, UriKind.Relative));
        return (reply, await reply.Content.ReadAsStringAsync());
    }
}
