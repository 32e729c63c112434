using System.Net;
using System.Text;
using CsCheck;
using StatusTracking.Sample;

namespace StatusTracking.ServiceDefaults.Tests.Http;

public sealed class When_a_body_is_wrong(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Theory]
    [InlineData("""{"name":"a","colour":"red"}""", "colour")]
    [InlineData("""{"name":"a","parts":[{"sku":"x","size":1}]}""", "parts[0].size")]
    [InlineData("""{"name":"a","missing required":1}""", "missing required")]
    public async Task An_unknown_field_is_named(string body, string field) => await Names(body, field, "Is not a field of this request.");

    [Theory]
    [InlineData("""{"name":"a","quantity":"many"}""", "quantity")]
    [InlineData("""{"name":"a","quantity":"3"}""", "quantity")]
    [InlineData("""{"name":"a","quantity":1.5}""", "quantity")]
    [InlineData("""{"name":"a","quantity":99999999999}""", "quantity")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":"a","kind":"unheard_of"}""", "kind")]
    [InlineData("""{"name":"a","kind":1}""", "kind")]
    [InlineData("""{"name":"a","at":"yesterday"}""", "at")]
    [InlineData("""{"name":"a","at":12}""", "at")]
    [InlineData("""{"name":"a","parts":{}}""", "parts")]
    [InlineData("""{"name":"a","parts":[{"sku":"x"},{"sku":"y","unitPrice":"dear"}]}""", "parts[1].unitPrice")]
    public async Task A_field_of_the_wrong_type_is_named(string body, string field) => await Names(body, field, "Has the wrong type or form.");

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":"a","parts":[{"unitPrice":1}]}""", "parts[0].sku")]
    public async Task A_missing_field_is_named(string body, string field) => await Names(body, field, "Is required.");

    [Theory]
    [InlineData("""{"name":"a","quantity":-1}""", "quantity")]
    [InlineData("""{"name":"a","parts":[{"sku":"x"},{"sku":"y","unitPrice":-1}]}""", "parts[1].unitPrice")]
    public async Task A_field_that_breaks_a_rule_is_named(string body, string field) => await Names(body, field, "Must not be negative.");

    [Theory]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("""{"name":""")]
    [InlineData("""{"name":"a",}""")]
    [InlineData("""{"name":"a"} more""")]
    [InlineData("""{"name":"a","parts":[{"sku":"x"]}""")]
    public async Task Broken_json_is_said_to_be_that(string body) => await Names(body, "body", "Is not valid JSON.");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public async Task A_missing_body_is_said_in_a_plain_sentence(string body) => await Names(body, "body", "Is required.");

    [Fact]
    public async Task A_body_of_another_type_is_refused()
    {
        using var content = new StringContent("name=a", Encoding.UTF8, "text/plain");

        var reply = await fixture.Client.PostAsync(Calls.Things, content);

        reply.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        await reply.Problem();
    }

    [Theory]
    [InlineData("application/json; charset=klingon")]
    [InlineData("application/json; charset=\"klingon\"")]
    [InlineData("application/json; charset=")]
    public async Task A_body_in_a_character_set_that_nobody_knows_is_refused(string type)
    {
        using var content = new ByteArrayContent("""{"name":"a"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type).ShouldBeTrue();

        var reply = await fixture.Client.PostAsync(Calls.Things, content);

        reply.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await reply.Problem()).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("character set");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key-large")]
    public async Task A_body_that_is_too_large_is_refused(string? idempotencyKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Calls.Things) { Content = Calls.Json($$"""{"name":"{{new string('x', 1024 * 1024)}}"}""") };
        // Waits for the server's word before the body goes out, which the server would cut off.
        request.Headers.ExpectContinue = true;
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);

        var reply = await fixture.Client.SendAsync(request);

        reply.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        await reply.Problem();
    }

    [Fact]
    public async Task No_bytes_make_it_an_error_of_ours() =>
        await Gen.Select(Gen.Int[0, Whole.Length], Gen.Int[0, 4], Gen.Byte.Array[0, 4]).SampleAsync(
            async damage =>
            {
                var (at, removed, put) = damage;
                byte[] body = [.. Whole.Take(at), .. put, .. Whole.Skip(at + removed)];
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new("application/json");
                var reply = await fixture.Client.PostAsync(Calls.Things, content);
                ((int)reply.StatusCode).ShouldBeLessThan(500, Convert.ToHexString(body));
            },
            iter: 300);

    [Theory]
    [InlineData(/*lang=text*/ """{"name":"\ud800"}""")]
    [InlineData(/*lang=text*/ """{"\ud800":1}""")]
    [InlineData("""{"name":"a","it's 'quoted'":1}""")]
    [InlineData("""{"name":"a","could not be mapped":1}""")]
    [InlineData("""{"name":"a","name":"b","NAME":"c"}""")]
    [InlineData("""{"name":"a","at":"0001-01-01T00:00:00+14:00"}""")]
    [InlineData("""{"name":"a","parts":[null]}""")]
    [InlineData("""[]""")]
    public async Task Odd_bodies_are_no_errors_of_ours(string body) =>
        ((int)(await fixture.Client.PostJson(Calls.Things, body)).StatusCode).ShouldBeLessThan(500);

    static readonly byte[] Whole = """{"name":"a","quantity":3,"kind":"very_fancy","at":"2026-02-03T04:05:06+01:00","parts":[{"sku":"é","unitPrice":2}]}"""u8.ToArray();

    async Task Names(string body, string field, string message)
    {
        var reply = await fixture.Client.PostJson(Calls.Things, body);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = await reply.Errors();
        errors.Keys.ShouldBe([field]);
        errors[field].ShouldBe([message]);
    }
}

public sealed class When_a_request_fails(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Theory]
    [InlineData("abc", "Has the wrong type or form.")]
    [InlineData("1.5", "Has the wrong type or form.")]
    [InlineData("0", "Must be from 1 to 200.")]
    [InlineData("201", "Must be from 1 to 200.")]
    public async Task A_wrong_parameter_is_named(string limit, string message)
    {
        var reply = await fixture.Client.GetAsync($"{Calls.Things}?limit={limit}");

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Errors())["limit"].ShouldBe([message]);
    }

    [Theory]
    [InlineData("?q=%00", "q")]
    [InlineData("?limit=5&q=a%00b", "q")]
    [InlineData("?%00q=1", "q")]
    public async Task A_null_character_in_a_parameter_is_named(string query, string field)
    {
        var reply = await fixture.Client.GetAsync($"{Calls.Things}{query}");

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Errors()).Keys.ShouldBe([field]);
    }

    [Fact]
    public async Task An_error_of_ours_tells_no_details()
    {
        var reply = await fixture.Client.GetAsync("/api/v1/sample/failure");

        reply.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var text = await reply.Content.ReadAsStringAsync();
        text.ShouldNotContain(SampleService.Secret);
        text.ShouldNotContain("InvalidOperation");
        text.ShouldNotContain("   at ");
        (await reply.Problem()).GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_lost_race_is_a_conflict_that_may_be_tried_again()
    {
        var reply = await fixture.Client.GetAsync("/api/v1/sample/race");

        reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await reply.Problem()).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("repeat");
    }

    [Fact]
    public async Task An_unknown_address_is_a_problem_too()
    {
        var reply = await fixture.Client.GetAsync("/api/v1/nothing");

        reply.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await reply.Problem();
    }
}

public sealed class When_a_body_is_right(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Fact]
    public async Task Its_timestamps_come_back_in_utc()
    {
        var reply = await fixture.Client.PostJson(Calls.Things, """{"name":"a","kind":"very_fancy","at":"2026-02-03T04:05:06+01:00"}""");

        reply.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await reply.Content.ReadAsStringAsync()).ShouldContain("\"at\":\"2026-02-03T03:05:06Z\"");
    }

    [Theory]
    [InlineData("2026-02-03T04:05:06")]
    [InlineData("2026-02-03T04:05:06Z")]
    [InlineData("2026-02-03T06:05:06+02:00")]
    public async Task A_timestamp_without_an_offset_is_utc_too(string at)
    {
        var reply = await fixture.Client.PostJson(Calls.Things, $$"""{"name":"a","at":"{{at}}"}""");

        (await reply.Content.ReadAsStringAsync()).ShouldContain("\"at\":\"2026-02-03T04:05:06Z\"");
    }
}
