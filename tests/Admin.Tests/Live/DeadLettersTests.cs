using System.Net.Http.Json;
using System.Text.Json;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Live;

/// <summary>Admin and a service, processes of their own.</summary>
[Trait("Category", "Server")]
public sealed class When_the_broker_gives_a_message_up
{
    const string Queue = "inventory-failures";
    const string Quarantine = $"{Queue}-quarantine";

    [Fact]
    public async Task Its_owner_keeps_it_operators_see_it_and_it_can_be_sent_again()
    {
        await using var broker = await RabbitMqVirtualHost.Create();
        await using var databases = await PostgreSqlDatabases.Create();
        await using var system = await RunningSystem.Start(new RunningSystemOptions { Services = ["Inventory", "Admin"], Broker = broker.Url, Database = databases.Database });
        await using var anyone = await RawAmqp.Connect(broker.Url);
        var inventory = system["Inventory"];
        await inventory.Kill();
        var id = Guid.NewGuid();
        await anyone.Publish(Quarantine, "", """{"failureId":"00000000-0000-0000-0000-000000000001","keptAs":"00000000-0000-0000-0000-000000000002"}""",
            new Dictionary<string, object?> { ["cloudEvents:type"] = "statustracking.drop_failed_message.v1" }, $"{id}");

        // Twenty-one more processes die with it.
        await anyone.GiveBack(Quarantine, 21);
        inventory.Start();

        using var operators = system.ClientOf("Admin");
        var groups = await Eventually.Get(async () => await Groups(operators), groups => groups.Count > 0);
        var path = $"api/v1/failures/{groups[0].GetProperty("example").GetProperty("id").GetGuid()}";
        var failure = await operators.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);
        failure.GetProperty("messageId").GetGuid().ShouldBe(id);
        failure.GetProperty("queue").GetString().ShouldBe(Queue);
        failure.GetProperty("service").GetString().ShouldBe("inventory");
        failure.GetProperty("error").GetString().ShouldBe("delivery_limit");
        failure.GetProperty("reason").GetString()!.ShouldContain("died with it");

        using var retry = await operators.PostAsJsonAsync($"{path}/retry", new { reason = "The memory was mended." }, TestContext.Current.CancellationToken);
        retry.EnsureSuccessStatusCode();
        await Eventually.True(async () => (await operators.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken)).GetProperty("state").GetString() == "resolved");
    }

    static async Task<IReadOnlyList<JsonElement>> Groups(HttpClient operators) =>
        [.. (await operators.GetFromJsonAsync<JsonElement>("api/v1/failures?kind=dead_lettered", TestContext.Current.CancellationToken)).GetProperty("items").EnumerateArray()];
}
