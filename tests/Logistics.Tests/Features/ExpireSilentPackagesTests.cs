using System.Net;
using Microsoft.Extensions.Options;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_no_carrier_says_anything_for_thirty_days : IAsyncLifetime
{
    readonly LogisticsFixture _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Packages_under_way_are_given_up_once_and_no_others()
    {
        var (scanned, _) = await _api.NewLabelledPackage();
        await _api.Scan(scanned, "in_transit", 1).ShouldBe(HttpStatusCode.Accepted);
        var (labelled, _) = await _api.NewLabelledPackage();
        var (delivered, _) = await _api.NewLabelledPackage();
        await _api.Scan(delivered, "delivered", 1).ShouldBe(HttpStatusCode.Accepted);
        var unlabelled = await _api.NewPackage();

        _api.LetPass(TimeSpan.FromDays(29));
        var (heard, _) = await _api.NewLabelledPackage();
        _api.Heard<PackageStatusChanged>(m => m.To == "expired").ShouldBeEmpty();
        _api.LetPass(TimeSpan.FromDays(1));

        foreach (var id in new[] { scanned, labelled })
        {
            var change = await _api.First<PackageStatusChanged>(m => m.SubjectId == id && m.To == "expired");
            change.Detail.ShouldBe("silent");
            change.RoutingKey.ShouldBe("package.expired.silent");
            change.OccurredAt.ShouldBe(change.RecordedAt);
            (await _api.Package(id))["scans"]!.AsArray().Last()!["source"]!.GetValue<string>().ShouldBe("logistics");
        }

        (await _api.Package(labelled))["lastScanAt"].ShouldBeNull();
        (await _api.StatusOf(delivered)).ShouldBe("delivered");
        (await _api.StatusOf(unlabelled)).ShouldBe("created");
        (await _api.StatusOf(heard)).ShouldBe("label_created");

        // Many rounds later it is still one change each, and a scan wakes a package.
        _api.LetPass(TimeSpan.FromDays(2));
        await _api.Post($"packages/{scanned}/events", new { eventId = "again", status = "out_for_delivery", occurredAt = _api.Now }).ShouldBe(HttpStatusCode.Accepted);
        (await _api.StatusOf(scanned)).ShouldBe("out_for_delivery");
        _api.Heard<PackageStatusChanged>(m => m.SubjectId == scanned && m.To == "expired").Count.ShouldBe(1);

        _api.LetPass(TimeSpan.FromDays(30));
        await _api.Published<PackageStatusChanged>(2, m => m.SubjectId == scanned && m.To == "expired");
    }

    [Fact]
    public async Task A_scan_that_was_not_applied_is_a_sign_of_life()
    {
        var (id, _) = await _api.NewLabelledPackage();
        await _api.Scan(id, "in_transit", 10).ShouldBe(HttpStatusCode.Accepted);
        _api.LetPass(TimeSpan.FromDays(20));
        await _api.Post($"packages/{id}/events", new { eventId = "late", status = "picked_up", occurredAt = _api.Now.AddDays(-22) }).ShouldBe(HttpStatusCode.Accepted);
        var (other, _) = await _api.NewLabelledPackage();

        _api.LetPass(TimeSpan.FromDays(29));
        (await _api.StatusOf(id)).ShouldBe("in_transit");
        _api.LetPass(TimeSpan.FromDays(1));
        await _api.First<PackageStatusChanged>(m => m.SubjectId == id && m.To == "expired");
        await _api.First<PackageStatusChanged>(m => m.SubjectId == other && m.To == "expired");
    }

    [Fact]
    public async Task Nobody_outside_may_say_so_in_our_name()
    {
        var (id, _) = await _api.NewLabelledPackage();
        await _api.Send("logistics-record-scan", new Contracts.RecordScan { PackageId = id, EventId = "1", Source = "logistics", Status = "expired", OccurredAt = _api.Now });
        await _api.Send("logistics-record-scan", new Contracts.RecordScan { PackageId = id, EventId = "2", Source = "warehouse", Status = "picked_up", OccurredAt = _api.Now });

        await _api.First<PackageStatusChanged>(m => m.SubjectId == id && m.To == "picked_up");
        (await _api.Package(id))["scans"]!.AsArray().ShouldHaveSingleItem()!["source"]!.GetValue<string>().ShouldBe("warehouse");
    }
}

public sealed class When_silent_packages_are_never_to_be_given_up
{
    [Fact]
    public async Task They_stay_as_they_are()
    {
        await using var api = new LogisticsFixture("Logistics:ExpireAfter=00:00:00", "Logistics:ExpireEvery=00:00:01");
        await api.InitializeAsync();
        var (id, _) = await api.NewLabelledPackage();
        api.LetPass(TimeSpan.FromDays(400));
        await api.NewLabelledPackage();
        (await api.StatusOf(id)).ShouldBe("label_created");
    }

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("3651.00:00:00")]
    public async Task A_time_out_of_range_is_refused_at_the_start(string after)
    {
        await using var api = new LogisticsFixture($"Logistics:ExpireAfter={after}");
        (await Should.ThrowAsync<OptionsValidationException>(async () => await api.InitializeAsync())).Message.ShouldContain("ExpireAfter");
    }
}

/// <summary>Two hosts on one database, as two processes would be, and one that was down when the time came.</summary>
[Trait("Category", "Server")]
public sealed class When_two_processes_look_for_silent_packages(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task Each_package_is_given_up_once_also_by_a_process_that_was_not_there_before()
    {
        await databases.Database("logistics");
        string[] settings = ["Database:Provider=PostgreSql", $"Database:ConnectionString={databases.Template}"];
        List<Guid> packages = [];
        await using (var gone = new LogisticsFixture(settings))
        {
            await gone.InitializeAsync();
            for (var n = 0; n < 10; n++)
                packages.Add((await gone.NewLabelledPackage()).Id);
        }

        await using var one = new LogisticsFixture(settings);
        await using var other = new LogisticsFixture(settings);
        await one.InitializeAsync();
        await other.InitializeAsync();
        await Task.WhenAll(Task.Run(() => one.LetPass(TimeSpan.FromDays(31))), Task.Run(() => other.LetPass(TimeSpan.FromDays(31))));

        foreach (var id in packages)
            await Eventually.True(async () => await one.StatusOf(id) == "expired");
        await Eventually.True(() => Told(one, other).Count() >= packages.Count);
        one.Time.Advance(TimeSpan.FromHours(2));
        other.Time.Advance(TimeSpan.FromHours(2));
        foreach (var id in packages)
            (await other.Package(id))["scans"]!.AsArray().Count.ShouldBe(1);
        Told(one, other).Order().ShouldBe(packages.Order());
    }

    static IEnumerable<Guid> Told(LogisticsFixture one, LogisticsFixture other) =>
        one.Heard<PackageStatusChanged>(m => m.To == "expired").Concat(other.Heard<PackageStatusChanged>(m => m.To == "expired")).Select(m => m.SubjectId);
}
