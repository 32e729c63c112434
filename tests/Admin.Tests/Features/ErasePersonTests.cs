using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_Admin_is_told_to_erase_a_person(SomeFailures admin) : IClassFixture<SomeFailures>
{
    const string Email = "wilhelmina.quist@example.org";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_failed_messages_said_of_them_is_gone_and_the_rest_stays()
    {
        var order = Guid.NewGuid();
        var about = await admin.Told(SomeFailures.Failed(body: $$"""{"orderId":"{{order}}","customer":{"name":"Wilhelmina Quist"} }"""));
        var text = await admin.Told(SomeFailures.Failed(body: "no JSON, for Wilhelmina Quist"));
        var said = await admin.Told(SomeFailures.Failed(body: "{}") with { Reason = "No room for WILHELMINA QUIST.", Details = "   at Wilhelmina Quist" });
        var other = await admin.Told(SomeFailures.Failed(body: $$"""{"orderId":"{{Guid.NewGuid()}}","customer":{"name":"Wilhelmina Quist"} }"""));

        (await Erase(Person(order))).Rows.ShouldBe(3);

        foreach (var failure in new[] { about, text, said })
        {
            var erased = await admin.Get($"failures/{failure.FailureId}");
            erased.ToJsonString().ShouldNotContain("quist", Case.Insensitive);
            erased["state"]!.GetValue<string>().ShouldBe("open");
            erased["queue"]!.GetValue<string>().ShouldBe(failure.Queue);
        }

        (await admin.Get($"failures/{other.FailureId}")).ToJsonString().ShouldContain("Wilhelmina Quist");
    }

    [Fact]
    public async Task A_failure_whose_words_are_gone_is_sent_again_as_it_is_and_not_edited()
    {
        var order = Guid.NewGuid();
        var failure = await admin.Told(SomeFailures.Failed(body: $$"""{"orderId":"{{order}}"}"""));
        await Erase(Person(order));

        using var edited = await admin.Api.PostAsJsonAsync($"/api/v1/failures/{failure.FailureId}/retry", new { body = new { }, reason = "mended" }, Cancellation);
        edited.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await edited.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!.ToJsonString().ShouldContain("erased with a person");
        using var again = await admin.Api.PostAsJsonAsync($"/api/v1/failures/{failure.FailureId}/retry", new { }, Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task The_audit_log_says_once_who_asked_and_why_and_names_the_person_nowhere()
    {
        var person = Person(Guid.NewGuid());
        var before = Guid.NewGuid();
        await using (var db = await Open())
        {
            db.Audit.Add(new() { Id = before, At = admin.Admin.Time.GetUtcNow(), Who = "ada", Action = "order_cancelled", Target = $"{Guid.NewGuid()}", Note = $"Wilhelmina Quist called, {Email}." });
            await db.SaveChangesAsync(Cancellation);
        }

        var message = Guid.NewGuid();
        await admin.Admin.Send(Erasures.QueueOf("admin"), person, message);
        await Erase(person, message);
        await Erase(person with { Again = true, Email = null, Words = [], RequestedBy = null, Reason = null });

        await using var after = await Open();
        var entry = await after.Audit.SingleAsync(e => e.Target == $"{person.ErasureId}", Cancellation);
        (entry.Who, entry.Action, entry.Note).ShouldBe(("ada", "person_erased", "They asked."));
        (await after.Audit.SingleAsync(e => e.Id == before, Cancellation)).Note.ShouldBe("erased called, erased.");
    }

    [Fact]
    public async Task Again_finds_nothing_more_and_takes_what_failed_since()
    {
        var order = Guid.NewGuid();
        var person = Person(order);
        await admin.Told(SomeFailures.Failed(body: $$"""{"orderId":"{{order}}"}"""));
        (await Erase(person)).Rows.ShouldBe(1);
        await admin.Told(SomeFailures.Failed(body: $$"""{"orderId":"{{order}}","customer":{"name":"Wilhelmina Quist"} }"""));

        (await Erase(person with { Again = true, Email = null, Words = [] })).Rows.ShouldBe(1);
        (await Erase(person with { ErasureId = Guid.NewGuid() })).Rows.ShouldBe(0);
    }

    static ErasePerson Person(Guid order) => new()
    {
        ErasureId = Guid.NewGuid(),
        OrderIds = [order],
        Email = Email,
        Words = [Email, "Wilhelmina Quist"],
        RequestedBy = "ada",
        Reason = "They asked.",
    };

    async Task<PersonErased> Erase(ErasePerson person, Guid? messageId = null)
    {
        await admin.Admin.Send(Erasures.QueueOf("admin"), person, messageId);
        return await admin.Admin.First<PersonErased>(e => e.ErasureId == person.ErasureId && e.Again == person.Again);
    }

    Task<AdminDb> Open() => admin.Admin.Services.GetRequiredService<IDbContextFactory<AdminDb>>().CreateDbContextAsync(Cancellation);
}
