using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What becomes of messages that fail, over every transport and database.</summary>
public abstract class FailuresSpecification(SampleHost host) : Specification(host)
{
    private protected const string Queue = "sample-break";
    private protected static readonly string Urn = MessageUrn.ForTypeString<Fragile>();

    internal static void Topology(BusTopology bus)
    {
        HearFailuresConsumer.On(bus);
        FragileConsumer.On(bus);
    }

    /// <summary>A destination that takes nothing.</summary>
    private protected abstract string Nowhere { get; }

    /// <summary>Bytes as they come over the wire, with whatever headers; the outbox sends them as they are.</summary>
    private protected Task<Guid> Send(byte[] body, string? type = null, Action<Dictionary<string, string>>? headers = null, string contentType = "application/json", string queue = Queue) =>
        SendAs(Guid.NewGuid(), body, type, headers, contentType, queue);

    async Task<Guid> SendAs(Guid id, byte[] body, string? type, Action<Dictionary<string, string>>? more, string contentType = "application/json", string queue = Queue)
    {
        var headers = new Dictionary<string, string> { [MessageHeaders.MessageId] = id.ToString() };
        if (type is not null)
            headers[MessageHeaders.MessageType] = type;
        more?.Invoke(headers);
        await Host.Save((db, _) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Add(new OutboxMessage
            {
                Id = Guid.NewGuid(),
                MessageId = id,
                Position = now.UtcTicks,
                Destination = queue,
                MessageTypes = type ?? "",
                ContentType = contentType,
                Body = body,
                Headers = JsonSerializer.Serialize(headers, Wire.Json),
                NextAttemptAt = now.AddSeconds(5),
                Immediate = true,
            });
            return Task.CompletedTask;
        });
        return id;
    }

    private protected Task<Guid> Send(string body, string? type = null) => Send(Encoding.UTF8.GetBytes(body), type);

    private protected Task<Guid> Send(Fragile note) => Send(JsonSerializer.Serialize(note, Wire.Json), Urn);

    private protected static Task<RecordFailure> Recorded(Guid message, int? retry = null) =>
        Eventually.Get(() => HearFailuresConsumer.Heard.OfType<RecordFailure>().FirstOrDefault(f => f.MessageId == message && f.Retry == retry)!, f => f is not null);

    private protected static Task<ReportRetry> Reported(Guid failure, int retry = 1) =>
        Eventually.Get(() => HearFailuresConsumer.Heard.OfType<ReportRetry>().FirstOrDefault(r => r.FailureId == failure && r.Retry == retry)!, r => r is not null);

    private protected Task Release(RecordFailure failure, int retry = 1, string? body = null, Guid? messageId = null, IReadOnlyList<string>? types = null) =>
        Host.Save((_, outbox) => outbox.Send(Contracts.Failures.QueueOf("sample"), new ReleaseFailedMessage
        {
            FailureId = failure.FailureId,
            KeptAs = failure.KeptAs,
            Retry = retry,
            Body = body,
            MessageId = messageId,
            MessageTypes = types,
        }).AsTask());

    private protected Task<OutboxMessage?> Row(Guid id) => Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id));

    [Fact]
    public async Task A_message_that_no_time_will_mend_is_kept_as_it_was_and_recorded_with_its_reason()
    {
        var about = Guid.NewGuid();
        var id = await Send(new Fragile(about, null!));
        var failure = await Recorded(id);

        failure.Kind.ShouldBe("faulted");
        failure.Service.ShouldBe("sample");
        failure.Queue.ShouldBe(Queue);
        failure.MessageTypes.ShouldBe([Urn]);
        failure.Error.ShouldBe("System.ArgumentNullException");
        failure.Reason.ShouldContain("message.Text");
        failure.Details.ShouldNotBeNull().ShouldContain(nameof(FragileConsumer));
        JsonDocument.Parse(failure.Body).RootElement.GetProperty("about").GetGuid().ShouldBe(about);
        failure.Headers.Keys.ShouldNotContain(key => key.StartsWith("x-") || key.StartsWith("RabbitMQ"));
        (failure.IsBase64, failure.IsCut, failure.Retry).ShouldBe((false, false, null));
        failure.BodyLength.ShouldBe(failure.Body.Length);
        var kept = (await Row(failure.KeptAs)).ShouldNotBeNull();
        kept.NextAttemptAt.ShouldBeNull();
        (kept.MessageId, kept.Destination, kept.MessageTypes).ShouldBe((id, Queue, Urn));
        Encoding.UTF8.GetString(kept.Body).ShouldBe(failure.Body);
        await Eventually.True(async () => await Host.Read(async db => await db.Set<OutboxMessage>().CountAsync(m => m.MessageId == id) == 1));
    }

    public static TheoryData<string, string?, string> Nonsense => new()
    {
        { "this is no JSON", "fragile", "JSON" },
        { "", "fragile", "" },
        { "null", "fragile", "" },
        { "[1, 2]", "fragile", "" },
        { """{"about":"not a guid","text":"x"}""", "fragile", "about" },
        { """{"about":"8b7a5f0e-0000-0000-0000-000000000000","text":{"no":"string"}}""", "fragile", "text" },
        { new string('[', 5000), "fragile", "JSON" },
        { """{"about":"8b7a5f0e-0000-0000-0000-000000000000","text":"x"}""", "urn:message:Elsewhere:Thing", "urn:message:Elsewhere:Thing" },
        { """{"about":"8b7a5f0e-0000-0000-0000-000000000000","text":"x"}""", null, "cloudEvents:type" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_makes_no_sense_is_recorded_with_a_reason_and_its_neighbours_are_handled(string body, string? type, string reason)
    {
        var good = Guid.NewGuid();
        var id = await Send(body, type == "fragile" ? Urn : type);
        await Send(new Fragile(good, "fine"));

        await Eventually.Get(() => Host.Heard(good, "fragile"), heard => heard.Count == 1);
        var failure = await Recorded(id);
        failure.Reason.ShouldNotBeNullOrWhiteSpace();
        failure.Reason.ShouldContain(reason, Case.Insensitive);
        failure.Kind.ShouldBe(type == "fragile" ? "faulted" : "skipped");
        failure.Body.ShouldBe(body);
        (await Row(failure.KeptAs)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_kept_and_shown_as_base64()
    {
        byte[] bytes = [0, 1, 2, 0xFE, 0xFF, (byte)'{'];
        var failure = await Recorded(await Send(bytes, Urn));
        failure.IsBase64.ShouldBeTrue();
        Convert.FromBase64String(failure.Body).ShouldBe(bytes);
        (await Row(failure.KeptAs))!.Body.ShouldBe(bytes);
    }

    [Fact]
    public async Task Of_a_huge_body_the_beginning_is_shown_and_the_whole_is_kept()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("schön ", 1_000_000)));
        var failure = await Recorded(await Send(bytes, Urn));
        failure.IsCut.ShouldBeTrue();
        failure.IsBase64.ShouldBeFalse();
        failure.Body.ShouldStartWith("schön schön");
        failure.Body.Length.ShouldBeLessThan(300_000);
        failure.BodyLength.ShouldBe(bytes.Length);
        (await Row(failure.KeptAs))!.Body.Length.ShouldBe(bytes.Length);
    }

    [Fact]
    public async Task Headers_of_any_kind_do_no_harm()
    {
        var failure = await Recorded(await Send(Encoding.UTF8.GetBytes("{}"), null, headers =>
        {
            headers["long"] = new string('x', 20_000);
            headers["nul\0"] = "a\0b";
            headers["cloudEvents:type"] = "statustracking.no_such_thing.v1";
        }));
        failure.Reason.ShouldContain("statustracking.no_such_thing.v1");
        (await Row(failure.KeptAs)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_secret_is_shown_to_nobody_and_stays_in_the_kept_message()
    {
        var failure = await Recorded(await Send("""{"about":"no guid","payment":{"method":"card","token":"tok_\"secret"}}""", Urn));
        failure.Body.ShouldBe("""{"about":"no guid","payment":{"method":"card","token":"•••"}}""");
        Encoding.UTF8.GetString((await Row(failure.KeptAs))!.Body).ShouldContain("tok_");
    }

    /// <summary>A message that fails until <see cref="Mend"/>.</summary>
    private protected async Task<(Guid About, string Bug, RecordFailure Failure)> Broken(IReadOnlyDictionary<string, string>? payment = null)
    {
        var (about, bug) = (Guid.NewGuid(), $"bug {Guid.NewGuid():N}");
        FragileConsumer.Bugs[bug] = true;
        return (about, bug, await Recorded(await Send(new Fragile(about, bug, payment))));
    }

    private protected static void Mend(string bug) => FragileConsumer.Bugs.TryRemove(bug, out _);

    [Fact]
    public async Task A_released_message_is_handled_under_its_own_id_once_and_that_is_reported()
    {
        var (about, bug, failure) = await Broken();
        (await Host.Heard(about)).ShouldBeEmpty();
        Mend(bug);
        await Release(failure);
        (await Reported(failure.FailureId)).Handled.ShouldBeTrue();
        (await Host.Heard(about, "fragile")).Count.ShouldBe(1);
        (await Host.Read(db => db.Set<InboxMessage>().AnyAsync(m => m.MessageId == failure.MessageId))).ShouldBeTrue();
        (await Row(failure.KeptAs)).ShouldBeNull();

        await Release(failure, retry: 2);
        var second = await Reported(failure.FailureId, 2);
        second.Handled.ShouldBeFalse();
        second.Reason.ShouldNotBeNull().ShouldContain("sample");
        (await Host.Heard(about, "fragile")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_fails_again_is_the_same_failure_and_kept_again()
    {
        var (about, bug, failure) = await Broken();
        await Release(failure);
        var again = await Recorded(failure.MessageId, retry: 1);
        (again.FailureId, again.Body, again.Reason).ShouldBe((failure.FailureId, failure.Body, failure.Reason));
        again.KeptAs.ShouldNotBe(failure.KeptAs);

        Mend(bug);
        await Release(again, retry: 2);
        (await Reported(failure.FailureId, 2)).Handled.ShouldBeTrue();
        (await Host.Heard(about, "fragile")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_edited_message_is_another_one_with_the_secrets_of_the_original()
    {
        var (about, _, failure) = await Broken(new Dictionary<string, string> { ["token"] = "tok_ok" });
        failure.Body.ShouldNotContain("tok_ok");
        var (edited, id) = (JsonSerializer.Serialize(JsonSerializer.Deserialize<Fragile>(failure.Body, Wire.Json)! with { Text = "mended" }, Wire.Json), Guid.NewGuid());
        await Release(failure, body: edited, messageId: id);

        (await Reported(failure.FailureId)).Handled.ShouldBeTrue();
        (await Host.Heard(about, "fragile")).Single().What.ShouldBe("mended");
        FragileConsumer.Secrets[about].ShouldBe("tok_ok");
        (await Host.Read(db => db.Set<InboxMessage>().AnyAsync(m => m.MessageId == id))).ShouldBeTrue();
        (await Host.Read(db => db.Set<InboxMessage>().AnyAsync(m => m.MessageId == failure.MessageId))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_mask_where_the_original_has_no_secret_is_refused_and_the_message_stays()
    {
        var (_, _, failure) = await Broken();
        await Release(failure, body: JsonSerializer.Serialize(new Fragile(Guid.NewGuid(), "x", new Dictionary<string, string> { ["token"] = Contracts.Failures.Masked }), Wire.Json), messageId: Guid.NewGuid());
        var report = await Reported(failure.FailureId);
        report.Handled.ShouldBeFalse();
        report.Reason.ShouldNotBeNull().ShouldContain("$.payment.token");
        (await Row(failure.KeptAs)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_message_that_named_no_type_is_handled_once_it_is_given_one()
    {
        var about = Guid.NewGuid();
        var failure = await Recorded(await Send(JsonSerializer.Serialize(new Fragile(about, "nameless"), Wire.Json)));
        await Release(failure, types: [Urn]);
        (await Reported(failure.FailureId)).Handled.ShouldBeTrue();
        (await Host.Heard(about, "fragile")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dropped_message_is_gone()
    {
        var (_, _, failure) = await Broken();
        await Host.Save((_, outbox) => outbox.Send(Contracts.Failures.QueueOf("sample"), new DropFailedMessage { FailureId = failure.FailureId, KeptAs = failure.KeptAs }).AsTask());
        await Eventually.True(async () => await Row(failure.KeptAs) is null);
    }

    [Fact]
    public async Task A_message_that_was_handled_before_is_no_failure()
    {
        var about = Guid.NewGuid();
        var note = JsonSerializer.SerializeToUtf8Bytes(new Fragile(about, "again and again"), Wire.Json);
        var id = await SendAs(Guid.NewGuid(), note, Urn, null);
        await Eventually.Get(() => Host.Heard(about, "fragile"), heard => heard.Count == 1);
        await SendAs(id, note, Urn, null);
        await SendAs(id, note, Urn, null);
        var (_, _, later) = await Broken();
        await Eventually.True(async () => await Host.Read(async db => !await db.Set<OutboxMessage>().AnyAsync(m => m.MessageId == id)));
        HearFailuresConsumer.Heard.OfType<RecordFailure>().ShouldNotContain(f => f.MessageId == id);
        later.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_cannot_be_sent_is_recorded_and_leaves_when_it_is_released()
    {
        var about = Guid.NewGuid();
        await Host.Save((_, outbox) => outbox.Send(Nowhere, new Fragile(about, "to nobody")).AsTask());
        var failure = await Eventually.Get(() => HearFailuresConsumer.Heard.OfType<RecordFailure>().FirstOrDefault(f => f.Body.Contains($"{about}"))!, f => f is not null);
        (failure.Kind, failure.Queue, failure.Attempts).ShouldBe(("unsent", Nowhere, 2));
        failure.Reason.ShouldNotBeNullOrEmpty();
        (await Row(failure.KeptAs))!.NextAttemptAt.ShouldBeNull();

        await Release(failure);
        var again = await Recorded(failure.MessageId, retry: 1);
        (again.FailureId, again.Kind).ShouldBe((failure.FailureId, "unsent"));
    }

    [Fact]
    public async Task What_waits_and_what_failed_is_kept_without_people_who_are_erased()
    {
        var (order, other) = (Guid.NewGuid(), Guid.NewGuid());
        var failed = await Recorded(await Send("no JSON, for Wilhelmina Quist", Urn));
        var (later, theirs, wish) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await Wait(later, "Sample:Later", new { orderId = order, customer = new { name = "Wilhelmina Quist", email = Email }, amount = 7 });
        await Wait(theirs, "Sample:Later", new { orderId = other, customer = new { name = "Wilhelmina Quist", email = Email } });
        await Wait(wish, MessageUrn.ForTypeString<SetPreference>(), new { channel = "email", address = Email, wanted = false });

        await Erase(order);

        var row = (await Row(later)).ShouldNotBeNull();
        Encoding.UTF8.GetString(row.Body).ShouldContain("\"amount\":7");
        $"{Encoding.UTF8.GetString(row.Body)}{row.Headers}{row.LastError}".ShouldNotContain("Quist", Case.Insensitive);
        Encoding.UTF8.GetString((await Row(theirs)).ShouldNotBeNull().Body).ShouldContain(Email);
        (await Row(wish)).ShouldBeNull();
        var kept = (await Row(failed.KeptAs)).ShouldNotBeNull();
        Encoding.UTF8.GetString(kept.Body).ShouldBe(Erasures.Erased);
        $"{kept.Headers}{kept.LastError}".ShouldNotContain("Quist");

        await Release(failed);
        var refused = await Reported(failed.FailureId);
        refused.Handled.ShouldBeFalse();
        refused.Reason.ShouldNotBeNull().ShouldContain("erased with a person");
        (await Row(failed.KeptAs)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_fails_about_an_order_whose_people_are_erased_names_them_nowhere()
    {
        var order = Guid.NewGuid();
        await Erase(order);
        FragileConsumer.Bugs["Wilhelmina Quist"] = true;

        var failure = await Recorded(await Send(JsonSerializer.Serialize(new { about = order, text = "Wilhelmina Quist", orderId = order, customer = new { name = "Wilhelmina Quist", email = Email } }, Wire.Json), Urn));

        failure.Reason.ShouldBe("There is a bug with 'erased'.");
        $"{failure.Details}{JsonDocument.Parse(failure.Body).RootElement.GetProperty("customer")}".ShouldNotContain("Quist", Case.Insensitive);
        (await Row(failure.KeptAs)).ShouldNotBeNull().LastError.ShouldBe(failure.Reason);
    }

    [Fact]
    public async Task An_erasure_that_fails_is_kept_whole_and_nobody_is_told_whom_it_erases()
    {
        var person = new ErasePerson { ErasureId = Guid.NewGuid(), OrderIds = [Guid.NewGuid()], Email = Email, Words = ["Wilhelmina Quist"] };

        var failure = await Recorded(await Send(JsonSerializer.Serialize(person, Wire.Json), MessageUrn.ForTypeString<ErasePerson>()));

        failure.Body.ShouldContain(person.ErasureId.ToString());
        failure.Body.ShouldNotContain("Quist", Case.Insensitive);
        JsonSerializer.Deserialize<ErasePerson>((await Row(failure.KeptAs)).ShouldNotBeNull().Body, Wire.Json)!.Email.ShouldBe(Email);
    }

    const string Email = "wilhelmina.quist@example.org";

    async Task Erase(Guid order)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        var (db, erasure) = (scope.ServiceProvider.GetRequiredService<SampleDb>(), scope.ServiceProvider.GetRequiredService<Erasure<SampleDb>>());
        await db.InTransaction(async () =>
        {
            await erasure.Erase(new() { ErasureId = Guid.NewGuid(), OrderIds = [order], Email = Email, Words = [Email, "Wilhelmina Quist"] }, Cancelled);
            await db.SaveChangesAsync(Cancelled);
            return true;
        }, Cancelled);
    }

    Task Wait(Guid id, string types, object message) => Host.Save((db, _) =>
    {
        db.Add(new OutboxMessage
        {
            Id = id,
            MessageId = id,
            Destination = "sample-later",
            MessageTypes = types,
            ContentType = Wire.ContentType,
            Body = JsonSerializer.SerializeToUtf8Bytes(message, Wire.Json),
            Headers = "{}",
            NextAttemptAt = TimeProvider.System.GetUtcNow().AddDays(1),
            LastError = "Nobody is there for Wilhelmina Quist.",
        });
        return Task.CompletedTask;
    });
}

public sealed class Failures_in_memory_on_Sqlite(BuggyEmbeddedHost host) : FailuresSpecification(host), IClassFixture<BuggyEmbeddedHost>
{
    private protected override string Nowhere => "Nobody:Hears";
}

[Trait("Category", "Server")]
public sealed class Failures_on_RabbitMQ_and_PostgreSQL(BuggyServerHost host) : FailuresSpecification(host), IClassFixture<BuggyServerHost>
{
    private protected override string Nowhere => "sample-nobody";

    public static TheoryData<string, string?, string?, string, string> Foreign => new()
    {
        { "{}", null, null, "skipped", "cloudEvents:type" },
        { "no JSON", null, null, "faulted", "JSON" },
        { "{}", "MT-MessageType", "", "skipped", "cloudEvents:type" },
        { "{}", "MT-MessageType", ";", "skipped", "" },
        { "{}", "cloudEvents:type", "statustracking.no_such_thing.v1", "skipped", "statustracking.no_such_thing.v1" },
        { "{}", "cloudEvents:type", "statustracking.record_scan.v1", "skipped", "RecordScan" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_foreign_message_that_is_not_understood_is_recorded_under_an_id_made_for_it(string body, string? header, string? value, string kind, string reason)
    {
        var mark = $"{Guid.NewGuid()}";
        await using var anyone = await RawAmqp.Connect(host.Broker.Url);
        var headers = new Dictionary<string, object?> { ["mark"] = mark, ["number"] = 7L, ["list"] = new List<object?> { 1, "a" } };
        if (header is not null)
            headers[header] = value;
        for (var i = 0; i < 2; i++)
            await anyone.Publish("", Queue, body, headers, messageId: "no UUID", contentType: "nonsense");

        var failure = await Eventually.Get(() => HearFailuresConsumer.Heard.OfType<RecordFailure>().FirstOrDefault(f => f.Headers.TryGetValue("mark", out var m) && m == mark)!, f => f is not null);
        (failure.Kind, failure.Queue, failure.Body).ShouldBe((kind, Queue, body));
        failure.Reason.ShouldContain(reason);
        failure.Headers["number"].ShouldBe("7");
        failure.Headers["MessageId"].ShouldBe(failure.MessageId.ToString());
        (await Eventually.Get(() => HearFailuresConsumer.Heard.OfType<RecordFailure>().Where(f => f.Headers.TryGetValue("mark", out var m) && m == mark).ToList(), f => f.Count == 2))
            .Select(f => f.FailureId).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_broker_keeps_no_queue_of_errors()
    {
        await Broken();
        await Recorded(await Send("no JSON", Urn));
        await Recorded(await Send("{}"));
        var broker = host.Broker;
        await Eventually.Passes(async () => (await broker.Queues()).ShouldContain(Queue));
        (await broker.Queues()).ShouldNotContain(q => q.EndsWith("_error") || q.EndsWith("_skipped"));
    }
}
