using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>A scan of a package that does not exist, as an operator mends it through the API.</summary>
static class MendedScan
{
    /// <summary>Waits until the scan is listed among the failures, gives it the right package, and waits until it is recorded.</summary>
    public static async Task IsMended(Shop shop, string eventId, Guid package)
    {
        var id = await Find(shop, eventId);
        var failure = await shop.Get($"failures/{id}");
        failure["reason"]!.GetValue<string>().ShouldContain("which does not exist");
        failure["service"]!.GetValue<string>().ShouldBe("logistics");
        var body = failure["body"]!.DeepClone();
        body["packageId"] = package;
        await shop.Post($"failures/{id}/retry", new JsonObject { ["body"] = body, ["reason"] = "The sender mixed up two packages." });
        await Eventually.Get<string>(async () => (await shop.Get($"failures/{id}"))["state"]!.GetValue<string>(), state => state == "resolved");
        (await shop.Get($"packages/{package}"))["scans"]!.AsArray().Select(s => s!["eventId"]!.GetValue<string>()).ShouldContain(eventId);
    }

    static async Task<Guid> Find(Shop shop, string eventId)
    {
        Guid? found = null;
        await Eventually.True(async () => (found = await Listed(shop, eventId)) is not null, what: $"a failure holds the scan {eventId}");
        return found!.Value;
    }

    static async Task<Guid?> Listed(Shop shop, string eventId)
    {
        foreach (var group in (await shop.Get("failures?state=open"))["items"]!.AsArray().Where(g => g!["queue"]!.GetValue<string>() == "logistics-record-scan"))
        {
            foreach (var listed in (await shop.Get($"failures?group={group!["group"]}&state=open&limit=200"))["items"]!.AsArray())
            {
                if ((await shop.Get($"failures/{listed!["id"]}"))["body"] is JsonObject body && body["eventId"]?.GetValue<string>() == eventId)
                    return listed["id"]!.GetValue<Guid>();
            }
        }

        return null;
    }
}

public sealed class When_a_message_fails_in_one_process : IAsyncLifetime
{
    readonly EmbeddedSystem _system = new();

    Shop Shop => new(_system.Client);

    public ValueTask InitializeAsync() => _system.InitializeAsync();

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task It_is_listed_mended_sent_again_and_handled()
    {
        await Shop.PutStock("MUG-01", 100);
        var order = await Shop.Place(Shop.Order());
        await Shop.Reaches(order, "confirmed");
        var package = await Shop.PackageOf(order);
        await Shop.Label(package, "00340434161094022115");
        await _system.Send("logistics-record-scan", new RecordScan { PackageId = Guid.NewGuid(), EventId = "mistaken", Status = "picked_up", OccurredAt = _system.Time.GetUtcNow() });

        await MendedScan.IsMended(Shop, "mistaken", package);
        await Shop.Reaches(order, "in_fulfilment");
    }
}
