using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem.Upgrade;

/// <summary>Standalone of this version, started on the files of a version before.</summary>
public sealed class When_an_installation_of_a_version_before_is_started : IAsyncLifetime
{
    RunningSystem _system = null!;
    Shop _shop = null!;

    public async ValueTask InitializeAsync() => _shop = new((_system = await RowCorpus.Open()).Client);

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task It_says_what_it_said_and_goes_on_with_what_was_under_way()
    {
        var said = RowCorpus.Said;
        foreach (var (reference, before) in said)
        {
            var id = Id(before!);
            var order = await _shop.Get($"orders/{id}");
            foreach (var field in new[] { "number", "reference", "total", "currency", "placedAt", "trackingUrl" })
                JsonNode.DeepEquals(order[field], before!["order"]![field]).ShouldBeTrue($"{reference}.{field} was {before["order"]![field]} and is {order[field]}");
            var timeline = (await _shop.Timeline(id)).Select(Line).ToList();
            before!["timeline"]!.AsArray().Select(i => Line(i!)).ShouldBeSubsetOf(timeline);
        }

        // The clock that ran out while nothing ran.
        await _shop.Reaches(Id(said[RowCorpus.Unpaid]!), "expired", TimeSpan.FromMinutes(2));

        // The package goes on, and its saga knows what was told.
        var onItsWay = Id(said[RowCorpus.OnItsWay]!);
        await _shop.Scan(await _shop.PackageOf(onItsWay), "after-the-upgrade", "delivered", "to_recipient", TimeProvider.System.GetUtcNow());
        await _shop.Reaches(onItsWay, "completed");
        await Eventually.Passes(async () => (await _shop.Sent(onItsWay)).ShouldBe(
            ["delivered/email", "delivered/sms", "left_distribution_centre/email", "left_distribution_centre/sms", "order_confirmed/email"]));
        await Eventually.Passes(async () => (await _shop.Sent(Id(said[RowCorpus.Delivered]!))).Count.ShouldBe(5));
        (await _shop.Get("failures"))["items"]!.AsArray().ShouldBeEmpty();
    }

    static Guid Id(JsonNode said) => Guid.Parse(said["order"]!["id"]!.GetValue<string>());

    /// <summary>A line of a timeline, in what never changes.</summary>
    static string Line(JsonNode item) => $"{item["subject"]} {item["subjectId"]} {item["from"]} → {item["to"]} {item["detail"]} {item["sequence"]} {item["occurredAt"]} {item["ignored"]}";
}
