using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_an_operator_decides_about_a_failure(SomeFailures admin) : IClassFixture<SomeFailures>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Task<HttpResponseMessage> Post(Guid failure, string action, object? body = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/failures/{failure}/{action}") { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return admin.Api.SendAsync(request, Cancellation);
    }

    async Task<List<AuditEntry>> Audit(Guid failure)
    {
        await using var db = await admin.Admin.Services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContextAsync(Cancellation);
        return await db.Audit.Where(e => e.Target == failure.ToString()).OrderBy(e => e.At).ToListAsync(Cancellation);
    }

    Task Report(RecordFailure told, int retry, bool handled, string? reason = null) =>
        admin.Admin.Send(Failures.Queue, new ReportRetry { FailureId = told.FailureId, Retry = retry, Handled = handled, Reason = reason });

    [Fact]
    public async Task A_retry_asks_the_messages_keeper_is_audited_and_ends_when_the_message_is_handled()
    {
        var told = await admin.Told(SomeFailures.Failed());
        using var reply = await Post(told.FailureId, "retry");
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["state"]!.GetValue<string>().ShouldBe("retrying");
        var release = await admin.Admin.First<ReleaseFailedMessage>(r => r.FailureId == told.FailureId);
        (release.KeptAs, release.Retry, release.Body, release.MessageId, release.MessageTypes).ShouldBe((told.KeptAs, 1, null, null, null));
        var audit = (await Audit(told.FailureId)).ShouldHaveSingleItem();
        (audit.Who, audit.Action, audit.Note).ShouldBe(("API key", "failure_retried", null));
        (await Post(told.FailureId, "retry")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Post(told.FailureId, "discard", new { reason = "no" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await Report(told, 1, handled: true);
        var resolved = await admin.Is(told.FailureId, "resolved");
        resolved["closedAt"].ShouldNotBeNull();
        await Report(told, 1, handled: true);
        (await Post(told.FailureId, "retry")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task One_that_fails_again_is_open_again_and_counted()
    {
        var told = await admin.Told(SomeFailures.Failed());
        await Post(told.FailureId, "retry");
        var again = await admin.Told(told with { KeptAs = Guid.NewGuid(), Retry = 1, FailedAt = told.FailedAt.AddHours(1) });
        var failure = await admin.Is(told.FailureId, "open");
        (failure["retries"]!.GetValue<int>(), failure["failedAgain"]!.GetValue<int>()).ShouldBe((1, 1));
        await Report(told, 1, handled: false, "an old word");

        await Post(told.FailureId, "retry");
        (await admin.Admin.First<ReleaseFailedMessage>(r => r.FailureId == told.FailureId && r.Retry == 2)).KeptAs.ShouldBe(again.KeptAs);
    }

    [Fact]
    public async Task One_that_cannot_be_sent_is_open_again_with_the_reason()
    {
        var told = await admin.Told(SomeFailures.Failed());
        await Post(told.FailureId, "retry");
        await Report(told, 1, handled: false, "It is not kept any more.");
        var failure = await admin.Is(told.FailureId, "open");
        failure["note"]!.GetValue<string>().ShouldBe("It is not kept any more.");
        failure["failedAgain"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_message_that_was_handled_after_all_need_not_be_kept()
    {
        var told = await admin.Told(SomeFailures.Failed());
        await Post(told.FailureId, "retry");
        var again = await admin.Told(told with { KeptAs = Guid.NewGuid(), Retry = 1, FailedAt = told.FailedAt.AddHours(1) });
        await Report(told, 1, handled: true);
        await admin.Is(told.FailureId, "resolved");
        (await admin.Admin.First<DropFailedMessage>(d => d.FailureId == told.FailureId)).KeptAs.ShouldBe(again.KeptAs);
    }

    [Fact]
    public async Task An_edited_message_has_an_id_of_its_own_and_needs_a_reason()
    {
        var told = await admin.Told(SomeFailures.Failed());
        var body = new { eventId = "scan-2", status = "delivered", occurredAt = "2026-11-01T10:00:00Z", carrier = "dhl", trackingNumber = "1" };
        (await Post(told.FailureId, "retry", new { body })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(told.FailureId, "retry", new { body, reason = "a typing error" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var release = await admin.Admin.First<ReleaseFailedMessage>(r => r.FailureId == told.FailureId);
        JsonNode.Parse(release.Body!)!["eventId"]!.GetValue<string>().ShouldBe("scan-2");
        release.MessageId.ShouldNotBeNull().ShouldNotBe(told.MessageId);
        var audit = (await Audit(told.FailureId)).ShouldHaveSingleItem();
        (audit.Action, audit.Note).ShouldBe(("failure_edited_and_retried", "a typing error"));
    }

    public static TheoryData<string, string> WrongEdits => new()
    {
        { """{"status":"in_transit","occurredAt":"2026-11-01T10:00:00Z"}""", "body.eventId" },
        { """{"eventId":"1","status":"in_transit","occurredAt":"2026-11-01T10:00:00Z","colour":"red"}""", "body.colour" },
        { """{"eventId":"1","status":"in_transit","occurredAt":"yesterday"}""", "body.occurredAt" },
        { """{"eventId":1,"status":"in_transit","occurredAt":"2026-11-01T10:00:00Z"}""", "body.eventId" },
        { """{"eventId":null,"status":"in_transit","occurredAt":"2026-11-01T10:00:00Z"}""", "body.eventId" },
        { """{"eventId":"1","status":"in_transit","occurredAt":"2026-11-01T10:00:00Z","packageId":"none"}""", "body.packageId" },
        { "[]", "body" },
        { "\"text\"", "body" },
        { "7", "body" },
    };

    [Theory]
    [MemberData(nameof(WrongEdits))]
    public async Task An_edit_that_breaks_the_contract_is_refused_with_its_field_and_changes_nothing(string body, string field)
    {
        var told = await admin.Told(SomeFailures.Failed());
        using var reply = await Post(told.FailureId, "retry", new { body = JsonNode.Parse(body), reason = "an edit" });
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
        (await admin.Get($"failures/{told.FailureId}"))["state"]!.GetValue<string>().ShouldBe("open");
        (await Audit(told.FailureId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_status_change_is_checked_too_and_may_say_a_word_that_this_version_does_not_know()
    {
        var told = await admin.Told(SomeFailures.Failed(type: nameof(StatusChangeIgnored)));
        var change = new JsonObject
        {
            ["subject"] = "package",
            ["subjectId"] = Guid.NewGuid(),
            ["orderId"] = Guid.NewGuid(),
            ["from"] = null,
            ["to"] = "beamed_up",
            ["reason"] = "It was beamed.",
            ["late"] = false,
            ["occurredAt"] = "2026-11-01T10:00:00Z",
            ["recordedAt"] = "2026-11-01T10:00:00Z",
        };
        (await Post(told.FailureId, "retry", new { body = change, reason = "an edit" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task What_only_its_service_knows_is_sent_as_it_was_or_not_at_all()
    {
        var told = await admin.Told(SomeFailures.Failed() with { MessageTypes = ["urn:message:StatusTracking.Orders:ExpireOrder"] });
        using var reply = await Post(told.FailureId, "retry", new { body = new { }, reason = "an edit" });
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadAsStringAsync(Cancellation)).ShouldContain("ExpireOrder is known to orders alone");
        (await Post(told.FailureId, "retry")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_message_without_a_type_is_given_one()
    {
        var told = await admin.Told(SomeFailures.Failed(type: ""));
        var body = new { eventId = "scan-2", status = "delivered", occurredAt = "2026-11-01T10:00:00Z" };
        (await Post(told.FailureId, "retry", new { body, reason = "nameless" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(told.FailureId, "retry", new { messageType = "NoSuchThing", reason = "nameless" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(told.FailureId, "retry", new { body, messageType = "RecordScan", reason = "nameless" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await admin.Admin.First<ReleaseFailedMessage>(r => r.FailureId == told.FailureId)).MessageTypes.ShouldBe([MessageUrn.ForTypeString<RecordScan>()]);
    }

    [Fact]
    public async Task A_repeated_request_with_its_key_is_one_retry()
    {
        var told = await admin.Told(SomeFailures.Failed());
        var key = Guid.NewGuid().ToString();
        using var first = await Post(told.FailureId, "retry", new { reason = "once" }, key);
        using var second = await Post(told.FailureId, "retry", new { reason = "once" }, key);
        (first.StatusCode, second.StatusCode).ShouldBe((HttpStatusCode.Accepted, HttpStatusCode.Accepted));
        (await second.Content.ReadAsStringAsync(Cancellation)).ShouldBe(await first.Content.ReadAsStringAsync(Cancellation));
        (await Audit(told.FailureId)).ShouldHaveSingleItem().Note.ShouldBe("once");
    }

    [Fact]
    public async Task Discarding_needs_a_reason_and_the_keeper_forgets_the_message()
    {
        var told = await admin.Told(SomeFailures.Failed());
        (await Post(told.FailureId, "discard", new { })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(told.FailureId, "discard", new { reason = "  " })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(told.FailureId, "discard", new { reason = new string('x', 501) })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(told.FailureId, "discard")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(told.FailureId, "discard", new { reason = "a test message" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Post(told.FailureId, "discard", new { reason = "a test message" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var failure = await admin.Is(told.FailureId, "discarded");
        (failure["closedBy"]!.GetValue<string>(), failure["note"]!.GetValue<string>()).ShouldBe(("API key", "a test message"));
        (await admin.Admin.First<DropFailedMessage>(d => d.FailureId == told.FailureId)).KeptAs.ShouldBe(told.KeptAs);
        (await Audit(told.FailureId)).ShouldHaveSingleItem().Action.ShouldBe("failure_discarded");
        (await Post(told.FailureId, "retry")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Post(Guid.NewGuid(), "discard", new { reason = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Post(Guid.NewGuid(), "retry")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
