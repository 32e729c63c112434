using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_a_package_leaves_the_distribution_centre : IAsyncLifetime
{
    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public async Task The_customer_gets_an_email_and_an_SMS()
    {
        var alert = await _here.Send(_here.Alert());

        var mail = (await _here.Mail.Wait(1))[0];
        var sms = (await _here.Twilio.Wait(1))[0];
        mail.Recipients.ShouldBe(["ada@example.org"]);
        mail.Subject.ShouldBe("Your package has left the distribution centre");
        mail.Text.ShouldContain("DHL");
        mail.Text.ShouldContain("00340434161094015902");
        mail.Text.ShouldContain("https://shop.example/track/abc");
        sms.To.ShouldBe("+4915112345678");
        sms.Body.ShouldContain("has left the distribution centre");
        var email = await _here.Becomes(alert.OrderId, "email", "sent");
        email.Text("providerId").ShouldBe(mail.MessageId);
        (await _here.Becomes(alert.OrderId, "sms", "sent")).Text("providerId").ShouldBe(sms.Sid);
    }

    [Fact]
    public async Task Every_step_is_published_and_nobodys_address_with_it()
    {
        var alert = await _here.Send(_here.Alert());

        var steps = await _here.Service.Published<NotificationStatusChanged>(8, m => m.OrderId == alert.OrderId);

        foreach (var channel in new[] { "email", "sms" })
            steps.Where(s => s.Channel == channel).OrderBy(s => s.Sequence).Select(s => s.To).ShouldBe(["created", "queued", "sending", "sent"]);
        steps.ShouldAllBe(s => s.Recipient == "a…@example.org" || s.Recipient == "+49…678");
        steps.ShouldAllBe(s => s.About == alert.PackageId && s.Kind == "left_distribution_centre");
    }

    [Fact]
    public async Task The_same_alert_five_times_tells_once()
    {
        var alert = _here.Alert();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _here.Send(alert)));
        var marker = await _here.Send(_here.Alert(AlertKind.Shipped));

        await _here.Becomes(marker.OrderId, "email", "sent");
        await _here.Becomes(alert.OrderId, "sms", "sent");
        await _here.Becomes(alert.OrderId, "email", "sent");
        _here.Mail.Received.Count.ShouldBe(2);
        _here.Twilio.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_words_can_be_read_as_the_recipient_sees_them()
    {
        var alert = await _here.Send(_here.Alert(customer: Some.Ada("de")));

        var email = await _here.Details(await _here.Becomes(alert.OrderId, "email", "sent"));
        var sms = await _here.Details(await _here.Becomes(alert.OrderId, "sms", "sent"));

        email.Text("subject").ShouldBe("Ihr Paket hat das Verteilzentrum verlassen");
        email.Text("html")!.ShouldContain("Guten Tag Ada Byron");
        email.Text("language").ShouldBe("de");
        sms.Text("text").ShouldBe(_here.Twilio.Messages[0].Body);
        email.GetProperty("attempts").EnumerateArray().ShouldHaveSingleItem().Text("outcome").ShouldBe("accepted");
    }

    [Fact]
    public async Task The_recipient_is_told_where_it_is_someone_else()
    {
        await _here.Send(_here.Alert(recipient: new("Grace", "grace@example.org", null, "en", null)));
        (await _here.Mail.Wait(1))[0].Recipients.ShouldBe(["grace@example.org"]);
    }

    [Fact]
    public async Task The_customer_is_told_where_the_recipient_cannot_be_reached()
    {
        await _here.Send(_here.Alert(recipient: new("Grace", null, null, "en", null)));
        (await _here.Mail.Wait(1))[0].Recipients.ShouldBe(["ada@example.org"]);
    }

    [Fact]
    public async Task Someone_without_a_phone_gets_no_SMS_and_the_list_says_why()
    {
        var alert = await _here.Send(_here.Alert(customer: Some.Ada(phone: null)));

        (await _here.Becomes(alert.OrderId, "sms", "suppressed")).Text("reason").ShouldBe("no_address");
        await _here.Becomes(alert.OrderId, "email", "sent");
        (await _here.Service.First<NotificationStatusChanged>(m => m.To == "suppressed")).RoutingKey.ShouldBe("notification.suppressed.no_address");
    }

    [Fact]
    public async Task Nobody_is_told_of_what_happened_long_ago()
    {
        var alert = await _here.Send(_here.Alert(occurredAt: _here.Now.AddDays(-4)));

        (await _here.Becomes(alert.OrderId, "email", "suppressed")).Text("reason").ShouldBe("stale");
        (await _here.Becomes(alert.OrderId, "sms", "suppressed")).Text("reason").ShouldBe("stale");
    }

    [Fact]
    public async Task Nobody_is_told_on_a_channel_that_an_operator_turned_off()
    {
        await _here.SetRule(AlertKind.LeftDistributionCentre, Channel.Email, false);

        var alert = await _here.Send(_here.Alert());

        await _here.Becomes(alert.OrderId, "sms", "sent");
        (await _here.Told(alert.OrderId)).Count.ShouldBe(1);
    }
}

public sealed class When_a_package_leaves_the_distribution_centre_with_its_first_scan : IAsyncLifetime
{
    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public async Task Only_that_it_left_is_told()
    {
        await _here.SetRule(AlertKind.Shipped, Channel.Sms, true);

        var order = await Departs();

        (await Outcome(order, 4)).ShouldBe(
            ["left_distribution_centre email sent", "left_distribution_centre sms sent", "shipped email suppressed superseded", "shipped sms suppressed superseded"]);
    }

