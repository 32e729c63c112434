using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_somebody_chose_their_messages_on_the_page : IAsyncLifetime
{
    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    Uri Inbound => new($"{_here.Url}/api/v1/twilio/inbound");

    /// <summary>Waits until Tracking was told of it, and gives what it was told.</summary>
    async Task<RecordPreference> Choose(Channel channel, string address, bool wanted, DateTimeOffset at, params string[] muted)
    {
        var before = _here.Service.Heard<RecordPreference>().Count;
        await _here.Service.Send("notifications-set-preference", new SetPreference { Channel = channel.ToWord(), Address = address, Wanted = wanted, Muted = muted.Length == 0 ? null : muted, OccurredAt = at });
        return (await _here.Service.Published<RecordPreference>(before + 1))[^1];
    }

    async Task<string> Outcome(Guid order, string channel)
    {
        var told = await Eventually.Get(
            async () => (await _here.Told(order, $"&channel={channel}")).SingleOrDefault(),
            n => n.ValueKind == System.Text.Json.JsonValueKind.Object && n.GetProperty("status").GetString() is "sent" or "suppressed");
        return $"{told.Text("status")} {told.Text("reason")}".Trim();
    }

    [Fact]
    public async Task News_of_packages_stop_on_that_channel_and_begin_again()
    {
        (await Choose(Channel.Email, "ADA@example.org ", wanted: false, _here.Now)).ShouldBe(
            new() { Channel = "email", Address = "ada@example.org", Wanted = false, Answered = false, OccurredAt = _here.Now });

        var off = await _here.Send(_here.Alert(customer: Some.Ada(email: "Ada@Example.org")));
        (await Outcome(off.OrderId, "email")).ShouldBe("suppressed preference");
        (await Outcome(off.OrderId, "sms")).ShouldBe("sent");

        await Choose(Channel.Email, "ada@example.org", wanted: true, _here.Now.AddSeconds(1));
        var on = await _here.Send(_here.Alert());
        (await Outcome(on.OrderId, "email")).ShouldBe("sent");
        _here.Mail.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Some_kinds_stop_on_that_channel_and_the_others_go_on()
    {
        (await Choose(Channel.Email, "ada@example.org", wanted: true, _here.Now, "shipped", "left_distribution_centre", "a_kind_of_tomorrow")).Muted.ShouldBe(["shipped", "left_distribution_centre"]);

        var left = await _here.Send(_here.Alert());
        (await Outcome(left.OrderId, "email")).ShouldBe("suppressed preference");
        (await Outcome(left.OrderId, "sms")).ShouldBe("sent");
        var delivered = await _here.Send(_here.Alert(AlertKind.Delivered));
        (await Outcome(delivered.OrderId, "email")).ShouldBe("sent");

        (await Choose(Channel.Email, "ada@example.org", wanted: true, _here.Now.AddSeconds(1))).Muted.ShouldBeNull();
        (await Outcome((await _here.Send(_here.Alert())).OrderId, "email")).ShouldBe("sent");
    }

    [Fact]
    public async Task What_is_about_the_order_and_its_money_still_comes_by_email()
    {
        await Choose(Channel.Email, "ada@example.org", wanted: false, _here.Now);
        var order = Guid.NewGuid();

        await _here.Service.Publish(_here.Order(OrderStatus.Submitted, order));
        await _here.Service.Publish(_here.Order(OrderStatus.Confirmed, order, sequence: 2));
        await _here.Service.Publish(_here.Payment(PaymentStatus.Failed, order));
        await _here.Service.Publish(_here.Payment(PaymentStatus.ActionRequired, order));
        await _here.Service.Publish(_here.Payment(PaymentStatus.Refunded, order, refunded: 25));
        await _here.Service.Publish(_here.Order(OrderStatus.Cancelled, order, sequence: 3));

        await Eventually.Passes(async () => (await _here.Told(order)).Select(n => $"{n.Text("kind")} {n.Text("status")}").Order(StringComparer.Ordinal)
            .ShouldBe(["order_cancelled sent", "order_confirmed sent", "payment_action_required sent", "payment_failed sent", "refunded sent"]));
    }

    [Fact]
    public async Task The_later_word_counts_in_whatever_order_they_come()
    {
        await Choose(Channel.Email, "ada@example.org", wanted: true, _here.Now.AddSeconds(2));

        var held = await Choose(Channel.Email, "ada@example.org", wanted: false, _here.Now.AddSeconds(1));

        (held.Wanted, held.OccurredAt).ShouldBe((true, _here.Now.AddSeconds(2)));
        (await Outcome((await _here.Send(_here.Alert())).OrderId, "email")).ShouldBe("sent");
    }

    [Fact]
    public async Task Whoever_answered_STOP_stays_off_until_they_answer_START_and_the_page_learns_of_both()
    {
        await _here.Twilio.Answer(Inbound, "+4915112345678", "STOP");
        (await _here.Service.First<RecordPreference>()).ShouldBe(new() { Channel = "sms", Address = "+4915112345678", Wanted = false, Answered = true, OccurredAt = _here.Now });

        var held = await Choose(Channel.Sms, "+4915112345678", wanted: true, _here.Now.AddSeconds(5));
        (held.Wanted, held.Answered, held.OccurredAt).ShouldBe((false, true, _here.Now.AddSeconds(5)), "as late as what was asked, so that the page shows it");
        (await Outcome((await _here.Send(_here.Alert())).OrderId, "sms")).ShouldBe("suppressed opted_out");

        await _here.Twilio.Answer(Inbound, "+4915112345678", "START");
        var started = (await _here.Service.Published<RecordPreference>(3))[^1];
        (started.Wanted, started.Answered).ShouldBe((true, false));
        started.OccurredAt.ShouldBeGreaterThan(held.OccurredAt);
        (await Outcome((await _here.Send(_here.Alert())).OrderId, "sms")).ShouldBe("sent");
    }

    [Fact]
    public async Task An_email_says_where_messages_are_chosen_and_lets_a_mail_program_do_it_with_one_click()
    {
        await _here.Send(_here.Alert(customer: Some.Ada("de")));

        var mail = (await _here.Mail.Wait(1))[0];
        mail.Text.ShouldContain("Wählen, welche Nachrichten Sie bekommen: https://shop.example/track/abc#messages");
        mail.Html.ShouldContain("<a href=\"https://shop.example/track/abc#messages\"");
        mail.Message.Headers["List-Unsubscribe"].ShouldBe("<https://shop.example/track/abc/unsubscribe>");
        mail.Message.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
    }
}
