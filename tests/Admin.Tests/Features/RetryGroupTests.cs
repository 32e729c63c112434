using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_a_whole_group_is_sent_again(SomeFailures admin) : IClassFixture<SomeFailures>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly string _error = $"Error{Guid.NewGuid():N}";

    async Task<(string Group, List<RecordFailure> Told)> Failed(int count)
    {
        var told = new List<RecordFailure>();
        for (var i = 0; i < count; i++)
            told.Add(await admin.Told(SomeFailures.Failed(error: _error)));
        return ((await admin.Get($"failures/{told[0].FailureId}"))["group"]!.GetValue<string>(), told);
    }

    async Task<JsonObject> Start(string group, int perSecond, int stopAfterFailures = 1)
    {
        using var reply = await admin.Api.PostAsJsonAsync($"/api/v1/failures/groups/{group}/retry", new { reason = "It is mended.", perSecond, stopAfterFailures }, Cancellation);
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted, await reply.Content.ReadAsStringAsync(Cancellation));
        return (await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
    }

    /// <summary>Lets a second pass, and looks how far it is, until it is as far as that.</summary>
    Task<JsonObject> Operation(string group, Func<JsonObject, bool> until) => Eventually.Get(
        async () =>
        {
            admin.Admin.Time.Advance(TimeSpan.FromSeconds(1));
            return (await admin.Get($"failures/operations?group={group}"))["items"]![0]!.AsObject();
        },
        until);

    static int Number(JsonObject operation, string what) => operation[what]!.GetValue<int>();

    Task Report(RecordFailure told) => admin.Admin.Send(Failures.Queue, new ReportRetry { FailureId = told.FailureId, Retry = 1, Handled = true });

    IReadOnlyList<ReleaseFailedMessage> Sent(List<RecordFailure> told) => admin.Admin.Heard<ReleaseFailedMessage>(r => told.Exists(t => t.FailureId == r.FailureId));

    [Fact]
    public async Task Each_is_sent_once_and_it_is_done_when_all_are_handled()
    {
        var (group, told) = await Failed(4);
        var started = await Start(group, perSecond: 50);
        (started["state"]!.GetValue<string>(), Number(started, "total"), Number(started, "sent")).ShouldBe(("running", 4, 0));
        (await admin.Api.PostAsJsonAsync($"/api/v1/failures/groups/{group}/retry", new { reason = "twice" }, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await Operation(group, o => Number(o, "sent") == 4);
        foreach (var failure in told)
        {
            await admin.Admin.First<ReleaseFailedMessage>(r => r.FailureId == failure.FailureId);
            await Report(failure);
        }

        var done = await Operation(group, o => o["state"]!.GetValue<string>() == "done");
        (Number(done, "succeeded"), Number(done, "failedAgain")).ShouldBe((4, 0));
        done["finishedAt"].ShouldNotBeNull();
        Sent(told).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Only_those_that_were_chosen_are_sent()
    {
        var (group, told) = await Failed(3);
        using var reply = await admin.Api.PostAsJsonAsync($"/api/v1/failures/groups/{group}/retry", new { reason = "These are mended.", failures = new[] { told[0].FailureId, told[2].FailureId, Guid.NewGuid() } }, Cancellation);
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        Number((await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!, "total").ShouldBe(2);

        await Operation(group, o => Number(o, "sent") == 2);
        await admin.Admin.First<ReleaseFailedMessage>(r => r.FailureId == told[0].FailureId);
        await admin.Admin.First<ReleaseFailedMessage>(r => r.FailureId == told[2].FailureId);
        await admin.Is(told[1].FailureId, "open");
        await Report(told[0]);
        await Report(told[2]);
        await Operation(group, o => o["state"]!.GetValue<string>() == "done");
        Sent(told).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("retry", 0)]
    [InlineData("retry", 501)]
    [InlineData("discard", 0)]
    public async Task A_choice_of_none_or_of_too_many_is_refused(string action, int chosen)
    {
        var (group, _) = await Failed(1);
        using var reply = await admin.Api.PostAsJsonAsync(
            $"/api/v1/failures/groups/{group}/{action}", new { reason = "why", failures = Enumerable.Range(0, chosen).Select(_ => Guid.NewGuid()) }, Cancellation);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadAsStringAsync(Cancellation)).ShouldContain("\"failures\"");
    }

    [Fact]
    public async Task It_stops_when_one_fails_again_and_lets_the_others_wait()
    {
        var (group, told) = await Failed(30);
        await Start(group, perSecond: 1);
        await Operation(group, o => Number(o, "sent") > 0);
        var first = Sent(told) is [var release, ..] ? release : await admin.Admin.First<ReleaseFailedMessage>(r => told.Exists(t => t.FailureId == r.FailureId));
        var again = told.Single(t => t.FailureId == first.FailureId);
        await admin.Admin.Send(Failures.Queue, again with { KeptAs = Guid.NewGuid(), Retry = 1, FailedAt = again.FailedAt.AddHours(1) });
        await admin.Is(again.FailureId, "open");

        var stopped = await Operation(group, o => o["state"]!.GetValue<string>() == "stopped");
        stopped["note"]!.GetValue<string>().ShouldBe("1 failed again.");
        var sent = Number(stopped, "sent");
        sent.ShouldBeLessThan(30);
        admin.Admin.Time.Advance(TimeSpan.FromMinutes(1));
        (await admin.Get($"failures?group={group}&state=open&limit=200"))["items"]!.AsArray().Count.ShouldBe(30 - sent + 1);
        (await admin.Get($"failures/{again.FailureId}"))["operationId"].ShouldBeNull();
    }

    [Fact]
    public async Task An_operator_can_stop_it_and_begin_anew()
    {
        var (group, told) = await Failed(3);
        var id = (await Start(group, perSecond: 1))["id"]!.GetValue<Guid>();
        using var reply = await admin.Api.PostAsync($"/api/v1/failures/operations/{id}/stop", null, Cancellation);
        var stopped = (await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        (stopped["state"]!.GetValue<string>(), stopped["note"]!.GetValue<string>()).ShouldBe(("stopped", "API key stopped it."));
        var next = await Start(group, perSecond: 50);
        Number(next, "total").ShouldBe(3 - Number(stopped, "sent"));
        await Eventually.True(() => { admin.Admin.Time.Advance(TimeSpan.FromSeconds(1)); return Task.FromResult(Sent(told).Count == 3); });
        (await admin.Api.PostAsync($"/api/v1/failures/operations/{Guid.NewGuid()}/stop", null, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"perSecond":5}""", "reason")]
    [InlineData("""{"reason":"x","perSecond":0}""", "perSecond")]
    [InlineData("""{"reason":"x","perSecond":51}""", "perSecond")]
    [InlineData("""{"reason":"x","stopAfterFailures":-1}""", "stopAfterFailures")]
    public async Task What_makes_no_sense_is_refused(string body, string field)
    {
        var (group, told) = await Failed(1);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var reply = await admin.Api.PostAsync($"/api/v1/failures/groups/{group}/retry", content, Cancellation);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["errors"]![field].ShouldNotBeNull();
        (await admin.Get($"failures/{told[0].FailureId}"))["operationId"].ShouldBeNull();
    }
}

public sealed class When_Admin_ends_while_a_group_is_sent_again
{
    [Fact]
    public async Task The_next_one_goes_on_where_it_was_and_sends_none_twice()
    {
        using var data = new TempDirectory();
        var told = Enumerable.Range(0, 4).Select(_ => SomeFailures.Failed()).ToList();
        string group;
        var sent = new List<Guid>();
        await using (var before = new ServiceFixture<AdminService>($"DataDirectory={data.Path}"))
        {
            await before.InitializeAsync();
            foreach (var failure in told)
                await before.Send(Failures.Queue, failure);
            var open = await Eventually.Get(() => Get(before, "failures?state=open"), f => f["items"] is JsonArray { Count: 1 } groups && groups[0]!["count"]!.GetValue<int>() == 4);
            group = open["items"]![0]!["group"]!.GetValue<string>();
            using var reply = await before.Client.PostAsJsonAsync($"/api/v1/failures/groups/{group}/retry", new { reason = "It is mended.", perSecond = 1 }, TestContext.Current.CancellationToken);
            reply.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await Eventually.True(() =>
            {
                before.Time.Advance(TimeSpan.FromMilliseconds(500));
                return Task.FromResult(before.Heard<ReleaseFailedMessage>().Count > 0);
            });
            sent.AddRange(before.Heard<ReleaseFailedMessage>().Select(r => r.FailureId));
        }

        await using var after = new ServiceFixture<AdminService>($"DataDirectory={data.Path}");
        await after.InitializeAsync();
        var operation = await Eventually.Get(
            async () =>
            {
                after.Time.Advance(TimeSpan.FromSeconds(1));
                return (await Get(after, $"failures/operations?group={group}"))["items"]![0]!;
            },
            o => o["sent"]!.GetValue<int>() == 4);
        operation["state"]!.GetValue<string>().ShouldBe("running");
        foreach (var failure in told)
        {
            (await Get(after, $"failures/{failure.FailureId}"))["retries"]!.GetValue<int>().ShouldBe(1);
            await after.Send(Failures.Queue, new ReportRetry { FailureId = failure.FailureId, Retry = 1, Handled = true });
        }

        sent.ShouldNotBeEmpty();
        await Eventually.True(async () =>
        {
            after.Time.Advance(TimeSpan.FromSeconds(1));
            return (await Get(after, $"failures/operations?group={group}"))["items"]![0]!["state"]!.GetValue<string>() == "done";
        });
    }

    static async Task<JsonObject> Get(ServiceFixture admin, string path) => (await admin.Client.GetFromJsonAsync<JsonObject>($"/api/v1/{path}"))!;
}
