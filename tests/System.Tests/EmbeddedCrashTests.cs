using System.Collections.Concurrent;
using MimeKit;
using Shouldly;
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
        await using var system = await RunningSystem.Start(new RunningSystemOptions
        {
            Services = ["Standalone"],
            Broker = new Uri("amqp://not.used"),
            Database = _ => Task.FromResult(""),
            Settings = new Dictionary<string, string> { ["Transport"] = "InMemory", ["Database:Provider"] = "Sqlite", ["Messaging:Lease"] = "00:00:03" },
        });
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
}
