using System.Net;
using System.Net.Http.Json;
using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_day_of_delivery_is_another_one(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    Task<HttpResponseMessage> Estimate(Guid id, object body) => api.Client.PutAsJsonAsync($"/api/v1/packages/{id}/estimate", body);

    async Task<Guid> LabelledWith(DateTimeOffset? estimatedDelivery)
    {
        var id = await api.NewPackage();
        await api.Label(id, new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber(), estimatedDelivery }).ShouldBe(HttpStatusCode.OK);
        return id;
    }

    async Task<DateTimeOffset?> EstimateOf(Guid id) => (DateTimeOffset?)(await api.Package(id))["estimatedDelivery"];

    [Fact]
    public async Task It_is_told_with_the_one_before_and_who_said_so()
    {
        var (first, second) = (api.Now.AddDays(3), api.Now.AddDays(5));
        var id = await LabelledWith(first);

        var reply = await Estimate(id, new { estimatedDelivery = second, source = "carrier:ups", reason = "Snow." }).Json();

        ((DateTimeOffset?)reply["estimatedDelivery"]).ShouldBe(second);
        ((string?)reply["estimateSource"]).ShouldBe("carrier:ups");
        var told = await api.First<PackageEstimateChanged>(m => m.SubjectId == id);
        (told.From, told.To, told.Source, told.Reason, told.Revision).ShouldBe((first, second, "carrier:ups", "Snow.", 1));
        told.RoutingKey.ShouldBe("package.estimate_revised.none");
        ((long)(await api.Package(id))["sequence"]!).ShouldBe(2);
    }

    [Fact]
    public async Task The_same_again_tells_nothing()
    {
        var id = await LabelledWith(null);
        var day = api.Now.AddDays(4);
        await Estimate(id, new { estimatedDelivery = day }).ShouldBe(HttpStatusCode.OK);
        await Estimate(id, new { estimatedDelivery = day }).ShouldBe(HttpStatusCode.OK);
        await Estimate(id, new { estimatedDelivery = day.AddDays(1) }).ShouldBe(HttpStatusCode.OK);

        (await api.Published<PackageEstimateChanged>(2, m => m.SubjectId == id)).Select(m => (m.From, m.To)).ShouldBe([(null, day), (day, day.AddDays(1))]);
    }

    [Fact]
    public async Task The_newest_scan_that_names_one_counts_whatever_comes_first()
    {
        var id = await LabelledWith(api.Now.AddDays(1));
        object Says(int minute, int days) => new { eventId = $"{minute}", status = "in_transit", occurredAt = api.Now.AddMinutes(minute), estimatedDelivery = api.Now.AddDays(days) };

        await api.Post($"packages/{id}/events", Says(minute: 2, days: 7)).ShouldBe(HttpStatusCode.Accepted);
        await api.Post($"packages/{id}/events", Says(minute: 1, days: 6)).ShouldBe(HttpStatusCode.Accepted);
        await api.Post($"packages/{id}/events", Says(minute: 2, days: 7)).ShouldBe(HttpStatusCode.Accepted);

        (await EstimateOf(id)).ShouldBe(api.Now.AddDays(7));
        (await api.First<PackageEstimateChanged>(m => m.SubjectId == id)).Source.ShouldBe("api");
    }

    [Fact]
    public async Task A_scan_that_waited_for_the_label_brings_its_own()
    {
        var number = LogisticsFixture.NewNumber();
        var day = api.Now.AddDays(9);
        await api.Post("carriers/ups/events", new[] { new { trackingNumber = number, eventId = "1", status = "in_transit", occurredAt = api.Now.AddMinutes(1), estimatedDelivery = day } }).ShouldBe(HttpStatusCode.Accepted);
        var id = await api.NewPackage();
        await api.Label(id, new { carrier = "ups", trackingNumber = number, estimatedDelivery = api.Now.AddDays(2) }).ShouldBe(HttpStatusCode.OK);

        (await EstimateOf(id)).ShouldBe(day);
    }

    [Fact]
    public async Task A_repeat_of_the_labels_request_does_not_bring_the_old_one_back()
    {
        var id = await api.NewPackage();
        var label = new { carrier = "ups", trackingNumber = LogisticsFixture.NewNumber(), estimatedDelivery = api.Now.AddDays(2) };
        await api.Label(id, label).ShouldBe(HttpStatusCode.OK);
        await Estimate(id, new { estimatedDelivery = api.Now.AddDays(5) }).ShouldBe(HttpStatusCode.OK);
        await api.Label(id, label).ShouldBe(HttpStatusCode.OK);

        (await EstimateOf(id)).ShouldBe(api.Now.AddDays(5));
    }

    [Fact]
    public async Task A_carriers_estimate_that_can_be_none_is_dropped_and_its_status_counts()
    {
        var (id, number) = await api.NewLabelledPackage();
        await api.Post("carriers/ups/events", new[] { new { trackingNumber = number, eventId = "1", status = "in_transit", occurredAt = api.Now, estimatedDelivery = api.Now.AddYears(11) } }).ShouldBe(HttpStatusCode.Accepted);

        (await api.StatusOf(id)).ShouldBe("in_transit");
        (await EstimateOf(id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_package_that_is_over_has_none_any_more()
    {
        var (id, _) = await api.NewLabelledPackage();
        await api.Scan(id, "delivered", 1).ShouldBe(HttpStatusCode.Accepted);
        await Estimate(id, new { estimatedDelivery = api.Now.AddDays(5) }).ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("estimatedDelivery", """{ }""")]
    [InlineData("estimatedDelivery", """{ "estimatedDelivery": null }""")]
    [InlineData("estimatedDelivery", """{ "estimatedDelivery": "soon" }""")]
    [InlineData("estimatedDelivery", """{ "estimatedDelivery": "1999-12-31T00:00:00Z" }""")]
    [InlineData("estimatedDelivery", """{ "estimatedDelivery": "2099-01-01T00:00:00Z" }""")]
    [InlineData("source", """{ "estimatedDelivery": "2026-12-24T00:00:00Z", "source": "operator" }""")]
    [InlineData("source", """{ "estimatedDelivery": "2026-12-24T00:00:00Z", "source": "Somebody!" }""")]
    [InlineData("reason", """{ "estimatedDelivery": "2026-12-24T00:00:00Z", "reason": "a\u0000b" }""")]
    public async Task Bad_input_names_its_field(string field, string body)
    {
        var id = await api.NewPackage();
        using var content = new StringContent(body, null, "application/json");
        await api.Client.PutAsync(new Uri($"/api/v1/packages/{id}/estimate", UriKind.Relative), content).ShouldBeInvalid(field);
        (await EstimateOf(id)).ShouldBeNull();
    }

    [Fact]
    public Task An_unknown_package_is_404() => Estimate(Guid.NewGuid(), new { estimatedDelivery = api.Now.AddDays(5) }).ShouldBe(HttpStatusCode.NotFound);
}
