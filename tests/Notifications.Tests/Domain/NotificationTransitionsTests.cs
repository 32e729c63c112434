using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

public class The_moves_of_a_notification
{
    /// <summary>As the domain's page has them.</summary>
    const string Table = """
        created → suppressed | deferred | queued
        deferred → queued | suppressed | merged
        queued → sending | deferred | suppressed
        sending → sent | retrying | uncertain | failed | suppressed | delivered | undelivered | bounced
        retrying → sending | failed | suppressed
        uncertain → sent | delivered | undelivered | bounced | failed | queued
        sent → delivered | undelivered | bounced
        """;

    static readonly Dictionary<string, string[]> Legal = Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(" → "))
        .ToDictionary(line => line[0], line => line[1].Split(" | "));

    public static TheoryData<string, string, bool> Pairs()
    {
        var pairs = new TheoryData<string, string, bool>();
        foreach (var from in Word.All<NotificationStatus>())
            foreach (var to in Word.All<NotificationStatus>())
                pairs.Add(from, to, Legal.TryGetValue(from, out var targets) && targets.Contains(to));
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Are_those_of_the_table_and_no_others(string from, string to, bool legal) =>
        Notification.Moves.Allows(Word.Parse<NotificationStatus>(from)!.Value, Word.Parse<NotificationStatus>(to)!.Value).ShouldBe(legal);
}
