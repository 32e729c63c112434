using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

/// <summary>Two hosts with a bus of their own and one database, as two processes would have.</summary>
[Trait("Category", "Server")]
public sealed class When_two_processes_share_a_PostgreSQL(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>, IAsyncLifetime
{
    LogisticsFixture? _one;
    LogisticsFixture? _other;

    public async ValueTask InitializeAsync()
    {
        await databases.Database("logistics");
        string[] settings = ["Database:Provider=PostgreSql", $"Database:ConnectionString={databases.Template}"];
        _one = new(settings);
        _other = new(settings);
        await _one.InitializeAsync();
        await _other.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_one is not null)
            await _one.DisposeAsync();
        if (_other is not null)
            await _other.DisposeAsync();
    }

    LogisticsFixture One => _one!;

    LogisticsFixture Other => _other!;

    [Fact]
    public async Task Scans_of_one_package_at_once_are_all_recorded_once()
    {
        var (id, _) = await One.NewLabelledPackage();
        var replies = await Task.WhenAll(Enumerable.Range(0, 60).SelectMany(i => new[] { One.Scan(id, "in_transit", i), Other.Scan(id, "in_transit", i) }));

        replies.ShouldAllBe(r => r.StatusCode == HttpStatusCode.Accepted);
        var results = await Task.WhenAll(replies.Select(async r => (string)(await r.Json())["result"]!));
        results.Count(r => r == "accepted").ShouldBe(60);
        results.Count(r => r == "duplicate").ShouldBe(60);
        var package = await Other.Package(id);
        package["scans"]!.AsArray().Count.ShouldBe(60);
        package["scans"]!.AsArray().Last()!["eventId"]!.GetValue<string>().ShouldBe("in_transit--59");
        var changes = Told<PackageStatusChanged>(id).Count() + Told<StatusChangeIgnored>(id).Count();
        await Eventually.True(() => Told<PackageStatusChanged>(id).Count() + Told<StatusChangeIgnored>(id).Count() == 62, what: $"62 changes told; at first {changes}");
        Told<PackageStatusChanged>(id).Select(c => c.Sequence).Order().ShouldBe(Enumerable.Range(1, (int)(long)package["sequence"]!).Select(i => (long)i));
    }

    [Fact]
    public async Task Scans_over_the_bus_of_both_are_all_recorded()
    {
        var (id, _) = await One.NewLabelledPackage();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? One : Other).Send("logistics-record-scan",
            new Contracts.RecordScan { PackageId = id, EventId = $"{i}", Status = "in_transit", OccurredAt = One.Now.AddMinutes(-i) })));

        await Eventually.Passes(async () => (await One.Package(id))["scans"]!.AsArray().Count.ShouldBe(60));
        (await Other.StatusOf(id)).ShouldBe("in_transit");
    }

    [Fact]
    public async Task An_order_that_is_confirmed_in_both_at_once_has_one_package()
    {
        for (var round = 0; round < 10; round++)
        {
            var order = Guid.NewGuid();
            await Task.WhenAll(One.Publish(One.Order(order, OrderStatus.Confirmed)), Other.Publish(Other.Order(order, OrderStatus.Confirmed)));
            var id = await Eventually.Get<Guid?>(() => TheOnlyPackageOf(order), found => found is not null);
            await One.Scan(id!.Value, "delivered", 1).ShouldBe(HttpStatusCode.Accepted);
        }
    }

    [Fact]
    public async Task An_order_that_is_confirmed_in_one_and_cancelled_in_the_other_keeps_no_open_package()
    {
        for (var round = 0; round < 10; round++)
        {
            var order = Guid.NewGuid();
            await Task.WhenAll(One.Publish(One.Order(order, OrderStatus.Confirmed)), Other.Publish(Other.Order(order, OrderStatus.Cancelled)));
            await Eventually.True(() => HasHeardBoth(order));
            var items = (await One.Get($"/api/v1/packages?orderId={order}").Json())["items"]!.AsArray();
            items.ShouldAllBe(i => (string)i!["status"]! == "cancelled");
        }
    }

    [Fact]
    public async Task A_label_in_one_and_a_scan_in_the_other_find_each_other()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = await One.NewPackage();
            var number = $"{Guid.NewGuid():N}";
            await Task.WhenAll(
                One.Label(id, new { carrier = "ups", trackingNumber = number }).ShouldBe(HttpStatusCode.OK),
                Other.Post("packages/events", new[] { new { carrier = "ups", trackingNumber = number, eventId = "1", status = "in_transit", occurredAt = Other.Now } }).ShouldBe(HttpStatusCode.Accepted));
            (await One.StatusOf(id)).ShouldBe("in_transit");
        }
    }

    async Task<bool> HasHeardBoth(Guid order)
    {
        await using var db = await One.Services.GetRequiredService<IDbContextFactory<LogisticsDb>>().CreateDbContextAsync();
        return await db.Fulfilments.AnyAsync(f => f.OrderId == order && f.IsConfirmed && f.Ended != null);
    }

    async Task<Guid?> TheOnlyPackageOf(Guid order) =>
        (await One.Get($"/api/v1/packages?orderId={order}").Json())["items"]!.AsArray() is [{ } only] ? only["id"]!.GetValue<Guid>() : null;

    IEnumerable<T> Told<T>(Guid id) where T : class, IStatusEvent => One.Heard<T>(m => m.SubjectId == id).Concat(Other.Heard<T>(m => m.SubjectId == id));
}
