using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_carrier_uses_a_number_again : IAsyncLifetime
{
    readonly LogisticsFixture _api = new("Logistics:ExpireAfter=00:00:00");

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    async Task<(Guid Id, string Number)> Delivered()
    {
        var (id, number) = await _api.NewLabelledPackage();
        (await Scan(number, "picked_up", _api.Now)).ShouldBe(("accepted", id));
        _api.LetPass(TimeSpan.FromDays(2));
        (await Scan(number, "delivered", _api.Now)).ShouldBe(("accepted", id));
        return (id, number);
    }

    async Task<(string Result, Guid? Package)> Scan(string number, string status, DateTimeOffset occurredAt)
    {
        var reply = await _api.Post("carriers/ups/events", new[] { new { trackingNumber = number, eventId = $"{status}-{occurredAt:O}", status, occurredAt } }).Json();
        return ((string)reply["results"]![0]!["result"]!, (Guid?)reply["results"]![0]!["packageId"]);
    }

    async Task<Guid> Label(string number)
    {
        var id = await _api.NewPackage();
        await _api.Label(id, new { carrier = "ups", trackingNumber = number }).ShouldBe(HttpStatusCode.OK);
        return id;
    }

    async Task<string[]> ScansOf(Guid id) => [.. (await _api.Package(id))["scans"]!.AsArray().Select(s => (string)s!["status"]!)];

    [Fact]
    public async Task Scans_from_the_new_label_on_are_the_new_packages_and_older_ones_the_old_ones()
    {
        var (old, number) = await Delivered();
        var delivered = _api.Now;
        _api.LetPass(TimeSpan.FromDays(10));
        var next = await Label(number);
        _api.Time.Advance(TimeSpan.FromHours(1));

        (await Scan(number, "picked_up", _api.Now)).ShouldBe(("accepted", next));
        (await Scan(number, "out_for_delivery", delivered.AddHours(-3))).ShouldBe(("accepted", old));
        (await Scan(number, "delivered", delivered)).ShouldBe(("duplicate", old));

        (await _api.StatusOf(next)).ShouldBe("picked_up");
        (await _api.StatusOf(old)).ShouldBe("delivered");
        (await ScansOf(old)).ShouldBe(["picked_up", "out_for_delivery", "delivered"]);
        (await ScansOf(next)).ShouldBe(["picked_up"]);
    }

    [Fact]
    public async Task A_scan_long_after_the_old_package_waits_for_the_new_label()
    {
        var (old, number) = await Delivered();
        _api.LetPass(TimeSpan.FromDays(31));
        var heard = _api.Now;

        (await Scan(number, "returning", heard)).ShouldBe(("waiting", null));
        (await _api.StatusOf(old)).ShouldBe("delivered");
        _api.Time.Advance(TimeSpan.FromHours(5));
        var next = await Label(number);

        (await ScansOf(next)).ShouldBe(["returning"]);
        (await ScansOf(old)).ShouldBe(["picked_up", "delivered"]);
        // Heard again, and one between the two labels that was not heard before: both are after the old package's time.
        (await Scan(number, "returning", heard)).ShouldBe(("duplicate", next));
        (await Scan(number, "in_transit", heard.AddHours(-2))).ShouldBe(("accepted", next));
    }

    [Fact]
    public async Task A_return_soon_after_delivery_is_still_the_old_packages()
    {
        var (old, number) = await Delivered();
        _api.LetPass(TimeSpan.FromDays(20));

        (await Scan(number, "returning", _api.Now)).ShouldBe(("accepted", old));
        (await _api.StatusOf(old)).ShouldBe("returning");
    }

    [Fact]
    public async Task A_package_that_its_id_names_is_woken_whenever_that_is()
    {
        var (old, _) = await Delivered();
        _api.LetPass(TimeSpan.FromDays(60));

        await _api.Post($"packages/{old}/events", new { eventId = "back", status = "returning", occurredAt = _api.Now }).ShouldBe(HttpStatusCode.Accepted);
        (await _api.StatusOf(old)).ShouldBe("returning");
    }

    [Fact]
    public async Task Each_of_three_packages_keeps_its_own_late_scans()
    {
        var (first, number) = await Delivered();
        var inFirst = _api.Now.AddHours(-1);
        _api.LetPass(TimeSpan.FromDays(40));
        var second = await Label(number);
        var inSecond = _api.Now.AddHours(1);
        _api.LetPass(TimeSpan.FromDays(1));
        await Scan(number, "delivered", _api.Now);
        _api.LetPass(TimeSpan.FromDays(40));
        var third = await Label(number);

        (await Scan(number, "in_transit", inFirst)).Package.ShouldBe(first);
        (await Scan(number, "in_transit", inSecond)).Package.ShouldBe(second);
        (await Scan(number, "in_transit", _api.Now)).Package.ShouldBe(third);
    }

    [Fact]
    public async Task A_lost_package_lets_its_number_go_and_is_found_by_it_until_then()
    {
        var (lost, number) = await _api.NewLabelledPackage();
        await Scan(number, "picked_up", _api.Now);
        await Scan(number, "lost", _api.Now.AddHours(1));
        _api.LetPass(TimeSpan.FromDays(50));
        (await Scan(number, "in_transit", _api.Now)).ShouldBe(("accepted", lost));
        (await Scan(number, "lost", _api.Now.AddHours(1))).ShouldBe(("accepted", lost));

        var next = await Label(number);
        _api.Time.Advance(TimeSpan.FromHours(2));

        (await Scan(number, "picked_up", _api.Now)).ShouldBe(("accepted", next));
    }
}
