using System.Net.Http.Json;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_the_recipient_sleeps : IAsyncLifetime
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    Installation _here = null!;

    /// <summary>Eleven at night in Berlin, the next one; in New York it is afternoon.</summary>
    DateTimeOffset Night { get; set; }

    DateTimeOffset Morning => InBerlin(1, 8);

    DateTimeOffset InBerlin(int daysOn, int hour)
    {
        var local = TimeZoneInfo.ConvertTime(Night, Berlin).Date.AddDays(daysOn).AddHours(hour);
        return new(local, Berlin.GetUtcOffset(local));
    }

    public async ValueTask InitializeAsync()
    {
        _here = await Installation.Start("Notifications:QuietHours=22:00-08:00", "Notifications:DefaultTimeZone=Europe/Berlin", "Notifications:MaxAge=00:00:00");
        Night = _here.Now;
        Night = InBerlin(1, 23);
        _here.Service.Time.SetUtcNow(Night);
    }

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public async Task The_message_waits_and_says_so_and_goes_out_in_the_morning()
    {
        var alert = await _here.Send(_here.Alert());

        foreach (var channel in new[] { "email", "sms" })
        {
            var waiting = await _here.Becomes(alert.OrderId, channel, "deferred");
            waiting.Text("reason").ShouldBe("quiet_hours");
            waiting.GetProperty("nextAttemptAt").GetDateTimeOffset().ShouldBe(Morning);
        }

        _here.Service.Time.SetUtcNow(Morning - TimeSpan.FromSeconds(1));
        await _here.Becomes((await _here.Send(_here.Alert(AlertKind.Delivered))).OrderId, "sms", "deferred");
        _here.Mail.Received.ShouldBeEmpty();
        _here.Twilio.Messages.ShouldBeEmpty();

        _here.Service.Time.SetUtcNow(Morning);
        await _here.PassTime(TimeSpan.FromSeconds(1), async () => (await _here.Told(alert.OrderId)).All(n => n.Text("status") == "sent"));
        var steps = await _here.Service.Published<NotificationStatusChanged>(10, m => m.OrderId == alert.OrderId);
        steps.Where(s => s.Channel == "sms").OrderBy(s => s.Sequence).Select(s => s.To).ShouldBe(["created", "deferred", "queued", "sending", "sent"]);
    }

    [Fact]
    public async Task Somebody_for_whom_it_is_day_is_told_at_once()
    {
        var alert = await _here.Send(_here.Alert(customer: Some.Ada() with { TimeZone = "America/New_York" }));
        await _here.Becomes(alert.OrderId, "email", "sent");
    }

    [Fact]
    public async Task What_was_overtaken_by_the_morning_is_not_said()
    {
        var package = Guid.NewGuid();
        var left = await _here.Send(_here.Alert(package: package, order: package, sequence: 3));
        await _here.Becomes(left.OrderId, "sms", "deferred");
        await _here.Send(_here.Alert(AlertKind.OutForDelivery, package: package, order: package, sequence: 5));
        await Eventually.True(async () => (await _here.Told(package)).Count(n => n.Text("status") == "deferred") == 4);

        _here.Service.Time.SetUtcNow(Morning);

        await _here.PassTime(TimeSpan.FromSeconds(1), async () => (await _here.Told(package)).All(n => n.Text("status") is "sent" or "suppressed"));
        (await _here.Told(package)).Select(n => $"{n.Text("kind")} {n.Text("channel")} {n.Text("reason")}").ShouldBe(
            ["left_distribution_centre email superseded", "left_distribution_centre sms superseded", "out_for_delivery email ", "out_for_delivery sms "], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_rule_calls_urgent_wakes_them()
    {
        using (var reply = await _here.Service.Client.PutAsJsonAsync(
            new Uri("/api/v1/notifications/rules/left_distribution_centre/sms", UriKind.Relative), new { urgent = true }, TestContext.Current.CancellationToken))
            reply.EnsureSuccessStatusCode();

        var alert = await _here.Send(_here.Alert());

        await _here.Becomes(alert.OrderId, "sms", "sent");
        await _here.Becomes(alert.OrderId, "email", "deferred");
    }

    [Fact]
    public async Task An_operator_who_sends_it_again_means_now()
    {
        var alert = await _here.Send(_here.Alert());
        var waiting = await _here.Becomes(alert.OrderId, "email", "deferred");

        using (var reply = await _here.Service.Client.PostAsync(
            new Uri($"/api/v1/notifications/{waiting.GetProperty("id").GetGuid()}/resend", UriKind.Relative), null, TestContext.Current.CancellationToken))
            reply.EnsureSuccessStatusCode();

        (await _here.Mail.Wait(1)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_message_that_must_be_tried_again_is_tried_in_the_morning()
    {
        _here.Service.Time.SetUtcNow(InBerlin(1, 22) - TimeSpan.FromSeconds(2));
        _here.Mail.Fail(SmtpStage.Recipient, "451 4.3.0 Try again later", times: 1);
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "email", "retrying");

        await _here.PassTime(TimeSpan.FromSeconds(5), async () =>
            (await _here.Told(alert.OrderId, "&channel=email"))[0].GetProperty("nextAttemptAt").GetDateTimeOffset() == InBerlin(2, 8));

        _here.Service.Time.SetUtcNow(InBerlin(2, 8));
        await _here.PassTime(TimeSpan.FromSeconds(1), async () => (await _here.Told(alert.OrderId, "&channel=email"))[0].Text("status") == "sent");
    }
}

public class When_quiet_hours_are_set
{
    [Theory]
    [InlineData("Notifications:QuietHours=22-8", "22:00-08:00")]
    [InlineData("Notifications:QuietChannels=email,fax", "fax")]
    [InlineData("Notifications:DefaultTimeZone=Berlin", "IANA")]
    public async Task A_wrong_setting_is_named(string setting, string told)
    {
        await using var service = new ServiceFixture<NotificationsService>([setting]);
        (await Should.ThrowAsync<Exception>(async () => await service.InitializeAsync())).ToString().ShouldContain(told);
    }
}