    [Fact]
    public async Task A_channel_on_which_an_operator_turned_that_off_tells_that_it_was_shipped()
    {
        await _here.SetRule(AlertKind.LeftDistributionCentre, Channel.Email, false);

        var order = await Departs();

        (await Outcome(order, 2)).ShouldBe(["left_distribution_centre sms sent", "shipped email sent"]);
        _here.Mail.Received.Count.ShouldBe(2, "that it was shipped, and the marker");
    }

    [Fact]
    public async Task One_on_which_both_are_off_tells_nothing()
    {
        await _here.SetRule(AlertKind.LeftDistributionCentre, Channel.Email, false);
        await _here.SetRule(AlertKind.Shipped, Channel.Email, false);

        var order = await Departs();

        (await Outcome(order, 1)).ShouldBe(["left_distribution_centre sms sent"]);
    }

    [Fact]
    public async Task A_kind_that_this_version_does_not_know_silences_nothing()
    {
        var alert = await _here.Send(_here.Alert(AlertKind.Shipped) with { Superseded = true, GivesWayTo = ["teleported"] });

        (await Outcome(alert.OrderId, 1)).ShouldBe(["shipped email sent"]);
    }

    /// <summary>What the saga sends for such a scan, all of it three times and in the other order too.</summary>
    async Task<Guid> Departs()
    {
        var left = _here.Alert();
        var shipped = _here.Alert(AlertKind.Shipped, package: left.PackageId, order: left.OrderId) with { Superseded = true, GivesWayTo = ["left_distribution_centre"] };
        foreach (var alert in new[] { shipped, left, left, shipped, shipped with { GivesWayTo = null }, left })
            await _here.Send(alert);
        var marker = await _here.Send(_here.Alert(AlertKind.Delivered));
        await _here.Becomes(marker.OrderId, "email", "sent");
        await _here.Becomes(marker.OrderId, "sms", "sent");
        return left.OrderId;
    }

    async Task<IEnumerable<string>> Outcome(Guid order, int rows) => (await Eventually.Get(
            async () => await _here.Told(order),
            told => told.Count >= rows && told.All(n => n.Text("status") is "sent" or "suppressed")))
        .Select(n => string.Join(' ', new[] { n.Text("kind"), n.Text("channel"), n.Text("status"), n.Text("reason") }.OfType<string>())).Order(StringComparer.Ordinal);
}

public sealed class When_news_are_overtaken_before_they_come : IAsyncLifetime
{
    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public async Task Nobody_is_told_and_the_list_says_why()
    {
        var alert = await _here.Send(_here.Alert() with { Superseded = true });

        (await _here.Becomes(alert.OrderId, "email", "suppressed")).Text("reason").ShouldBe("superseded");
        (await _here.Becomes(alert.OrderId, "sms", "suppressed")).Text("reason").ShouldBe("superseded");
        await Nobody_else_is_told(0, 0);
    }

    [Fact]
    public async Task The_same_news_that_come_fresh_are_told_in_their_place_and_once()
    {
        var late = await _here.Send(_here.Alert() with { Superseded = true });
        await _here.Becomes(late.OrderId, "sms", "suppressed");
        for (var i = 0; i < 3; i++)
            await _here.Send(late with { Superseded = null });
        await _here.Send(late);

        await _here.Becomes(late.OrderId, "email", "sent");
        await _here.Becomes(late.OrderId, "sms", "sent");
        await Nobody_else_is_told(1, 1);
        (await _here.Told(late.OrderId)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task They_change_nothing_where_somebody_was_told_before()
    {
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "email", "sent");
        await _here.Becomes(alert.OrderId, "sms", "sent");
        await _here.Send(alert with { Superseded = true });
        await Nobody_else_is_told(1, 1);

        (await _here.Told(alert.OrderId)).Select(n => n.Text("status")).ShouldBe(["sent", "sent"]);
    }

    /// <summary>Waits until a marker that was sent after all else is told, and counts.</summary>
    async Task Nobody_else_is_told(int emails, int sms)
    {
        var marker = await _here.Send(_here.Alert());
        await _here.Becomes(marker.OrderId, "email", "sent");
        await _here.Becomes(marker.OrderId, "sms", "sent");
        _here.Mail.Received.Count.ShouldBe(emails + 1);
        _here.Twilio.Messages.Count.ShouldBe(sms + 1);
    }
}

public sealed class When_there_is_no_limit_of_age
{
    [Fact]
    public async Task Even_the_oldest_news_is_told()
    {
        await using var here = await Installation.Start("Notifications:MaxAge=00:00:00");
        var alert = await here.Send(here.Alert(occurredAt: here.Now.AddYears(-8)));
        await here.Becomes(alert.OrderId, "email", "sent");
    }
}

public sealed class When_no_provider_is_configured
{
    [Fact]
    public async Task Messages_are_files_and_each_is_there_once()
    {
        await using var service = new ServiceFixture<NotificationsService>();
        await service.InitializeAsync();
        await using var here = await Installation.Start();
        var alert = here.Alert();

        for (var i = 0; i < 5; i++)
            await service.Send("notifications-send-alert", alert);
        await service.Published<NotificationStatusChanged>(2, m => m.To == "sent");

        Directory.GetFiles(Path.Combine(service.DataDirectory, "outbox", "email"), "*.eml").Length.ShouldBe(1);
        Directory.GetFiles(Path.Combine(service.DataDirectory, "outbox", "sms"), "*.json").Length.ShouldBe(1);
    }
}
