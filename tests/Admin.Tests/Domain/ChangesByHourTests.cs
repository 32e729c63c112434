using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin.Tests.Domain;

public sealed class When_a_day_is_summed_up
{
    static readonly DateTimeOffset From = new(2026, 3, 4, 15, 0, 0, TimeSpan.Zero);

    static ChangesOfStatus Change(string subject, string? from, string to, params (int Hour, int Count)[] counts) =>
        new(subject, from, to, [.. Enumerable.Range(0, 24).Select(hour => counts.Where(c => c.Hour == hour).Sum(c => c.Count))]);

    [Fact]
    public void Hours_of_all_that_is_counted_are_added()
    {
        var day = new ChangesByHour(From, [Change("package", null, "created", (0, 1), (23, 2)), Change("package", "created", "cancelled", (23, 5)), Change("order", null, "submitted", (23, 9))]);

        var hours = day.Of(change => change.Subject == "package");

        (hours[0], hours[1], hours[23]).ShouldBe((1, 0, 7));
    }

    [Fact]
    public void Today_begins_at_midnight_of_UTC()
    {
        var day = new ChangesByHour(From, [Change("order", null, "submitted", (8, 100), (9, 10), (23, 1))]);

        day.Today(day.Of(_ => true)).ShouldBe(11);
    }

    [Theory]
    [InlineData("sending", "sent", true, false)]
    [InlineData("uncertain", "sent", true, false)]
    [InlineData("sending", "delivered", true, false)]
    [InlineData("sent", "delivered", false, false)]
    [InlineData("sending", "undelivered", true, true)]
    [InlineData("sent", "bounced", false, true)]
    [InlineData("sending", "failed", false, true)]
    [InlineData("created", "suppressed", false, false)]
    public void A_message_counts_as_sent_once(string from, string to, bool sent, bool failed)
    {
        var change = Change("notification", from, to);

        (ChangesByHour.IsSent(change), ChangesByHour.IsFailed(change)).ShouldBe((sent, failed));
    }

    [Fact]
    public void Before_anything_was_told_every_hour_is_empty()
    {
        var none = ChangesByHour.None(From.AddHours(23).AddMinutes(20));

        none.From.ShouldBe(From);
        none.Of(_ => true).ShouldAllBe(count => count == 0);
    }
}
