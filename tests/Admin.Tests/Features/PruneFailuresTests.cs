using System.Net;
using System.Net.Http.Json;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_failures_have_been_settled_for_long : SomeFailures
{
    [Fact]
    public async Task They_are_forgotten_and_those_that_wait_are_not()
    {
        var cancel = TestContext.Current.CancellationToken;
        var prune = (PruneFailures)Admin.Services.GetService(typeof(PruneFailures))!;
        var (waits, settled) = (await Told(Failed()), await Told(Failed()));
        (await Api.PostAsJsonAsync($"/api/v1/failures/{settled.FailureId}/discard", new { reason = "Nobody needs it." }, cancel)).EnsureSuccessStatusCode();
        await prune.Delete(cancel);
        (await Api.GetAsync($"/api/v1/failures/{settled.FailureId}", cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        Admin.Time.Advance(TimeSpan.FromMinutes(11));
        await prune.Delete(cancel);

        (await Api.GetAsync($"/api/v1/failures/{settled.FailureId}", cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.GetAsync($"/api/v1/failures/{waits.FailureId}", cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
