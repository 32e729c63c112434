using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

public class The_rules_of_a_fresh_installation
{
    /// <summary>As the domain's page has them; a star: by SMS too.</summary>
    const string List = """
        order_confirmed · shipped · left_distribution_centre* · out_for_delivery* · available_for_pickup* · delivery_attempted* · delivered* ·
        exception* · delayed · returned · payment_failed · payment_action_required · order_cancelled · refunded
        """;

    [Theory]
    [InlineData("damaged,refused", "damaged", true)]
    [InlineData("damaged,refused", "weather", false)]
    [InlineData("damaged,refused", null, false)]
    [InlineData("on_hold.customs,lost", "on_hold.customs", true)]
    [InlineData("on_hold.customs,lost", "on_hold.documents", false)]
    [InlineData("on_hold.customs,lost", "lost.confirmed", true)]
    [InlineData("on_hold.customs,lost", "lost", true)]
    [InlineData("los", "lost.confirmed", false)]
    public void Hold_for_their_finer_words_and_for_those_of_a_status_that_they_name(string details, string? detail, bool holds) =>
        AlertRule.Covers(details.Split(','), detail).ShouldBe(holds);

    [Fact]
    public void Are_an_email_each_and_an_SMS_for_the_urgent_ones()
    {
        var listed = List.Split('·', StringSplitOptions.TrimEntries);
        var rules = AlertRule.OfFreshInstallation().ToList();
        rules.Count.ShouldBe(30);
        rules.Where(r => r is { Channel: Channel.Email, Enabled: true }).Select(r => r.Kind.ToWord()).ShouldBe(listed.Select(k => k.TrimEnd('*')), ignoreOrder: true);
        rules.Where(r => r is { Channel: Channel.Sms, Enabled: true }).Select(r => r.Kind.ToWord()).ShouldBe(listed.Where(k => k.EndsWith('*')).Select(k => k.TrimEnd('*')), ignoreOrder: true);
    }
}
