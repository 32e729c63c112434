using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What the clean-up promises: what was kept long enough goes, in small steps, and the work does not notice.</summary>
public abstract class CleanUpSpecification(SampleHost host) : Specification(host)
{
    const int Old = 1300;

    CleanUp<SampleDb> CleanUp => Host.Services.GetServices<IHostedService>().OfType<CleanUp<SampleDb>>().Single();

    static InboxMessage Seen(DateTimeOffset at) => new() { MessageId = Guid.NewGuid(), ConsumerId = Guid.NewGuid(), ReceivedAt = at };

    static IdempotencyKey Key(DateTimeOffset at) => new() { Owner = "shop", Key = $"{Guid.NewGuid()}", RequestHash = "", CreatedAt = at, LockedUntil = at };

    static StatusHistory Line(DateTimeOffset at) => new() { Id = Guid.NewGuid(), Subject = Subjects.Package, To = "created", OccurredAt = at, RecordedAt = at };

    /// <summary>Rows of each kind that are kept no longer, and one of each that is.</summary>
    async Task<(InboxMessage Seen, IdempotencyKey Key, StatusHistory Line)> Fill(int old)
    {
        var now = await Host.Read(db => db.GetUtcNow(Cancelled).AsTask());
        var young = (Seen(now.AddDays(-6)), Key(now.AddDays(-6)), Line(now.AddDays(-399)));
        await Host.Save((db, _) =>
        {
            for (var n = 0; n < old; n++)
                db.AddRange(Seen(now.AddDays(-8)), Key(now.AddDays(-8)), Line(now.AddDays(-401)));
            db.AddRange(young.Item1, young.Item2, young.Item3);
            return Task.CompletedTask;
        });
        return young;
    }

    async Task<int> OldRows()
    {
        var now = await Host.Read(db => db.GetUtcNow(Cancelled).AsTask());
        var (week, year) = (now.AddDays(-7), now.AddDays(-400));
        return await Host.Read(async db => await db.Set<InboxMessage>().CountAsync(m => m.ReceivedAt < week) + await db.Set<IdempotencyKey>().CountAsync(k => k.CreatedAt < week)
            + await db.Set<StatusHistory>().CountAsync(h => h.RecordedAt < year));
    }

    [Fact]
    public async Task What_was_kept_long_enough_goes_and_the_rest_stays()
    {
        var young = await Fill(3);
        await CleanUp.Run(Cancelled);
        (await OldRows()).ShouldBe(0);
        (await Host.IsHandled(young.Seen.MessageId)).ShouldBeTrue();
        (await Host.Read(db => db.Set<IdempotencyKey>().AnyAsync(k => k.Key == young.Key.Key))).ShouldBeTrue();
        (await Host.Read(db => db.Set<StatusHistory>().AnyAsync(h => h.Id == young.Line.Id))).ShouldBeTrue();
    }

    [Fact]
    public async Task It_goes_in_small_batches_while_work_goes_on()
    {
        await Fill(Old);
        var before = Host.Statements.Changes.Count;
        var cleaning = Task.Run(() => CleanUp.Run(Cancelled));
        var parcels = new List<Guid>();
        do
        {
            parcels.Add(Guid.NewGuid());
            await Host.Save((db, _) =>
            {
                db.Parcels.Add(new Parcel(parcels[^1], Now));
                return Task.CompletedTask;
            });
        }
        while (!cleaning.IsCompleted);
        await cleaning;

        (await OldRows()).ShouldBe(0);
        // The outbox takes out what was delivered meanwhile, and in statements of its own size.
        var batches = Host.Statements.Changes.Skip(before)
            .Where(c => c.Sql.TrimStart().StartsWith("DELETE", StringComparison.Ordinal) && !c.Sql.Contains("outbox", StringComparison.Ordinal) && c.Rows > 10)
            .Select(c => c.Rows).ToList();
        batches.Count.ShouldBeGreaterThanOrEqualTo(9);
        batches.ShouldAllBe(rows => rows <= CleanUpBatches.Size);
        foreach (var parcel in parcels)
            await Eventually.True(async () => (await Host.Heard(parcel)).Count == 2);
    }

    [Fact]
    public async Task What_waits_to_be_sent_and_what_is_parked_is_never_old()
    {
        var (waits, parked) = (Guid.NewGuid(), Guid.NewGuid());
        await Host.Save((db, now) => new[] { (waits, now.AddDays(30)), (parked, (DateTimeOffset?)null) }.Select(row => new OutboxMessage
        {
            Id = row.Item1,
            MessageId = row.Item1,
            Position = now.AddYears(-2).UtcTicks,
            Destination = "nobody",
            MessageTypes = "urn:message:none",
            ContentType = Wire.ContentType,
            Body = [],
            Headers = "{}",
            NextAttemptAt = row.Item2,
        }));
        await CleanUp.Run(Cancelled);
        (await Host.Row(waits)).ShouldNotBeNull();
        (await Host.Row(parked)).ShouldNotBeNull();
    }
}

public sealed class Clean_up_on_Sqlite(EmbeddedHost host) : CleanUpSpecification(host), IClassFixture<EmbeddedHost>;

[Trait("Category", "Server")]
public sealed class Clean_up_on_PostgreSQL(ServerHost host) : CleanUpSpecification(host), IClassFixture<ServerHost>;

[Trait("Category", "Server")]
public sealed class Clean_up_on_SQL_Server(SqlServerHost host) : CleanUpSpecification(host), IClassFixture<SqlServerHost>;
