using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class Packages_move_only_as_the_table_says
{
    /// <summary>What each status may become, written out from the text of the domain, rule by rule, not from the code.</summary>
    static readonly Dictionary<string, string> Expected = new()
    {
        ["created"] = "unknown label_created picked_up in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered cancelled",
        ["unknown"] = "label_created picked_up in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered cancelled",
        ["label_created"] = "picked_up in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered lost disposed returning expired cancelled",
        ["picked_up"] = "in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered lost disposed returning expired",
        ["in_transit"] = "in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered lost disposed returning expired",
        ["on_hold"] = "picked_up in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered lost disposed returning expired",
        ["exception"] = "picked_up in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered lost disposed returning expired",
        ["out_for_delivery"] = "in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered lost disposed returning expired",
        ["delivery_attempted"] = "in_transit on_hold exception out_for_delivery available_for_pickup delivered lost disposed returning expired",
        ["available_for_pickup"] = "in_transit on_hold exception out_for_delivery delivered lost disposed returning expired",
        ["delivered"] = "returning",
        ["expired"] = "label_created picked_up in_transit on_hold exception out_for_delivery delivery_attempted available_for_pickup delivered returning returned lost disposed cancelled",
        ["returning"] = "returned lost exception delivered",
        ["returned"] = "",
        ["lost"] = "in_transit delivered returning returned",
        ["disposed"] = "",
        ["cancelled"] = "",
    };

    public static TheoryData<string> Statuses => [.. Word.All<PackageStatus>()];

    [Theory, MemberData(nameof(Statuses))]
    public void From_a_status_exactly_these_follow(string from)
    {
        var legal = PackageMoves.Legal.After(Word.Parse<PackageStatus>(from)!.Value).Select(s => s.ToWord());
        legal.ShouldBe(Expected[from].Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Fact]
    public void Ranks_are_the_domains()
    {
        var ranks = Enum.GetValues<PackageStatus>().OrderBy(s => s.Rank()).Select(s => (s.ToWord(), s.Rank()));
        ranks.ShouldBe([
            ("created", 0), ("unknown", 5), ("label_created", 10), ("picked_up", 20), ("in_transit", 30), ("on_hold", 32), ("exception", 34),
            ("out_for_delivery", 40), ("delivery_attempted", 42), ("available_for_pickup", 45), ("delivered", 50), ("expired", 55),
            ("returning", 60), ("returned", 70), ("lost", 80), ("disposed", 85), ("cancelled", 90)]);
    }
}
