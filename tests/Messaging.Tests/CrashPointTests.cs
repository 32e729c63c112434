using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>That a process really dies at each point is shown by the sweeps of tests/System.Tests.</summary>
public sealed class When_a_process_is_asked_to_crash
{
    [Fact]
    public void It_is_told_where_and_at_which_time()
    {
        CrashPoint.Read("inbox.committed").ShouldBe((CrashPoint.InboxCommitted, 1));
        CrashPoint.Read("outbox.sending:3").ShouldBe((CrashPoint.OutboxSending, 3));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("inbox.committed:0")]
    [InlineData("inbox.committed:-1")]
    [InlineData("inbox.committed:soon")]
    [InlineData("inbox.committed:")]
    [InlineData("inbox.committed:1:2")]
    public void A_setting_that_names_no_point_is_refused_with_a_list_of_them(string setting)
    {
        var refused = Should.Throw<InvalidOperationException>(() => CrashPoint.Arm(Configuration((CrashPoint.Setting, setting))));
        refused.Message.ShouldContain(setting);
        foreach (var point in CrashPoint.All)
            refused.Message.ShouldContain(point);
        CrashPoint.ArmedAt.ShouldBeNull();
    }

    [Fact]
    public void Nothing_happens_without_the_setting()
    {
        CrashPoint.Arm(Configuration());
        CrashPoint.ArmedAt.ShouldBeNull();
        foreach (var point in CrashPoint.All)
            CrashPoint.Reached(point);
    }

    [Fact]
    public void Nothing_happens_where_the_marker_says_that_it_has_crashed()
    {
        CrashPoint.Arm(Configuration((CrashPoint.Setting, CrashPoint.InboxCommitted), (CrashPoint.MarkerSetting, typeof(CrashPoint).Assembly.Location)));
        CrashPoint.ArmedAt.ShouldBeNull();
    }

    [Fact]
    public void Every_point_has_a_name_of_its_own_and_is_listed()
    {
        var named = typeof(CrashPoint).GetFields().Where(f => f.IsLiteral && !f.Name.EndsWith("Setting", StringComparison.Ordinal)).Select(f => (string)f.GetRawConstantValue()!).ToList();
        CrashPoint.All.ShouldBe(named, ignoreOrder: true);
        named.ShouldBeUnique();
        named.Count.ShouldBeGreaterThanOrEqualTo(14);
    }

    static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}
