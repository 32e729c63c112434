using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_a_package_has_news_that_has_no_kind_of_its_own : IAsyncLifetime
{
    Installation _here = null!;

    static CancellationToken Ends => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _here = await Installation.Start("Notifications:Operations:Phone=+4915112340000");

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public async Task Nobody_is_told_until_an_operator_says_so()
    {
        var order = Guid.NewGuid();
        await _here.Service.Publish(_here.Package(PackageStatus.OnHold, order, detail: "customs", from: PackageStatus.InTransit));
        await Heard("email", "on_hold.customs", 1);

        (await _here.Told(order)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Those_are_told_whom_a_rule_names_the_word_for()
    {
        await Edit("email", new { enabled = true, details = new[] { "on_hold.customs", "lost" } });
        await Edit("sms", new { toOperations = true, details = new[] { "lost" } });
        var (held, lost) = (Guid.NewGuid(), Guid.NewGuid());

        await _here.Service.Publish(_here.Package(PackageStatus.OnHold, held, detail: "documents", from: PackageStatus.InTransit));
        var customs = _here.Package(PackageStatus.OnHold, held, detail: "customs", from: PackageStatus.OnHold, sequence: 2);
        await _here.Service.Publish(customs);
        await _here.Service.Publish(customs with { Sequence = 3 });
        await _here.Service.Publish(_here.Package(PackageStatus.Lost, lost, detail: "confirmed", from: PackageStatus.InTransit));
        await Heard("email", "lost.confirmed", 1);
        await Heard("email", "on_hold.customs", 2);

        var mails = await _here.Mail.Wait(2);
        mails.Select(m => m.Subject).ShouldBe(["Your package is held by customs", "Your package is lost"], ignoreOrder: true);
        mails.Single(m => m.Subject.Contains("customs")).Text.ShouldContain("your package of order ST-7F3K-2M9Q is held by customs (Hannover)");
        var sms = (await _here.Twilio.Wait(1)).ShouldHaveSingleItem();
        sms.To.ShouldBe("+4915112340000");
        sms.Body.ShouldContain("Package 00340434161094015902 of order ST-7F3K-2M9Q is lost");
        (await _here.Becomes(held, "email", "sent")).Text("kind").ShouldBe("status_update");
        (await _here.Told(held)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_older_scan_that_comes_late_tells_nobody_and_what_has_a_kind_of_its_own_is_left_to_it()
    {
        await Edit("email", new { enabled = true, details = new[] { "in_transit", "lost" } });
        var order = Guid.NewGuid();

        await _here.Service.Publish(_here.Package(PackageStatus.InTransit, order, detail: "arrived_facility", from: PackageStatus.PickedUp) with { Late = true });
        await _here.Service.Publish(_here.Package(PackageStatus.InTransit, order, detail: "departed_facility", from: PackageStatus.InTransit));
        await _here.Service.Publish(_here.Package(PackageStatus.InTransit, order, detail: "arrived_country", from: PackageStatus.InTransit, sequence: 4));

        await _here.Becomes(order, "email", "sent");
        (await _here.Mail.Wait(1)).ShouldHaveSingleItem().Subject.ShouldBe("Your package has arrived in the country of its destination");
        await Heard("email", "in_transit.arrived_facility", 0);
    }

    [Fact]
    public async Task The_scan_with_which_it_was_shipped_says_so_where_that_is_told_and_this_where_it_is_not()
    {
        await Edit("email", new { enabled = true, details = new[] { "in_transit" } });
        await Edit("sms", new { enabled = true, details = new[] { "in_transit" } });
        var order = Guid.NewGuid();

        await _here.Service.Publish(_here.Package(PackageStatus.InTransit, order, detail: "arrived_facility", from: PackageStatus.LabelCreated));

        (await _here.Becomes(order, "email", "suppressed")).Text("reason").ShouldBe("superseded");
        await _here.Becomes(order, "sms", "sent");
    }

    [Fact]
    public async Task The_trial_counts_them_by_their_words_and_by_their_status()
    {
        await _here.Service.Publish(_here.Package(PackageStatus.OnHold, Guid.NewGuid(), detail: "customs", from: PackageStatus.InTransit));
        await _here.Service.Publish(_here.Package(PackageStatus.OnHold, Guid.NewGuid(), detail: "documents", from: PackageStatus.InTransit));
        await Heard("sms", "on_hold.documents", 1);
        await Heard("sms", "on_hold.customs", 1);

        (await Get("sms/trial?details=on_hold")).GetProperty("messages").GetProperty("recipients").GetInt32().ShouldBe(2);
        (await Get("sms/trial?details=on_hold.customs,lost")).GetProperty("alerts").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"enabled":true}""")]
    [InlineData("""{"toOperations":true,"details":[]}""")]
    [InlineData("""{"details":["delivered.neighbour"]}""")]
    [InlineData("""{"details":["customs"]}""")]
    public async Task A_rule_that_would_tell_each_scan_or_names_what_is_not_its_own_is_refused(string body)
    {
        using var content = new StringContent(body, null, "application/json");
        using var reply = await _here.Service.Client.PutAsync(Route("sms"), content, Ends);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonElement>(Ends)).GetProperty("errors").TryGetProperty("details", out _).ShouldBeTrue();
    }

    async Task Edit(string channel, object change)
    {
        using var reply = await _here.Service.Client.PutAsJsonAsync(Route(channel), change, Ends);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    Task Heard(string channel, string word, int count) => Eventually.True(async () =>
        ((await Get($"{channel}/trial")).GetProperty("byDetail").TryGetProperty(word, out var heard) ? heard.GetInt32() : 0) == count);

    Task<JsonElement> Get(string what) => _here.Service.Client.GetFromJsonAsync<JsonElement>(Route(what), Ends);

    static Uri Route(string what) => new($"/api/v1/notifications/rules/status_update/{what}", UriKind.Relative);
}
