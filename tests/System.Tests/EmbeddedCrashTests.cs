using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MimeKit;
using Shouldly;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>Standalone as a process, killed while its memory is full of messages. Its rows know what was not handled.</summary>
public sealed class When_Standalone_is_killed
{
    const int Orders = 40;

    [Fact]
    public async Task No_order_is_lost_and_no_buyer_is_told_twice()
    {
        await using var system = await Start();
        var shop = new Shop(system.Client);
        // The README's first order must find its mugs.
        (await shop.Get("stock/MUG-01"))["onHand"]!.GetValue<int>().ShouldBe(100);
        await shop.PutStock("MUG-01", 10 * Orders);

        var accepted = new ConcurrentDictionary<Guid, string>();
        for (var round = 0; round < 2; round++)
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, Orders / 2), async (_, _) =>
            {
                var buyer = $"{Guid.NewGuid():N}@example.org";
                accepted[await shop.Place(Shop.Order(email: buyer))] = buyer;
            });
            await system.Restart("Standalone");
        }

        foreach (var order in accepted.Keys)
            await shop.Reaches(order, "confirmed", TimeSpan.FromMinutes(2));
        await Eventually.Passes(() =>
        {
            var told = Directory.GetFiles(Path.Combine(system.DataDirectory("Standalone"), "outbox", "email"), "*.eml")
                .Select(f => MimeMessage.Load(f).To.Mailboxes.Single().Address).ToList();
            told.Order().ShouldBe(accepted.Values.Order());
        }, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_message_that_it_dies_of_each_time_is_given_up_and_can_be_sent_again()
    {
        await using var system = await Start();
        using var markers = new TempDirectory();
        var shop = new Shop(system.Client);
        var standalone = system["Standalone"];
        await system.Kill("Standalone");
        // The first message that anybody handles is the last: that the order was placed.
        var dying = standalone.DieAt(CrashPoint.InboxInserted, markers);
        // It may die before it has answered; then the request is repeated.
        var placing = new PatientShop(system.Client, new Ledger()).Post("orders", Shop.Order(), "order");
        await dying;

        var tables = ServiceTables.OnSqlite(system.DataDirectory("Standalone"));
        await tables.Execute("orders", "outbox", $"UPDATE {{0}} SET \"Attempts\" = {Returns.Most - 1}");
        await standalone.DieAt(CrashPoint.InboxInserted, markers);
        await system.Restart("Standalone");

        var order = Guid.Parse((await placing)["id"]!.GetValue<string>());
        var failures = await Eventually.Get<JsonNode?>(
            async () => (await shop.Get("failures?state=open"))["items"]!.AsArray().FirstOrDefault(f => f!["error"]!.GetValue<string>() == "delivery_limit"), f => f is not null, TimeSpan.FromMinutes(1));
        failures!["kind"]!.GetValue<string>().ShouldBe("dead_lettered");
        (await shop.StatusOf(order)).ShouldBe("submitted");
        await shop.Post($"failures/{failures["example"]!["id"]}/retry");
        await shop.Reaches(order, "confirmed");
    }

    static Task<RunningSystem> Start() => RunningSystem.Start(new RunningSystemOptions
    {
        Services = ["Standalone"],
        Broker = new Uri("amqp://not.used"),
        Database = _ => Task.FromResult(""),
        Settings = new Dictionary<string, string> { ["Transport"] = "InMemory", ["Database:Provider"] = "Sqlite", ["Messaging:Lease"] = "00:00:03" },
    });
}
