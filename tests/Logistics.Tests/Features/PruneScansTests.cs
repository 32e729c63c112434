using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_scans_grow_old : IAsyncLifetime
{
    // Nothing is heard of the package in all that time, and the clock's word would be one more scan.
    readonly LogisticsFixture _api = new("Logistics:ExpireAfter=00:00:00");

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Their_raw_bodies_and_those_that_waited_in_vain_are_dropped_and_the_scans_stay()
    {
        var (id, number) = await _api.NewLabelledPackage();
        await _api.Post("carriers/ups/events", new[]
        {
            new { trackingNumber = number, eventId = "1", status = "in_transit", occurredAt = _api.Now },
            new { trackingNumber = LogisticsFixture.NewNumber(), eventId = "2", status = "in_transit", occurredAt = _api.Now },
        }).ShouldBe(HttpStatusCode.Accepted);
        (await Rows()).ShouldBe((1, 1));

        _api.LetPass(TimeSpan.FromDays(91));
        await Eventually.Passes(async () => (await Rows()).ShouldBe((0, 0)));
        (await _api.Package(id))["scans"]!.AsArray().Count.ShouldBe(1);
    }

    async Task<(int Raw, int Waiting)> Rows()
    {
        await using var db = await _api.Services.GetRequiredService<IDbContextFactory<LogisticsDb>>().CreateDbContextAsync();
        return (await db.Scans.CountAsync(s => s.Raw != null), await db.WaitingScans.CountAsync());
    }
}
