using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Messaging;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>
/// Two hundred clocks, set by a hundred orders: each is paid by a callback that is due a second later, and its package is at risk a day before
/// the estimate on its label, some seconds later. Whoever is to fire them is killed while they fall due.
/// </summary>
[Trait("Category", "Server")]
[Trait("Category", "Long")]
[Collection(nameof(SweptProcesses))]
public sealed class When_schedules_fall_due_among_kills(SweptProcesses system)
{
    const int Orders = 100;

    static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = 16 };

    [Fact]
    public async Task Each_fires_once_and_none_early()
    {
        var deaths = new Dictionary<string, string[]>
        {
            ["Payments"] = [$"{CrashPoint.ScheduleClaimed}:2", $"{CrashPoint.ScheduleSent}:2"],
            ["Tracking"] = [$"{CrashPoint.ScheduleClaimed}:2", CrashPoint.ScheduleSent],
        };
        await Task.WhenAll(deaths.Keys.Select(system.System.Kill));
        // Both at the same time: an order is paid before it has a package, and the next one is placed when that is at risk.
        var placed = Place(system.Shop());
        await Task.WhenAll(deaths.Select(process => system.DieAtEach(process.Key, process.Value)));
        var estimates = await placed;
        await system.Rests(deaths);

        var payments = (await system.Tables.Read("payments", "payments", r => (Id: r.Id(0), Order: r.Id(1)), "Id", "OrderId")).ToDictionary(p => p.Order, p => p.Id);
        var told = (await system.Tables.Read("payments", "gateway_events", r => (Payment: r.Id(0), Due: r.Moment(1)), "PaymentId", "OccurredAt")).ToLookup(e => e.Payment, e => e.Due);
        var captured = (await system.Tables.Read("payments", "status_history", r => (Id: r.Id(0), To: r.Text(1), At: r.Moment(2)), "SubjectId", "To", "RecordedAt"))
            .Where(h => h.To == "captured").ToLookup(h => h.Id, h => h.At);
        var atRisk = (await system.Tables.Read("tracking", "timeline", r => (Order: r.Id(0), To: r.Text(1), IsSignal: r.Flag(2), At: r.Moment(3)), "OrderId", "To", "Signal", "RecordedAt"))
            .Where(s => s.IsSignal && s.To == "at_risk").ToLookup(s => s.Order, s => s.At);
        foreach (var (order, estimate) in estimates)
        {
            var due = told[payments[order]].ShouldHaveSingleItem();
            captured[payments[order]].ShouldHaveSingleItem().ShouldBeGreaterThanOrEqualTo(due);
            atRisk[order].ShouldHaveSingleItem().ShouldBeGreaterThanOrEqualTo(estimate.AddDays(-1).UtcTicks / TimeSpan.TicksPerMicrosecond);
        }
    }

    /// <returns>The estimate of each order's package, once all are at risk.</returns>
    static async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> Place(PatientShop shop)
    {
        var estimates = new ConcurrentDictionary<Guid, DateTimeOffset>();
        await Parallel.ForEachAsync(Enumerable.Range(1, Orders), Parallelism, async (number, _) =>
        {
            var order = await SweptLife.Place(shop, $"CLOCK-{number}", "tok_slow", "confirmed", ["order_confirmed/email"], SweptLife.Total);
            await shop.Reaches(order, "confirmed");
            var package = await shop.PackageOf(order);
            var estimate = estimates[order] = TimeProvider.System.GetUtcNow().AddDays(1).AddSeconds(5 + number % 5);
            await shop.Post($"packages/{package}/label", new JsonObject
            {
                ["carrier"] = "dhl",
                ["trackingNumber"] = (800_000_000_000 + number).ToString(CultureInfo.InvariantCulture),
                ["estimatedDelivery"] = estimate.ToString("O"),
            }, $"label CLOCK-{number}");
            await shop.Reaches(order, "at_risk", "deliveryHealth");
        });
        return estimates;
    }
}
