using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_messages_have_failed(SomeFailures admin) : IClassFixture<SomeFailures>
{
    [Fact]
    public async Task They_are_listed_in_groups_of_one_cause()
    {
        var error = $"Error{Guid.NewGuid():N}";
        var first = await admin.Told(SomeFailures.Failed(error: error) with { FailedAt = DateTimeOffset.UnixEpoch.AddYears(55) });
        var last = await admin.Told(SomeFailures.Failed(error: error) with { Reason = "The last one." });
        await admin.Told(SomeFailures.Failed(error: error, type: "SendAlert"));

        var groups = (await admin.Get("failures?limit=200"))["items"]!.AsArray().Where(g => g!["error"]!.GetValue<string>() == error).ToList();
        groups.Count.ShouldBe(2);
        var group = groups.Single(g => g!["messageType"]!.GetValue<string>() == "RecordScan")!;
        (group["count"]!.GetValue<int>(), group["open"]!.GetValue<int>(), group["retrying"]!.GetValue<int>()).ShouldBe((2, 2, 0));
        group["queue"]!.GetValue<string>().ShouldBe("orders-something");
        group["kind"]!.GetValue<string>().ShouldBe("faulted");
        group["firstFailedAt"]!.GetValue<DateTimeOffset>().ShouldBe(first.FailedAt);
        group["lastFailedAt"]!.GetValue<DateTimeOffset>().ShouldBe(last.FailedAt);
        group["example"]!["id"]!.GetValue<Guid>().ShouldBe(last.FailureId);
        group["example"]!["reason"]!.GetValue<string>().ShouldBe("The last one.");
    }

    [Fact]
    public async Task Those_of_a_group_are_listed_page_by_page_the_last_first()
    {
        var error = $"Error{Guid.NewGuid():N}";
        var told = new List<Guid>();
        for (var i = 0; i < 5; i++)
            told.Add((await admin.Told(SomeFailures.Failed(error: error) with { FailedAt = DateTimeOffset.UnixEpoch.AddYears(50 + i / 2) })).FailureId);
        var group = (await admin.Get($"failures/{told[0]}"))["group"]!.GetValue<string>();

        var listed = new List<JsonNode>();
        for (string? after = "", next; after is not null; after = next)
        {
            var page = await admin.Get($"failures?group={group}&state=open&limit=2&after={after}");
            listed.AddRange(page["items"]!.AsArray().Select(i => i!));
            next = page["next"]?.GetValue<string>();
        }

        listed.Select(f => f["id"]!.GetValue<Guid>()).ShouldBe(told, ignoreOrder: true);
        listed.Select(f => f["lastFailedAt"]!.GetValue<DateTimeOffset>()).ShouldBeInOrder(SortDirection.Descending);
        listed.ShouldAllBe(f => f["body"] == null);
        (await admin.Get($"failures?group={group}&state=resolved"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task They_are_looked_for_by_kind_and_by_several_states()
    {
        var error = $"Error{Guid.NewGuid():N}";
        var (open, discarded) = (await admin.Told(SomeFailures.Failed(error: error)), await admin.Told(SomeFailures.Failed(error: error) with { Kind = "skipped" }));
        using var reply = await admin.Api.PostAsJsonAsync($"/api/v1/failures/{discarded.FailureId}/discard", new { reason = "of no use" }, TestContext.Current.CancellationToken);
        reply.EnsureSuccessStatusCode();

        (await Found("kind=skipped")).ShouldBe([discarded.FailureId]);
        (await Found("kind=faulted")).ShouldBe([open.FailureId]);
        (await Found("state=open,retrying")).ShouldBe([open.FailureId]);
        (await Found("state=open,discarded")).ShouldBe([open.FailureId, discarded.FailureId], ignoreOrder: true);

        async Task<List<Guid>> Found(string query) =>
            [.. (await admin.Get($"failures?limit=200&{query}"))["items"]!.AsArray().Where(g => g!["error"]!.GetValue<string>() == error).Select(g => g!["example"]!["id"]!.GetValue<Guid>())];
    }

    [Theory]
    [InlineData("state=open,closed", "state")]
    [InlineData("state=,", "state")]
    [InlineData("kind=broken", "kind")]
    public async Task What_is_no_state_or_kind_is_refused(string query, string field)
    {
        using var reply = await admin.Api.GetAsync($"/api/v1/failures?{query}", TestContext.Current.CancellationToken);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["errors"]![field].ShouldNotBeNull();
    }

    [Fact]
    public async Task What_happened_to_one_is_told_in_order_with_who_did_it()
    {
        var told = await admin.Told(SomeFailures.Failed() with { FailedAt = admin.Admin.Time.GetUtcNow().AddMinutes(-5) });
        using var reply = await admin.Api.PostAsJsonAsync($"/api/v1/failures/{told.FailureId}/retry", new { reason = "once more" }, TestContext.Current.CancellationToken);
        reply.EnsureSuccessStatusCode();
        await admin.Told(told with { KeptAs = Guid.NewGuid(), Retry = 1, FailedAt = told.FailedAt.AddMinutes(10), Reason = "Still null." });

        var history = (await admin.Get($"failures/{told.FailureId}/history"))["items"]!.AsArray();
        history.Select(s => (s!["what"]!.GetValue<string>(), s["who"]?.GetValue<string>(), s["note"]?.GetValue<string>()))
            .ShouldBe([("failed", null, null), ("failure_retried", "API key", "once more"), ("failed_again", null, "Still null.")]);
        (await admin.Api.GetAsync($"/api/v1/failures/{Guid.NewGuid()}/history", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Groups_are_paged_too()
    {
        for (var i = 0; i < 3; i++)
            await admin.Told(SomeFailures.Failed(error: $"Error{Guid.NewGuid():N}"));
        var listed = new List<string>();
        for (string? after = "", next; after is not null; after = next)
        {
            var page = await admin.Get($"failures?limit=2&after={after}");
            listed.AddRange(page["items"]!.AsArray().Select(i => i!["group"]!.GetValue<string>()));
            next = page["next"]?.GetValue<string>();
        }

        listed.Count.ShouldBeGreaterThanOrEqualTo(3);
        listed.ShouldBeUnique();
    }

    [Fact]
    public async Task One_is_shown_with_its_body_headers_and_exception()
    {
        var told = await admin.Told(SomeFailures.Failed());
        var failure = await admin.Get($"failures/{told.FailureId}");
        failure["state"]!.GetValue<string>().ShouldBe("open");
        failure["body"]!["eventId"]!.GetValue<string>().ShouldBe("scan-1");
        failure["bodyFormat"]!.GetValue<string>().ShouldBe("json");
        failure["headers"]!["cloudEvents:source"]!.GetValue<string>().ShouldBe("/statustracking/orders");
        failure["details"]!.GetValue<string>().ShouldBe(told.Details);
        failure["orderId"]!.GetValue<Guid>().ShouldBe(SomeFailures.OrderId);
        failure["messageId"]!.GetValue<Guid>().ShouldBe(told.MessageId);
        failure["conversationId"]!.GetValue<Guid>().ShouldBe(told.ConversationId!.Value);
    }

    [Theory]
    [InlineData("no JSON", false, false, "text")]
    [InlineData("""{"cut":"of""", false, true, "text")]
    [InlineData("AAECAw==", true, false, "base64")]
    [InlineData("null", false, false, "json")]
    public async Task A_body_of_any_kind_is_shown(string body, bool base64, bool cut, string format)
    {
        var told = await admin.Told(SomeFailures.Failed(type: "", body: body) with { IsBase64 = base64, IsCut = cut });
        var failure = await admin.Get($"failures/{told.FailureId}");
        failure["bodyFormat"]!.GetValue<string>().ShouldBe(format);
        failure["bodyCut"]!.GetValue<bool>().ShouldBe(cut);
        (failure["body"]?.GetValue<string>() ?? "null").ShouldBe(body);
        failure["messageType"].ShouldBeNull();
    }

    [Fact]
    public async Task What_is_longer_than_its_column_is_listed_all_the_same()
    {
        var told = await admin.Told(SomeFailures.Failed(type: new string('T', 500), error: new string('E', 500)) with { Reason = new string('R', 5000), ContentType = new string('C', 500), Queue = new string('q', 500) });
        (await admin.Get($"failures/{told.FailureId}"))["error"]!.GetValue<string>().Length.ShouldBe(200);
    }

    [Fact]
    public async Task One_that_is_told_of_twice_is_one_and_its_keeper_forgets_the_first_copy()
    {
        var told = await admin.Told(SomeFailures.Failed());
        var again = await admin.Told(told with { KeptAs = Guid.NewGuid(), FailedAt = told.FailedAt.AddHours(1), Reason = "Again." });
        var drop = await admin.Admin.First<DropFailedMessage>(d => d.FailureId == told.FailureId);
        drop.KeptAs.ShouldBe(told.KeptAs);
        var failure = await admin.Get($"failures/{told.FailureId}");
        failure["reason"]!.GetValue<string>().ShouldBe("Again.");
        failure["firstFailedAt"]!.GetValue<DateTimeOffset>().ShouldBe(told.FailedAt);
        failure["lastFailedAt"]!.GetValue<DateTimeOffset>().ShouldBe(again.FailedAt);
    }

    [Theory]
    [InlineData("failures?state=nonsense", "state")]
    [InlineData("failures?limit=0", "limit")]
    [InlineData("failures?after=nonsense", "after")]
    [InlineData("failures?group=x&after=nonsense", "after")]
    public async Task A_question_that_makes_no_sense_is_answered_with_its_field(string path, string field)
    {
        using var reply = await admin.Api.GetAsync($"/api/v1/{path}", TestContext.Current.CancellationToken);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["errors"]!.AsObject().ShouldContainKey(field);
    }

    [Fact]
    public async Task Only_operators_see_them()
    {
        using var viewer = new HttpClient { BaseAddress = admin.Api.BaseAddress };
        viewer.DefaultRequestHeaders.Add("X-Api-Key", await Key(Scopes.Read));
        (await viewer.GetAsync("/api/v1/failures", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.GetAsync($"/api/v1/failures/{Guid.NewGuid()}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.Admin.Anonymous.GetAsync("/api/v1/failures", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await admin.Api.GetAsync($"/api/v1/failures/{Guid.NewGuid()}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    async Task<string> Key(params string[] scopes)
    {
        await using var db = await admin.Admin.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<AdminDb>>().CreateDbContextAsync();
        db.ApiKeys.Add(ApiKey.Make("test", scopes, "test", admin.Admin.Time.GetUtcNow(), null, out var secret));
        await db.SaveChangesAsync();
        return secret;
    }
}
