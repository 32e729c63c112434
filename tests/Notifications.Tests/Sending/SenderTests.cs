using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_sending_goes_wrong : IAsyncLifetime
{
    static readonly TimeSpan Step = TimeSpan.FromSeconds(3);

    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start("Notifications:MaxAttempts=3");

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    Claims Claims => (Claims)_here.Service.Services.GetService(typeof(Claims))!;

    Task<SendAlert> Shipped() => _here.Send(_here.Alert(AlertKind.Shipped));

    [Fact]
    public async Task A_temporary_error_is_tried_again_later_as_the_same_message()
    {
        _here.Mail.Fail(SmtpStage.FinalDot, "451 4.3.0 Later", times: 1);
        var alert = await Shipped();
        var waiting = await _here.Becomes(alert.OrderId, "email", "retrying");
        waiting.Text("reason")!.ShouldContain("451");

        await _here.PassTime(Step, async () => (await _here.Told(alert.OrderId))[0].Text("status") == "sent");

        var details = await _here.Details((await _here.Told(alert.OrderId))[0]);
        details.GetProperty("attempts").EnumerateArray().Select(a => a.Text("outcome")).ShouldBe(["retryable", "accepted"]);
        var ids = _here.Mail.Conversation.Where(l => l.Contains("MAIL FROM")).ToList();
        ids.Count.ShouldBe(2);
        _here.Mail.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_that_stays_away_makes_it_fail_after_the_last_try()
    {
        _here.Mail.Drop(SmtpStage.Connect);
        var alert = await Shipped();

        await _here.PassTime(Step, async () => (await _here.Told(alert.OrderId)).Any(n => n.Text("status") == "failed"));

        var told = (await _here.Told(alert.OrderId))[0];
        told.GetProperty("attemptCount").GetInt32().ShouldBe(3);
        told.Text("reason")!.ShouldStartWith("Tried 3 times.");
    }

    [Theory]
    [InlineData(SmtpStage.Connect, "554 5.3.2 Not today")]
    [InlineData(SmtpStage.Hello, "550 5.7.1 Not you")]
    public async Task A_server_that_refuses_us_for_good_makes_it_fail_after_the_last_try_and_says_with_what(SmtpStage stage, string refusal)
    {
        _here.Mail.Fail(stage, refusal);
        var alert = await Shipped();
        (await _here.Becomes(alert.OrderId, "email", "retrying")).Text("reason")!.ShouldContain(refusal[..3]);

        await _here.PassTime(Step, async () => (await _here.Told(alert.OrderId)).Any(n => n.Text("status") == "failed"));

        var told = (await _here.Told(alert.OrderId))[0];
        told.GetProperty("attemptCount").GetInt32().ShouldBe(3);
        told.GetProperty("nextAttemptAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        told.Text("reason")!.ShouldStartWith("Tried 3 times. The SMTP server could not be reached or refused us:");
        told.Text("reason")!.ShouldContain(refusal[..3]);
    }

    [Fact]
    public async Task A_permanent_error_fails_at_once_and_shows_no_address()
    {
        _here.Mail.Fail(SmtpStage.Recipient, "550 5.1.1 <ada@example.org>: no such user");
        var alert = await Shipped();

        var failed = await _here.Becomes(alert.OrderId, "email", "failed");

        failed.Text("reason")!.ShouldContain("550");
        failed.Text("reason")!.ShouldNotContain("ada@");
        (await _here.Service.First<NotificationStatusChanged>(m => m.To == "failed")).Reason!.ShouldNotContain("ada@");
    }

    [Fact]
    public async Task A_lost_answer_is_uncertain_and_not_sent_again_until_an_operator_says_so()
    {
        _here.Mail.Drop(SmtpStage.FinalDot, keep: true, times: 1);
        var alert = await Shipped();
        var uncertain = await _here.Becomes(alert.OrderId, "email", "uncertain");
        for (var i = 0; i < 10; i++)
            _here.Service.Time.Advance(TimeSpan.FromMinutes(10));
        var marker = await Shipped();
        await _here.Becomes(marker.OrderId, "email", "sent");
        _here.Mail.Received.Count.ShouldBe(2);

        using var body = new StringContent("""{"outcome":"send_again","reason":"Ada called: nothing came."}""", null, "application/json");
        (await _here.Service.Client.PostAsync(new Uri($"/api/v1/notifications/{uncertain.GetProperty("id").GetGuid()}/resolution", UriKind.Relative), body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        await _here.Becomes(alert.OrderId, "email", "sent");
        _here.Mail.Received.Select(m => m.MessageId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task An_SMS_that_Twilio_may_have_taken_is_uncertain_until_Twilio_reports()
    {
        _here.Twilio.Fail(TwilioFault.AnswerLost);
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "sms", "uncertain");
        var taken = (await _here.Twilio.Wait(1))[0];

        (await _here.Twilio.CallBack(taken, "delivered")).EnsureSuccessStatusCode();

        (await _here.Becomes(alert.OrderId, "sms", "delivered")).Text("providerId").ShouldBe(taken.Sid);
        _here.Twilio.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_SMS_that_Twilio_took_is_found_there_when_no_report_comes()
    {
        _here.Twilio.Fail(TwilioFault.AnswerLost with { Times = 1 });
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "sms", "uncertain");

        await _here.PassTime(TimeSpan.FromSeconds(30), async () => (await _here.Told(alert.OrderId, "&channel=sms"))[0].Text("status") == "sent");

        (await _here.Told(alert.OrderId, "&channel=sms"))[0].Text("providerId").ShouldBe(_here.Twilio.Messages.ShouldHaveSingleItem().Sid);
    }

    [Fact]
    public async Task An_SMS_that_Twilio_took_is_found_there_also_after_Twilio_was_away_for_long()
    {
        _here.ToTwilio.When("POST /2010", Then.ResetAtReply);
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "sms", "uncertain");
        _here.ToTwilio.Down();
        _here.Service.Time.Advance(TimeSpan.FromHours(2));
        _here.ToTwilio.Heal();

        await _here.PassTime(TimeSpan.FromMinutes(1), async () => (await _here.Told(alert.OrderId, "&channel=sms"))[0].Text("status") == "sent");

        var found = (await _here.Told(alert.OrderId, "&channel=sms"))[0];
        found.Text("providerId").ShouldBe(_here.Twilio.Messages.ShouldHaveSingleItem().Sid);
        found.Text("reason").ShouldBe("Found in Twilio's list.");
    }

    [Fact]
    public async Task An_SMS_that_Twilio_does_not_have_stays_uncertain()
    {
        await _here.Send(_here.Alert());
        await _here.Twilio.Wait(1);
        _here.Twilio.Fail(TwilioFault.Broken with { Times = 1 });
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "sms", "uncertain");

        // The first SMS has the same words: it must not be taken for the second.
        await _here.PassTime(TimeSpan.FromSeconds(30), () => Task.FromResult(_here.Twilio.Requests.Count(r => r.Method == "GET") >= 2));

        await _here.Becomes(alert.OrderId, "sms", "uncertain");
    }

    [Fact]
    public async Task Too_many_requests_are_tried_again()
    {
        _here.Twilio.Fail(TwilioFault.TooMany with { Times = 1, RetryAfter = 120 });
        var alert = await _here.Send(_here.Alert());
        (await _here.Becomes(alert.OrderId, "sms", "retrying")).GetProperty("nextAttemptAt").GetDateTimeOffset().ShouldBe(_here.Now.AddSeconds(120), TimeSpan.FromSeconds(1));

        await _here.PassTime(Step, async () => (await _here.Told(alert.OrderId, "&channel=sms"))[0].Text("status") == "sent");
    }

    [Fact]
    public async Task Someone_who_opted_out_at_the_provider_is_not_asked_for_again()
    {
        _here.Twilio.Fail(TwilioFault.OptedOut with { Times = 1 });
        var first = await _here.Send(_here.Alert());
        (await _here.Becomes(first.OrderId, "sms", "suppressed")).Text("reason").ShouldBe("opted_out");

        var second = await _here.Send(_here.Alert());

        (await _here.Becomes(second.OrderId, "sms", "suppressed")).Text("reason").ShouldBe("opted_out");
        _here.Twilio.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task News_that_waited_too_long_is_not_told_any_more()
    {
        _here.Mail.Drop(SmtpStage.Connect);
        var alert = await _here.Send(_here.Alert(AlertKind.Shipped, occurredAt: _here.Now.AddDays(-3).AddMinutes(1)));
        await _here.Becomes(alert.OrderId, "email", "retrying");
        _here.Mail.Heal();

        _here.Service.Time.Advance(TimeSpan.FromMinutes(2));
        await _here.PassTime(Step, async () => (await _here.Told(alert.OrderId))[0].Text("status") == "suppressed");

        (await _here.Told(alert.OrderId))[0].Text("reason").ShouldBe("stale");
        _here.Mail.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task News_that_newer_news_overtook_while_it_waited_is_not_told_any_more()
    {
        _here.Mail.Fail(SmtpStage.FinalDot, "451 4.3.0 Later", times: 1);
        var shipped = await Shipped();
        await _here.Becomes(shipped.OrderId, "email", "retrying");
        var delivered = await _here.Send(_here.Alert(AlertKind.Delivered, package: shipped.PackageId, order: shipped.OrderId, sequence: 9));
        await _here.Mail.Wait(1);

        await _here.PassTime(Step, async () => (await _here.Told(shipped.OrderId, "&kind=shipped"))[0].Text("status") == "suppressed");

        (await _here.Told(shipped.OrderId, "&kind=shipped"))[0].Text("reason").ShouldBe("superseded");
        _here.Mail.Received.ShouldHaveSingleItem().Subject.ShouldBe("Your package was delivered");
        delivered.OrderId.ShouldBe(shipped.OrderId);

        // The same command again, from an old archive: it is no fresh news, for it was to be told once.
        await _here.Send(shipped);
        var marker = await Shipped();
        await _here.Becomes(marker.OrderId, "email", "sent");
        (await _here.Told(shipped.OrderId, "&kind=shipped")).ShouldHaveSingleItem().Text("status").ShouldBe("suppressed");
        _here.Mail.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_attempt_that_a_crash_left_open_before_anything_left_is_made_again()
    {
        var (order, _) = await Crash.WhileSending(_here.Service, Channel.Email);

        _here.Service.Time.Advance(TimeSpan.FromMinutes(6));
        await _here.PassTime(Step, async () => (await _here.Told(order))[0].Text("status") == "sent");

        var details = await _here.Details((await _here.Told(order))[0]);
        details.GetProperty("attempts").EnumerateArray().Select(a => a.Text("outcome")).ShouldBe(["retryable", "accepted"]);
        _here.Mail.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Whoever_has_lost_its_claim_hands_nothing_over()
    {
        var (order, claimed) = await Crash.WhileSending(_here.Service, Channel.Email);
        _here.Service.Time.Advance(TimeSpan.FromMinutes(6));

        (await Claims.MayLeave(claimed)).ShouldBeFalse();

        await _here.PassTime(Step, async () => (await _here.Told(order))[0].Text("status") == "sent");
        _here.Mail.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_attempt_that_a_crash_left_open_when_it_left_is_uncertain()
    {
        var (order, _) = await Crash.WhileHandingOver(_here.Service, Channel.Email);

        _here.Service.Time.Advance(TimeSpan.FromMinutes(6));
        await _here.PassTime(Step, async () => (await _here.Told(order))[0].Text("status") == "uncertain");

        var details = await _here.Details((await _here.Told(order))[0]);
        details.GetProperty("attempts").EnumerateArray().ShouldHaveSingleItem().Text("outcome").ShouldBe("uncertain");
        _here.Mail.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_provider_had_taken_before_a_crash_is_sent_where_that_was_written_down()
    {
        var (order, claimed) = await Crash.WhileHandingOver(_here.Service, Channel.Email);
        await Claims.HasTaken(claimed, Submission.Accepted("250 queued as 17"));

        _here.Service.Time.Advance(TimeSpan.FromMinutes(6));
        await _here.PassTime(Step, async () => (await _here.Told(order))[0].Text("status") == "sent");

        var details = await _here.Details((await _here.Told(order))[0]);
        details.GetProperty("attempts").EnumerateArray().ShouldHaveSingleItem().Text("outcome").ShouldBe("accepted");
        _here.Mail.Received.ShouldBeEmpty("nobody sends it again");
    }

    [Fact]
    public async Task Whoever_has_lost_its_claim_records_nothing()
    {
        var (order, claimed) = await Crash.WhileHandingOver(_here.Service, Channel.Email);
        _here.Service.Time.Advance(TimeSpan.FromMinutes(6));
        await _here.PassTime(Step, async () => (await _here.Told(order))[0].Text("status") == "uncertain");

        var outcomes = (Outcomes)_here.Service.Services.GetService(typeof(Outcomes))!;
        await Claims.HasTaken(claimed, Submission.Accepted("late"));
        await outcomes.Record(claimed, Submission.Accepted("late"), TestContext.Current.CancellationToken);

        (await _here.Told(order))[0].Text("status").ShouldBe("uncertain");
    }
}

public sealed class When_uncertain_email_is_to_be_sent_again
{
    [Fact]
    public async Task It_goes_out_again_with_the_same_message_id()
    {
        await using var here = await Installation.Start("Notifications:ResendUncertainEmail=true");
        here.Mail.Drop(SmtpStage.FinalDot, keep: true, times: 1);
        var alert = await here.Send(here.Alert(AlertKind.Shipped));

        await here.PassTime(TimeSpan.FromSeconds(3), async () => (await here.Told(alert.OrderId)).Any(n => n.Text("status") == "sent"));

        here.Mail.Received.Count.ShouldBe(2);
        here.Mail.Received.Select(m => m.MessageId).Distinct().ShouldHaveSingleItem();
    }
}

public sealed class When_a_crash_left_a_file_unwritten
{
    [Fact]
    public async Task It_is_written_after_all()
    {
        await using var service = new ServiceFixture<NotificationsService>();
        await service.InitializeAsync();
        var (_, claimed) = await Crash.WhileSending(service, Channel.Email);

        service.Time.Advance(TimeSpan.FromMinutes(6));
        await Eventually.True(() =>
        {
            service.Time.Advance(TimeSpan.FromSeconds(1));
            return Directory.Exists(Path.Combine(service.DataDirectory, "outbox", "email"));
        });

        await service.First<NotificationStatusChanged>(m => m.SubjectId == claimed.NotificationId && m.To == "sent");
        Directory.GetFiles(Path.Combine(service.DataDirectory, "outbox", "email"), "*.eml").Length.ShouldBe(1);
    }
}

public sealed class When_there_are_too_many_messages
{
    [Fact]
    public async Task One_recipient_gets_no_more_than_the_cap_within_an_hour()
    {
        await using var here = await Installation.Start("Notifications:MaxPerRecipientAndHour=5");
        var alerts = new List<SendAlert>();
        for (var i = 0; i < 9; i++)
            alerts.Add(await here.Send(here.Alert(AlertKind.Shipped)));

        var statuses = await Eventually.Get(
            async () => (await Task.WhenAll(alerts.Select(a => here.Told(a.OrderId)))).SelectMany(t => t).ToList(),
            told => told.Count == 9 && told.TrueForAll(n => n.Text("status") is "sent" or "suppressed"));

        here.Mail.Received.Count.ShouldBe(5);
        statuses.Where(n => n.Text("status") == "suppressed").Select(n => n.Text("reason")).ShouldBe(Enumerable.Repeat("rate_limited", 4));
        here.Service.Time.Advance(TimeSpan.FromHours(1.1));
        await here.Send(here.Alert(AlertKind.Shipped));
        await here.Mail.Wait(6);
    }

    [Fact]
    public async Task A_whole_batch_that_may_not_leave_holds_up_nobody_behind_it()
    {
        await using var here = await Installation.Start("Notifications:MaxPerRecipientAndHour=1", "Notifications:Concurrency=2");
        here.Mail.Fail(new SmtpFault { Stage = SmtpStage.Connect, Delay = TimeSpan.FromSeconds(2), Times = 1 });
        var alerts = new List<SendAlert>();
        for (var i = 0; i < 12; i++)
            alerts.Add(await here.Send(here.Alert(AlertKind.Shipped)));

        await Eventually.Get(
            async () => (await Task.WhenAll(alerts.Select(a => here.Told(a.OrderId)))).SelectMany(t => t).ToList(),
            told => told.Count(n => n.Text("reason") == "rate_limited") == 11 && told.Count(n => n.Text("status") == "sent") == 1);
    }

    [Fact]
    public async Task One_order_gets_no_more_than_its_cap()
    {
        await using var here = await Installation.Start("Notifications:MaxPerOrder=3");
        var order = Guid.NewGuid();
        for (var i = 0; i < 5; i++)
            await here.Send(here.Alert(AlertKind.Shipped, order: order));

        await Eventually.Get(
            () => here.Told(order),
            told => told.Count(n => n.Text("status") == "sent") == 3 && told.Count(n => n.Text("reason") == "rate_limited") == 2);
        here.Mail.Received.Count.ShouldBe(3);
    }
}

public class The_wait_before_the_next_try
{
    static BackOff BackOff(int seed) => new(Microsoft.Extensions.Options.Options.Create(new NotificationsOptions()), new Random(seed));

    [Fact]
    public void Doubles_up_to_its_limit_with_a_fifth_left_to_chance()
    {
        var backOff = BackOff(42);
        for (var attempts = 1; attempts <= 30; attempts++)
        {
            var full = Math.Min(10 * Math.Pow(2, attempts - 1), 7200);
            backOff.After(attempts).TotalSeconds.ShouldBeInRange(full * 0.8, full);
        }
    }

    [Fact]
    public void Is_never_shorter_than_the_provider_asks_for() => BackOff(1).After(1, TimeSpan.FromMinutes(5)).ShouldBe(TimeSpan.FromMinutes(5));
}

public sealed class When_a_lease_is_set
{
    [Theory]
    [InlineData("1.00:00:01", "Notifications:Lease must be at most 1 day")]
    [InlineData("00:00:00", "Notifications:Lease must be longer than nothing")]
    public async Task One_that_is_too_long_or_none_is_refused_at_the_start(string lease, string message)
    {
        await using var service = new ServiceFixture<NotificationsService>($"Notifications:Lease={lease}");
        (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(async () => await service.InitializeAsync())).Message.ShouldContain(message);
    }
}
