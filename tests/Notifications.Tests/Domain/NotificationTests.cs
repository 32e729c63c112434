using Microsoft.Extensions.Time.Testing;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications.Tests;

public class A_notification
{
    readonly FakeTimeProvider _time = new(Some.Noon.AddHours(1));

    Occasion Now => Occasion.Now(_time);

    Notification Sending(long claim = 7)
    {
        var notification = Notification.Of(Some.Alert(AlertKind.Shipped), Channel.Email, _time);
        notification.Queue(_time.GetUtcNow(), Occasion.Heard(Some.Noon, _time));
        notification.Take(claim, _time.GetUtcNow(), TimeSpan.FromMinutes(1), Now).ShouldNotBeNull();
        return notification;
    }

    static string[] Words(Notification notification) => [.. notification.TakeChanges().Select(c => c.Ignored ? $"({c.To})" : c.To)];

    [Fact]
    public void Takes_over_when_its_news_happened()
    {
        var notification = Sending();
        var changes = notification.TakeChanges();
        changes.Select(c => c.To).ShouldBe(["created", "queued", "sending"]);
        changes.Select(c => c.Occasion.OccurredAt).ShouldBe([Some.Noon, Some.Noon, Some.Noon.AddHours(1)]);
    }

    [Fact]
    public void Stays_delivered_when_the_provider_reports_before_it_answers()
    {
        var notification = Sending();
        notification.Report(NotificationStatus.Delivered, "SM1", null, Now);
        notification.Claim.ShouldBe(7);

        notification.RecordSent("SM1", Now);

        notification.Status.ShouldBe(NotificationStatus.Delivered);
        notification.ProviderId.ShouldBe("SM1");
        notification.Claim.ShouldBeNull();
        Words(notification).ShouldBe(["created", "queued", "sending", "delivered"]);
    }

    [Fact]
    public void Notes_a_report_that_contradicts_what_is_known_without_following_it()
    {
        var notification = Sending();
        notification.RecordSent("SM1", Now);
        notification.Report(NotificationStatus.Delivered, "SM1", null, Now);
        notification.Report(NotificationStatus.Undelivered, "SM1", "Twilio 30003", Now);
        Words(notification).ShouldBe(["created", "queued", "sending", "sent", "delivered", "(undelivered)"]);
    }

    [Fact]
    public void Notes_a_report_that_comes_after_it_has_failed_once_and_says_why_it_is_not_followed()
    {
        var notification = Sending();
        notification.RecordFailed("550 no such user", Now);
        notification.TakeChanges();

        notification.Report(NotificationStatus.Delivered, "SM1", null, Now);
        notification.Report(NotificationStatus.Delivered, "SM1", null, Now, isKnown: true);

        var ignored = notification.TakeChanges().ShouldHaveSingleItem();
        (ignored.To, ignored.Ignored, ignored.Reason).ShouldBe(("delivered", true, "It was failed when the provider reported delivered."));
        notification.Status.ShouldBe(NotificationStatus.Failed);
    }

    [Fact]
    public void Notes_that_it_was_sent_where_that_is_heard_only_after_its_delivery()
    {
        var notification = Sending();
        notification.Report(NotificationStatus.Delivered, "SM1", null, Now);
        notification.Report(NotificationStatus.Sent, "SM1", null, Now);
        Words(notification).ShouldBe(["created", "queued", "sending", "delivered", "(sent)"]);
    }

    [Fact]
    public void Is_sent_again_only_while_it_is_uncertain()
    {
        var notification = Sending();
        notification.SendAgain(_time.GetUtcNow(), "Because.", Now).ShouldBeFalse();
        notification.RecordUncertain("The answer was lost.", Now);
        notification.DueAt.ShouldBeNull();
        notification.SendAgain(_time.GetUtcNow(), "Because.", Now).ShouldBeTrue();
        notification.DueAt.ShouldBe(_time.GetUtcNow());
    }

    [Fact]
    public void Is_looked_at_again_before_it_leaves_only_when_it_was_held_up()
    {
        var patience = TimeSpan.FromMinutes(15);
        var notification = Notification.Of(Some.Alert(AlertKind.Shipped), Channel.Email, _time);
        notification.Queue(_time.GetUtcNow(), Now);
        notification.WasHeldUp(_time.GetUtcNow(), patience).ShouldBeFalse();
        notification.WasHeldUp(_time.GetUtcNow() + TimeSpan.FromMinutes(16), patience).ShouldBeTrue();
        Sending().WasHeldUp(_time.GetUtcNow(), patience).ShouldBeTrue();
    }

    [Fact]
    public void Is_not_looked_at_again_when_an_operator_sends_it_again()
    {
        var notification = Sending();
        notification.RecordUncertain("The answer was lost.", Now);
        notification.Resolve(Resolution.SendAgain, "Nothing came.", _time.GetUtcNow(), Now).ShouldBeTrue();
        notification.WasHeldUp(_time.GetUtcNow().AddDays(4), TimeSpan.FromMinutes(15)).ShouldBeFalse();
    }

    [Fact]
    public void Names_nobody_on_the_bus()
    {
        var notification = Sending();
        var message = (NotificationStatusChanged)notification.ToMessage(notification.TakeChanges()[^1]);
        message.Recipient.ShouldBe("a…@example.org");
        message.ToString().ShouldNotContain("ada@");
    }

    [Fact]
    public void Is_gone_from_the_queue_once_it_is_suppressed()
    {
        var notification = Sending();
        notification.RecordRetry(_time.GetUtcNow().AddMinutes(1), "Later.", Now);
        notification.Suppress(SuppressionReason.Superseded, Now);
        notification.DueAt.ShouldBeNull();
        notification.Reason.ShouldBe("superseded");
        notification.Detail.ShouldBe("superseded");
    }
}
