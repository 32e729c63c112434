using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_a_whole_group_is_discarded(SomeFailures admin) : IClassFixture<SomeFailures>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly string _error = $"Error{Guid.NewGuid():N}";

    [Fact]
    public async Task Each_is_forgotten_by_its_keeper_and_the_group_stays_known()
    {
        List<RecordFailure> told = [await admin.Told(SomeFailures.Failed(error: _error)), await admin.Told(SomeFailures.Failed(error: _error)), await admin.Told(SomeFailures.Failed(error: _error))];
        var group = await GroupOf(told[0]);

        using var reply = await Discard(group, new { reason = "The shop has closed." });
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted, await reply.Content.ReadAsStringAsync(Cancellation));
        var started = (await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        (started["action"]!.GetValue<string>(), started["total"]!.GetValue<int>()).ShouldBe(("discard", 3));

        var done = await Eventually.Get(
            async () =>
            {
                admin.Admin.Time.Advance(TimeSpan.FromSeconds(1));
                return (await admin.Get($"failures/operations?group={group}"))["items"]![0]!.AsObject();
            },
            o => o["state"]!.GetValue<string>() == "done");
        (done["sent"]!.GetValue<int>(), done["succeeded"]!.GetValue<int>(), done["failedAgain"]!.GetValue<int>()).ShouldBe((3, 3, 0));
        foreach (var failure in told)
        {
            var known = await admin.Get($"failures/{failure.FailureId}");
            (known["state"]!.GetValue<string>(), known["note"]!.GetValue<string>(), known["closedBy"]!.GetValue<string>()).ShouldBe(("discarded", "The shop has closed.", "API key"));
            await admin.Admin.First<DropFailedMessage>(d => d.KeptAs == failure.KeptAs);
        }

        using var again = await Discard(group, new { reason = "Once more." });
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_reason_is_required_and_nothing_is_discarded_without()
    {
        var told = await admin.Told(SomeFailures.Failed(error: _error));

        using var reply = await Discard(await GroupOf(told), new { reason = " " });

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["errors"]!["reason"].ShouldNotBeNull();
        (await admin.Get($"failures/{told.FailureId}"))["operationId"].ShouldBeNull();
    }

    async Task<string> GroupOf(RecordFailure told) => (await admin.Get($"failures/{told.FailureId}"))["group"]!.GetValue<string>();

    Task<HttpResponseMessage> Discard(string group, object body) => admin.Api.PostAsJsonAsync($"/api/v1/failures/groups/{group}/discard", body, Cancellation);
}
