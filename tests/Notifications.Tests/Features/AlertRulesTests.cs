using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_an_operator_edits_the_alert_rules : IAsyncLifetime
{
    static readonly Person Grace = new("Grace", "grace@example.org", "+4915112340000", "en", null);

    Installation _here = null!;

    static CancellationToken Ends => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _here = await Installation.Start("Notifications:Operations:Email=ops@shop.example", "Notifications:MaxPerRecipientAndHour=1");

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public async Task The_buyer_hears_of_a_gift_as_well_once_they_say_so()
    {
        await Edit("left_distribution_centre/email", new { toBuyer = true });

        var alert = await _here.Send(_here.Alert(recipient: Grace));

        var mails = await _here.Mail.Wait(2);
        mails.SelectMany(m => m.Recipients).ShouldBe(["ada@example.org", "grace@example.org"], ignoreOrder: true);
        // The page is the recipient's, so that only the recipient can end their messages there.
        mails.Single(m => m.Recipients.Contains("ada@example.org")).Message.Headers.Contains("List-Unsubscribe").ShouldBeFalse();
        mails.Single(m => m.Recipients.Contains("grace@example.org")).Message.Headers.Contains("List-Unsubscribe").ShouldBeTrue();
        await _here.Twilio.Wait(1);
        (await _here.Told(alert.OrderId)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Nobody_is_told_twice_for_being_buyer_and_recipient()
    {
        await Edit("left_distribution_centre/email", new { toBuyer = true });

        var alert = await _here.Send(_here.Alert(recipient: Grace with { Email = "Ada@Example.org" }));

        await _here.Becomes(alert.OrderId, "email", "sent");
        (await _here.Told(alert.OrderId, "&channel=email")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_shops_own_people_are_told_of_every_one_whatever_the_caps()
    {
        await Edit("exception/email", new { enabled = false, toOperations = true, reason = "Support calls the buyer." });

        var alerts = new[] { await _here.Send(_here.Alert(AlertKind.Exception)), await _here.Send(_here.Alert(AlertKind.Exception)) };

        foreach (var alert in alerts)
            (await _here.Becomes(alert.OrderId, "email", "sent")).Text("recipient").ShouldBe("ops@shop.example");
        var mail = (await _here.Mail.Wait(2))[0];
        mail.Subject.ShouldBe("Package 00340434161094015902 of order ST-7F3K-2M9Q has a problem");
        mail.Text.ShouldContain($"{_here.Url}/admin/packages/");
    }

    [Fact]
    public async Task A_rule_can_hold_for_some_finer_words_only()
    {
        await Edit("left_distribution_centre/email", new { details = new[] { "departed_facility" } });
        await Edit("left_distribution_centre/sms", new { details = new[] { "damaged" } });

        var alert = await _here.Send(_here.Alert());

        await _here.Becomes(alert.OrderId, "email", "sent");
        (await _here.Told(alert.OrderId)).Count.ShouldBe(1);

        (await Edit("left_distribution_centre/sms", new { details = Array.Empty<string>() })).GetProperty("details").ValueKind.ShouldBe(JsonValueKind.Null);
        var other = await _here.Send(_here.Alert(customer: Grace));
        await _here.Becomes(other.OrderId, "sms", "sent");
    }

    [Fact]
    public async Task The_history_says_who_made_what_of_it_and_why()
    {
        (await Get("shipped/sms/history")).GetArrayLength().ShouldBe(0);
        await Edit("shipped/sms", new { enabled = true, urgent = true });
        await Edit("shipped/sms", new { enabled = true });
        _here.Service.Time.Advance(TimeSpan.FromSeconds(1));
        await Edit("shipped/sms", new { enabled = false, reason = "Too many." });

        var changes = (await Get("shipped/sms/history")).EnumerateArray().ToList();

        changes.Select(c => (c.GetProperty("enabled").GetBoolean(), c.GetProperty("urgent").GetBoolean(), c.Text("reason"))).ShouldBe([(false, true, "Too many."), (true, true, null)]);
        changes.ShouldAllBe(c => c.Text("who")!.Length > 0);
    }

    [Fact]
    public async Task A_trial_says_what_the_last_seven_days_would_have_made()
    {
        await Edit("shipped/email", new { enabled = false });
        await _here.Send(_here.Alert(AlertKind.Shipped));
        await Heard(1);
        _here.Service.LetPass(TimeSpan.FromDays(6));
        await _here.Send(_here.Alert(AlertKind.Shipped, recipient: Grace with { Phone = null }));
        await Heard(2);

        var email = await Get("shipped/email/trial");
        email.GetProperty("alerts").GetInt32().ShouldBe(2);
        email.GetProperty("messages").GetProperty("recipients").GetInt32().ShouldBe(2);
        email.GetProperty("messages").GetProperty("buyers").GetInt32().ShouldBe(1);
        email.GetProperty("messages").GetProperty("operations").GetInt32().ShouldBe(2);
        (await Get("shipped/sms/trial")).GetProperty("messages").GetProperty("recipients").GetInt32().ShouldBe(1);
        (await Get("shipped/email/trial?details=damaged")).GetProperty("alerts").GetInt32().ShouldBe(0);
        email.GetProperty("byDetail").GetProperty("departed_facility").GetInt32().ShouldBe(2);

        _here.Service.LetPass(TimeSpan.FromDays(2));
        (await Get("shipped/email/trial")).GetProperty("alerts").GetInt32().ShouldBe(1);

        Task Heard(int alerts) => Eventually.True(async () => (await Get("shipped/email/trial")).GetProperty("alerts").GetInt32() == alerts);
    }

    [Theory]
    [InlineData("""{}""", "enabled")]
    [InlineData("""{"enabled":null}""", "enabled")]
    [InlineData("""{"enabled":"yes"}""", "enabled")]
    [InlineData("""{"details":["Damaged!"]}""", "details[0]")]
    [InlineData("""{"details":[null]}""", "details[0]")]
    [InlineData("""{"details":["lost.confirmed"]}""", "details")]
    [InlineData("""{"details":["aaaaaaaaaaaaaaaaaaa","aaaaaaaaaaaaaaaaaaa.a.b"]}""", "details[1]")]
    [InlineData("""{"toOperations":true}""", "toOperations")]
    [InlineData("""{"urgent":true,"reason":"a\u0000b"}""", "reason")]
    [InlineData("""{"urgent":true,"priority":1}""", "priority")]
    public async Task A_wrong_word_is_refused_by_its_field_and_changes_nothing(string body, string field)
    {
        using var content = new StringContent(body, null, "application/json");
        using var reply = await _here.Service.Client.PutAsync(Route("delivered/sms"), content, Ends);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonElement>(Ends)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
        (await Get("delivered/sms/history")).GetArrayLength().ShouldBe(0);
    }

    async Task<JsonElement> Edit(string rule, object change)
    {
        using var reply = await _here.Service.Client.PutAsJsonAsync(Route(rule), change, Ends);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await reply.Content.ReadFromJsonAsync<JsonElement>(Ends);
    }

    Task<JsonElement> Get(string what) => _here.Service.Client.GetFromJsonAsync<JsonElement>(Route(what), Ends);

    static Uri Route(string what) => new($"/api/v1/notifications/rules/{what}", UriKind.Relative);
}
