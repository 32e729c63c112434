using System.Net;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_carriers_code_is_not_known(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    static string Code() => $"Z{Guid.NewGuid():N}"[..9];

    Task<HttpResponseMessage> Map(string code, string status, string? detail = null, string? blame = null, string carrier = "hermes") =>
        api.Post($"carriers/{carrier}/codes", new { code, status, detail, blame, reason = "The carrier's help desk says so." });

    [Fact]
    public async Task It_is_shown_to_operators_and_moves_its_packages_once_they_say_what_it_means()
    {
        var code = Code();
        var (id, number) = await api.NewPackageOf("hermes");
        await api.Client.PostRaw("hermes/events", Webhooks.Hermes(number, ("2000", api.Now.AddHours(-5)), (code, api.Now.AddHours(-2)))).ShouldBe(HttpStatusCode.Accepted);
        (await api.StatusOf(id)).ShouldBe("in_transit");

        var shown = (await api.Get("/api/v1/carriers/unknown-codes?carrier=hermes&limit=200").Json())["items"]!.AsArray().Single(c => (string)c!["code"]! == code)!;
        ((string)shown["carrier"]!, (string)shown["text"]!, (int)shown["count"]!, (Guid)shown["examplePackageId"]!).ShouldBe(("hermes", $"Text of {code}", 1, id));
        ((DateTimeOffset)shown["firstSeen"]!).ShouldBe(api.Now);
        (await api.Get($"/api/v1/carriers/unknown-codes?code={code}").Json())["items"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString().ShouldBe(shown.ToJsonString());

        var said = await Map(code, "delivered", "neighbour").Json();
        said["appliedAt"].ShouldNotBeNull();
        ((int)said["packages"]!, (int)said["followed"]!).ShouldBe((1, 1));
        var package = await api.Package(id);
        ((string)package["status"]!, (string)package["detail"]!).ShouldBe(("delivered", "neighbour"));
        var change = (await api.Changes(id, 4))[^1];
        (change.From, change.To, change.Detail, change.Reason, change.Late).ShouldBe(("in_transit", "delivered", "neighbour", "code_mapped", false));
        (await api.Get("/api/v1/carriers/unknown-codes?limit=200").Json())["items"]!.AsArray().ShouldNotContain(c => (string)c!["code"]! == code);
        var log = (await api.Get($"/api/v1/carriers/hermes/codes?code={code}").Json())["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)log["code"]!, (int)log["packages"]!, (int)log["followed"]!).ShouldBe((code, 1, 1));
        ((string)log["reason"]!).ShouldBe("The carrier's help desk says so.");
        ((string)log["who"]!).ShouldNotBeNullOrEmpty();

        // A repeat of the request is the same word.
        await Map(code, "delivered", "neighbour").ShouldBe(HttpStatusCode.OK);
        (await api.Get("/api/v1/carriers/hermes/codes?limit=200").Json())["items"]!.AsArray().Count(c => (string)c!["code"]! == code).ShouldBe(1);
    }

    [Fact]
    public async Task What_they_said_counts_for_scans_to_come_and_of_packages_that_have_no_label_yet()
    {
        var code = Code();
        var waiting = LogisticsFixture.NewNumber();
        await api.Client.PostRaw("hermes/events", Webhooks.Hermes(waiting, (code, api.Now.AddHours(-2)))).ShouldBe(HttpStatusCode.Accepted);
        await Map(code, "out_for_delivery").ShouldBe(HttpStatusCode.OK);

        var (id, number) = await api.NewPackageOf("hermes");
        await api.Client.PostRaw("hermes/events", Webhooks.Hermes(number, (code, api.Now.AddHours(-2)))).ShouldBe(HttpStatusCode.Accepted);
        (await api.StatusOf(id)).ShouldBe("out_for_delivery");

        var later = await api.NewPackage();
        await api.Label(later, new { carrier = "hermes", trackingNumber = waiting }).ShouldBe(HttpStatusCode.OK);
        (await api.StatusOf(later)).ShouldBe("out_for_delivery");
    }

    [Fact]
    public async Task A_known_code_can_be_given_another_meaning_and_the_fold_decides()
    {
        const string code = "7000";
        var (id, number) = await api.NewPackageOf("hermes");
        await api.Client.PostRaw("hermes/events", Webhooks.Hermes(number, ("2000", api.Now.AddHours(-5)), ("3500", api.Now.AddHours(-3)), (code, api.Now.AddHours(-2)))).ShouldBe(HttpStatusCode.Accepted);
        (await api.StatusOf(id)).ShouldBe("delivered");

        // Behind a delivery only a return is legal.
        await Map(code, "on_hold").ShouldBe(HttpStatusCode.OK);
        (await api.StatusOf(id)).ShouldBe("delivered");
        await Map(code, "returning", "to_sender").ShouldBe(HttpStatusCode.OK);
        (await api.StatusOf(id)).ShouldBe("returning");
        await Map(code, "in_transit").ShouldBe(HttpStatusCode.OK);
        (await api.StatusOf(id)).ShouldBe("delivered");
        (await api.Package(id))["scans"]!.AsArray().Count(s => (bool)s!["applied"]!).ShouldBe(2);
        var changes = await api.Changes(id, 6);
        changes.Select(c => c.Sequence).ShouldBeInOrder();
        (changes[^1].To, changes[^1].Late, changes[^1].Reason).ShouldBe(("delivered", true, "code_mapped"));
    }

    [Fact]
    public async Task A_word_of_the_plain_format_is_mapped_the_same_way()
    {
        var word = $"ODD-{Guid.NewGuid():N}"[..12];
        var (id, number) = await api.NewPackageOf("courier");
        await api.Post("carriers/courier/events", new { trackingNumber = number, eventId = "1", status = word, occurredAt = api.Now }).ShouldBe(HttpStatusCode.Accepted);
        (await api.StatusOf(id)).ShouldBe("label_created");
        await Map(word, "picked_up", "accepted", carrier: "courier").ShouldBe(HttpStatusCode.OK);
        (await api.StatusOf(id)).ShouldBe("picked_up");
    }

    [Fact]
    public async Task A_code_without_its_sub_code_counts_for_all_that_have_no_meaning_of_their_own()
    {
        var code = Code();
        var (first, one) = await api.NewPackageOf("fedex");
        var (second, two) = await api.NewPackageOf("fedex");
        await api.Client.PostRaw("fedex/events", FedEx(one, code, "01")).ShouldBe(HttpStatusCode.Accepted);
        await api.Client.PostRaw("fedex/events", FedEx(two, code, "02")).ShouldBe(HttpStatusCode.Accepted);
        await Map($"{code}/02", "lost", carrier: "fedex").ShouldBe(HttpStatusCode.OK);
        await Map(code, "in_transit", carrier: "fedex").ShouldBe(HttpStatusCode.OK);
        ((await api.StatusOf(first)), await api.StatusOf(second)).ShouldBe(("in_transit", "lost"));

        string FedEx(string number, string type, string exception) =>
            $$"""{ "output": { "completeTrackResults": [ { "trackingNumber": "{{number}}", "trackResults": [ { "scanEvents": [ { "date": "{{api.Now.AddHours(-1):O}}", "eventType": "{{type}}", "exceptionCode": "{{exception}}", "eventDescription": "Odd" } ] } ] } ] } }""";
    }

    [Fact]
    public async Task More_packages_than_one_reply_can_wait_for_follow_in_the_background()
    {
        await using var many = new LogisticsFixture();
        await many.InitializeAsync();
        var ids = new List<Guid>();
        foreach (var number in Enumerable.Range(0, 3).Select(_ => LogisticsFixture.NewNumber()))
        {
            ids.Add(await many.NewPackage());
            await many.Label(ids[^1], new { carrier = "hermes", trackingNumber = number }).ShouldBe(HttpStatusCode.OK);
            await many.Client.PostRaw("hermes/events", Webhooks.Hermes(number, ("QQ", many.Now.AddHours(-2)))).ShouldBe(HttpStatusCode.Accepted);
        }

        // As a process that ended in the midst of it left it.
        await many.Read(async db =>
        {
            db.CodeMeanings.Add(new CodeMeaning { Id = Guid.CreateVersion7(many.Now), Carrier = "hermes", Code = "QQ", Status = PackageStatus.Delivered, Reason = "x", Who = "y", At = many.Now });
            return await db.SaveChangesAsync();
        });
        many.Time.Advance(TimeSpan.FromSeconds(11));
        foreach (var id in ids)
            await Eventually.Passes(async () => (await many.StatusOf(id)).ShouldBe("delivered"));
        await Eventually.Passes(async () => (await many.Read(db => db.CodeMeanings.CountAsync(m => m.AppliedAt == null))).ShouldBe(0));
        var told = (await many.Get("/api/v1/carriers/hermes/codes").Json())["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)told["packages"]!, (int)told["followed"]!).ShouldBe((3, 3));
    }

    [Fact]
    public async Task The_scan_that_had_it_last_is_shown_to_operators_as_it_came()
    {
        var code = Code();
        var (_, before) = await api.NewPackageOf("hermes");
        var (id, number) = await api.NewPackageOf("hermes");
        await api.Client.PostRaw("hermes/events", Webhooks.Hermes(before, (code, api.Now.AddHours(-3)))).ShouldBe(HttpStatusCode.Accepted);
        api.Time.Advance(TimeSpan.FromSeconds(1));
        await api.Client.PostRaw("hermes/events", Webhooks.Hermes(number, (code, api.Now.AddHours(-2)))).ShouldBe(HttpStatusCode.Accepted);

        var example = await api.Get($"/api/v1/carriers/hermes/codes/example?code={code}").Json();
        ((Guid)example["packageId"]!, (string)example["location"]!).ShouldBe((id, "Hamburg, DEU"));
        ((string)example["raw"]!).ShouldContain($"Text of {code}");

        await api.Get("/api/v1/carriers/hermes/codes/example?code=never-heard").ShouldBe(HttpStatusCode.NotFound);
        await api.Get("/api/v1/carriers/hermes/codes/example").ShouldBeInvalid("code");
        await api.Get("/api/v1/carriers/hermes/codes?code=%00").ShouldBeInvalid("code");
        await api.Get("/api/v1/carriers/unknown-codes?code=%00").ShouldBeInvalid("code");
        (await api.GetAs("read", $"carriers/hermes/codes/example?code={code}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(null, "delivered", null, null, "code")]
    [InlineData("A", "teleported", null, null, "status")]
    [InlineData("A", "created", null, null, "status")]
    [InlineData("A", "delivered", "vehicle", null, "detail")]
    [InlineData("A", "delivered", null, "cat", "blame")]
    public async Task What_is_wrong_is_named(string? code, string status, string? detail, string? blame, string field)
    {
        await api.Post("carriers/hermes/codes", new { code, status, detail, blame, reason = "Because." }).ShouldBeInvalid(field);
        await api.Post("carriers/hermes/codes", new { code = "A", status = "delivered" }).ShouldBeInvalid("reason");
        (await api.PostAs("read+write", "carriers/hermes/codes", new { code = "A", status = "delivered", reason = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}

/// <summary>The same on a server, whose texts, times and byte columns are its own.</summary>
[Trait("Category", "Server")]
public sealed class When_a_carriers_code_is_not_known_on_postgresql(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task It_is_shown_and_mapped_and_the_message_is_kept()
    {
        await databases.Database("logistics");
        await using var api = new LogisticsFixture("Database:Provider=PostgreSql", $"Database:ConnectionString={databases.Template}");
        await api.InitializeAsync();
        var (id, number) = await api.NewPackageOf("hermes");
        var body = Webhooks.Hermes(number, ("2000", api.Now.AddHours(-5)), ("QX", api.Now.AddHours(-2)));
        (await api.Client.PostRaw("hermes/events", body).Results()).ShouldBe(["accepted", "accepted"]);
        (await api.Client.PostRaw("hermes/events", body).Results()).ShouldBe(["duplicate", "duplicate"]);

        var shown = (await api.Get("/api/v1/carriers/unknown-codes").Json())["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)shown["code"]!, (int)shown["count"]!).ShouldBe(("QX", 1));
        var webhook = (await api.Get("/api/v1/carriers/webhooks").Json())["items"]!.AsArray().Single(w => (string)w!["carrier"]! == "hermes")!;
        ((DateTimeOffset)webhook["lastMessageAt"]!, (string)webhook["lastOutcome"]!, (int)webhook["notUnderstood"]!, (int)webhook["unknownCodes"]!).ShouldBe((api.Now, "recorded", 0, 1));
        ((string)(await api.Get("/api/v1/carriers/hermes/codes/example?code=QX").Json())["raw"]!).ShouldContain("QX");
        await api.Post("carriers/hermes/codes", new { code = "QX", status = "delivered", reason = "Said so." }).ShouldBe(HttpStatusCode.OK);
        (await api.StatusOf(id)).ShouldBe("delivered");
        var kept = (await api.Get("/api/v1/carriers/messages").Json())["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)kept["bytes"]!, (string)kept["outcome"]!).ShouldBe((System.Text.Encoding.UTF8.GetByteCount(body), "recorded"));
    }
}
