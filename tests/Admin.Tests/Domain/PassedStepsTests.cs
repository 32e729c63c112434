using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin.Tests.Domain;

public sealed class When_a_timeline_holds_the_steps_of_messages
{
    static readonly Guid First = Guid.NewGuid();
    static readonly Guid Second = Guid.NewGuid();

    [Fact]
    public void Only_where_each_one_stands_is_news()
    {
        TimelineEntry[] entries =
        [
            Entry("order", Guid.NewGuid(), "confirmed"),
            Entry("notification", First, "created"),
            Entry("notification", First, "queued"),
            Entry("notification", Second, "created"),
            Entry("notification", First, "sent"),
            Entry("package", Guid.NewGuid(), "created"),
            Entry("package", Guid.NewGuid(), "label_created"),
        ];

        var passed = PassedSteps.Of(entries);

        entries.Where(entry => !passed.Contains(entry)).Select(entry => $"{entry.Subject} {entry.To}")
            .ShouldBe(["order confirmed", "notification created", "notification sent", "package created", "package label_created"]);
    }

    static TimelineEntry Entry(string subject, Guid id, string to) => new() { Subject = subject, SubjectId = id, To = to };
}
