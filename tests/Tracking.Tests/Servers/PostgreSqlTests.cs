using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Tracking.Tests.Servers;

/// <summary>The same on a database server, where writers work at once and text, lists and keys are stored another way.</summary>
[Trait("Category", "Server")]
public class When_the_data_is_kept_in_PostgreSql : Situation
{
    readonly PostgreSqlDatabases _databases = new();

    protected override async Task<string[]> Settings()
    {
        await _databases.InitializeAsync();
        await _databases.Database("tracking");
        return ["Database:Provider=PostgreSql", $"Database:ConnectionString={_databases.Template}"];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _databases.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Everything_heard_at_once_and_many_times_adds_up_to_one_package_one_timeline_and_each_alert_once()
    {
        var package = Changes.OfAHappyPackage(Now);
        var order = new Others(package).Order(OrderStatus.Confirmed, 3, Now);
        IStatusEvent[] messages = [.. package.All.SelectMany(change => Enumerable.Repeat<IStatusEvent>(change, 6)), .. Enumerable.Repeat(order, 6)];
        Random.Shared.Shuffle(messages);

        await Task.WhenAll(messages.Select(message => Service.Publish(message)));
        await Follows(package.PackageId, saga => saga.Long("sequence") == 8 && saga.Texts("said").Count == 4);
        await Hear(package, package.Add(PackageStatus.Returning, at: Now.AddHours(1)), package.Add(PackageStatus.Returned, at: Now.AddHours(2)));

        (await Alerts(package.PackageId, 5)).ShouldBe(
            ["shipped/1", "left_distribution_centre/1", $"out_for_delivery/{Day(package.All[6].OccurredAt)}", "delivered/1", "returned/1"], ignoreOrder: true);
        await Eventually.True(async () => (await Timeline(package.OrderId)).Count == 11);
        (await Timeline(package.OrderId)).Where(l => l.Text("subject") == "package").Select(l => l.Long("sequence")).ShouldBe(Enumerable.Range(1, 10).Select(i => (long)i));
        (await Get("/api/v1/sagas/packages?limit=1&stuckFor=00:00:00&state=returned"))["items"]!.AsArray().ShouldBeEmpty();
        (await Get("/api/v1/sagas/packages?limit=1&state=returned"))["items"]!.AsArray().Count.ShouldBe(1);
        var page = await Service.Anonymous.GetStringAsync(new Uri($"/track/{package.Token}", UriKind.Relative), TestContext.Current.CancellationToken);
        page.ShouldContain("Ihr Paket ist wieder beim Absender");
        (await Service.Anonymous.GetStringAsync(new Uri($"/t/{package.Token[..PageLink.CodeLength]}", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe(page);
    }

    [Fact]
    public async Task What_is_over_is_forgotten()
    {
        var package = Package();
        await Hear(package, package.Add(PackageStatus.InTransit));
        await Eventually.True(async () => (await Get("/api/v1/sagas/packages"))["items"]!.AsArray().Count == 1);

        Service.Time.Advance(TimeSpan.FromDays(401));
        await Eventually.True(async () => await Saga(package.PackageId) is null);
    }

    /// <summary>Read three lines at a time.</summary>
    async Task<List<JsonObject>> Timeline(Guid order)
    {
        var lines = new List<JsonObject>();
        string? next = null;
        do
        {
            using var reply = await Service.Client.GetAsync(new Uri($"/api/v1/orders/{order}/timeline?limit=3{(next is null ? "" : $"&after={next}")}", UriKind.Relative));
            if (!reply.IsSuccessStatusCode)
                return lines;
            var page = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
            lines.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject()));
            next = page.Text("next");
        }
        while (next is not null);
        return lines;
    }
}
