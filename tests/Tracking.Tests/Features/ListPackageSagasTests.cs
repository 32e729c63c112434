using System.Net;
using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Tracking.Tests.Features;

public class When_sagas_are_listed : Situation
{
    [Fact]
    public async Task Those_that_were_not_heard_of_for_longest_come_first_a_page_at_a_time()
    {
        var packages = new List<Guid>();
        var orders = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var package = Package();
            packages.Add(package.PackageId);
            orders.Add(package.OrderId);
            await Hear(package, package.Add(i < 4 ? PackageStatus.InTransit : PackageStatus.Delivered, at: Now));
            Service.Time.Advance(TimeSpan.FromHours(1));
        }

        (await Listed("limit=2")).ShouldBe(packages);
        (await Listed("state=in_transit")).ShouldBe(packages[..4]);
        (await Listed("stuckFor=04:00:00")).ShouldBe(packages[..2]);
        (await Listed("stuckFor=PT1H")).ShouldBe(packages[..4]);
        (await Listed("state=ended")).ShouldBeEmpty();
        (await Listed($"orderId={orders[3]}&orderId={orders[1]}&orderId={Guid.NewGuid()}")).ShouldBe([packages[1], packages[3]]);
        (await Listed($"orderId={orders[3]}&state=delivered")).ShouldBeEmpty();

        var states = (await Get("/api/v1/sagas/packages/states"))["items"]!.AsArray();
        states.Select(s => s!["state"]!.ToString()).ShouldBe([.. Word.All<PackageStatus>(), "ended"], ignoreOrder: true);
        states.Where(s => (int)s!["packages"]! > 0).Select(s => (s!["state"]!.ToString(), (int)s["packages"]!)).ShouldBe([("in_transit", 4), ("delivered", 1)], ignoreOrder: true);
    }

    [Theory]
    [InlineData("state=teleported")]
    [InlineData("stuckFor=long")]
    [InlineData("stuckFor=-01:00:00")]
    [InlineData("limit=201")]
    [InlineData("orderId=ST-1")]
    [InlineData("after=!")]
    public async Task A_wrong_question_is_refused(string query)
    {
        using var reply = await Service.Client.GetAsync(new Uri($"/api/v1/sagas/packages?{query}", UriKind.Relative), TestContext.Current.CancellationToken);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Too_many_orders_at_once_are_refused()
    {
        using var reply = await Service.Client.GetAsync(
            new Uri($"/api/v1/sagas/packages?{string.Join('&', Enumerable.Repeat($"orderId={Guid.NewGuid()}", 51))}", UriKind.Relative), TestContext.Current.CancellationToken);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("orderId");
    }

    async Task<List<Guid>> Listed(string query)
    {
        var ids = new List<Guid>();
        string? next = null;
        do
        {
            var page = await Get($"/api/v1/sagas/packages?{query}{(next is null ? "" : $"&after={next}")}");
            ids.AddRange(page["items"]!.AsArray().Select(i => (Guid)i!["id"]!));
            next = page.Text("next");
        }
        while (next is not null);
        return ids;
    }
}
