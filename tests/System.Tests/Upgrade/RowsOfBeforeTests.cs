using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem.Upgrade;

/// <summary>Standalone of this version, started on the databases of a version before.</summary>
public sealed class When_an_installation_of_a_version_before_is_started
{
    [Fact]
    public Task It_says_what_it_said_and_goes_on_with_what_was_under_way() => GoesOn(new SqliteRows());

    [Fact]
    [Trait("Category", "Server")]
    public Task It_does_so_on_PostgreSQL_too() => GoesOn(new PostgreSqlRows());

    static async Task GoesOn(RowCorpus corpus)
    {
        await using var _ = corpus;
        await corpus.Open();
        var shop = new Shop(corpus.Installation.Client);
        var said = corpus.Said;
        foreach (var (reference, before) in said)
        {
            var id = Id(before!);
            var order = await shop.Get($"orders/{id}");
            foreach (var field in new[] { "number", "reference", "total", "currency", "placedAt", "trackingUrl" })
                JsonNode.DeepEquals(order[field], before!["order"]![field]).ShouldBeTrue($"{reference}.{field} was {before["order"]![field]} and is {order[field]}");
            var timeline = (await shop.Timeline(id)).Select(Line).ToList();
            before!["timeline"]!.AsArray().Select(i => Line(i!)).ShouldBeSubsetOf(timeline);
        }

        // What that version did not keep to search by.
        await Eventually.True(async () => (await shop.Get("orders?q=golden-on"))["items"]!.AsArray().Count == 1 && (await shop.Get("packages?q=0034"))["items"]!.AsArray().Count == 2);

        // The clock that ran out while nothing ran.
        await shop.Reaches(Id(said[RowCorpus.Unpaid]!), "expired", TimeSpan.FromMinutes(2));

        // The package goes on, and its saga knows what was told.
        var onItsWay = Id(said[RowCorpus.OnItsWay]!);
        await shop.Scan(await shop.PackageOf(onItsWay), "after-the-upgrade", "delivered", "to_recipient", TimeProvider.System.GetUtcNow());
        await shop.Reaches(onItsWay, "completed");
        await Eventually.Passes(async () => (await shop.Sent(onItsWay)).ShouldBe(
            ["delivered/email", "delivered/sms", "left_distribution_centre/email", "left_distribution_centre/sms", "order_confirmed/email"]));
        await Eventually.Passes(async () => (await shop.Sent(Id(said[RowCorpus.Delivered]!))).Count.ShouldBe(5));
        (await shop.Get("failures"))["items"]!.AsArray().ShouldBeEmpty();
    }

    static Guid Id(JsonNode said) => Guid.Parse(said["order"]!["id"]!.GetValue<string>());

    /// <summary>A line of a timeline, in what never changes.</summary>
    static string Line(JsonNode item) => $"{item["subject"]} {item["subjectId"]} {item["from"]} → {item["to"]} {item["detail"]} {item["sequence"]} {item["occurredAt"]} {item["ignored"]}";
}
