using System.Net;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;
using StatusTracking.Sample;

namespace StatusTracking.ServiceDefaults.Tests.Idempotency;

public sealed class When_a_request_is_repeated_with_its_idempotency_key(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task The_first_reply_comes_again_byte_for_byte()
    {
        var first = await Post("same", "key-same");
        var again = await Post("same", "key-same");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.StatusCode.ShouldBe(first.StatusCode);
        again.Headers.Location.ShouldNotBeNull().ShouldBe(first.Headers.Location);
        again.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBe(await first.Content.ReadAsByteArrayAsync());
        (await fixture.CountOf("same")).ShouldBe(1);
    }

    [Fact]
    public async Task A_reply_without_a_body_comes_again()
    {
        for (var i = 0; i < 2; i++)
            (await fixture.Client.PostJson("/api/v1/sample/touches", "", "key-touch")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await fixture.CountOf("touch")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_body_is_refused_and_has_no_effect()
    {
        await Post("one", "key-other-body");

        var other = await Post("two", "key-other-body");

        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.Problem()).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("new key");
        (await fixture.CountOf("two")).ShouldBe(0);
    }

    [Fact]
    public async Task Another_address_counts_as_another_request()
    {
        await Post("here", "key-other-address");

        var other = await fixture.Client.PostJson("/api/v1/sample/touches", Body("here"), "key-other-address");

        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Repeats_at_the_same_moment_have_one_effect_and_one_reply()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Post("crowd", "key-crowd")));

        (await fixture.CountOf("crowd")).ShouldBe(1);
        replies.ShouldAllBe(r => r.StatusCode == HttpStatusCode.Created || r.StatusCode == HttpStatusCode.Conflict);
        replies.Where(r => r.StatusCode == HttpStatusCode.Conflict).ShouldAllBe(r => r.Headers.RetryAfter != null);
        var bodies = await Task.WhenAll(replies.Where(r => r.StatusCode == HttpStatusCode.Created).Select(r => r.Content.ReadAsStringAsync()));
        bodies.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_reply_that_is_an_error_frees_the_key()
    {
        fixture.Fates.ByName["refused"] = _ => Task.FromResult(false);
        (await Post("refused", "key-refused")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await fixture.CountOf("refused")).ShouldBe(0, "an error saves nothing");

        fixture.Fates.ByName.Clear();
        (await Post("refused", "key-refused")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await fixture.CountOf("refused")).ShouldBe(1);
    }

    [Fact]
    public async Task A_handler_that_throws_frees_the_key()
    {
        fixture.Fates.ByName["thrown"] = _ => throw new InvalidOperationException("It fails, as the test asked.");
        (await Post("thrown", "key-thrown")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await fixture.CountOf("thrown")).ShouldBe(0);

        fixture.Fates.ByName.Clear();
        (await Post("thrown", "key-thrown")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await fixture.CountOf("thrown")).ShouldBe(1);
    }

    [Fact]
    public async Task A_first_request_that_crashed_frees_the_key_once_its_lock_ends()
    {
        await Post("crashed", "key-crashed");
        await Crash("crashed", "key-crashed");

        var early = await Post("crashed", "key-crashed");
        early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        early.Headers.RetryAfter.ShouldNotBeNull();
        (await fixture.CountOf("crashed")).ShouldBe(0);

        fixture.Time.Advance(TimeSpan.FromSeconds(61));
        (await Post("crashed", "key-crashed")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await fixture.CountOf("crashed")).ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_lost_its_lock_to_a_repeat_has_no_effect()
    {
        // On a database server a repeat can take the lock over while the first, slower than the lock is long, still runs.
        fixture.Fates.ByName["slow"] = async db =>
        {
            var until = fixture.Time.GetUtcNow() + TimeSpan.FromMinutes(2);
            await db.Set<IdempotencyKey>().Where(k => k.Key == "key-slow").ExecuteUpdateAsync(s => s.SetProperty(k => k.LockedUntil, until));
            return true;
        };

        var reply = await Post("slow", "key-slow");

        fixture.Fates.ByName.Clear();
        reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await fixture.CountOf("slow")).ShouldBe(0);
    }

    [Fact]
    public async Task The_same_key_of_two_owners_is_two_keys()
    {
        using var anna = fixture.ClientOf("anna", Scopes.Write);
        using var bert = fixture.ClientOf("bert", Scopes.Write);

        var hers = await anna.PostJson(Calls.Things, Body("owned"), "key-owned");
        var his = await bert.PostJson(Calls.Things, Body("owned"), "key-owned");

        hers.StatusCode.ShouldBe(HttpStatusCode.Created);
        his.StatusCode.ShouldBe(HttpStatusCode.Created);
        his.Headers.Location.ShouldNotBe(hers.Headers.Location);
        (await fixture.CountOf("owned")).ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        var reply = await Post("long", new string('k', 256));

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Errors()).Keys.ShouldBe(["Idempotency-Key"]);
        (await Post("long", new string('k', 255))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    Task<HttpResponseMessage> Post(string name, string key) => fixture.Client.PostJson(Calls.Things, Body(name), key);

    static string Body(string name) => $$"""{"name":"{{name}}","quantity":3}""";

    /// <summary>Leaves what a process leaves that died within the request: the key's row without a reply, and no effect.</summary>
    Task<int> Crash(string name, string key) => fixture.Read(async db =>
    {
        await db.Things.Where(t => t.Name == name).ExecuteDeleteAsync();
        return await db.Set<IdempotencyKey>().Where(k => k.Key == key).ExecuteUpdateAsync(s => s.SetProperty(k => k.StatusCode, (int?)null).SetProperty(k => k.Body, (byte[]?)null));
    });
}
