using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>How rows that are due are shared out among those who take them to the broker. No bus: the rows alone.</summary>
public abstract class ClaimSpecification(SampleHost host) : Specification(host)
{
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private protected DatabaseDialect Dialect => Host.Services.GetRequiredService<DatabaseDialect>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.Read(db => db.Set<OutboxMessage>().ExecuteDeleteAsync());
    }

    /// <summary>A row that was due some time ago; null = parked.</summary>
    static OutboxMessage Row(long position, TimeSpan? dueAgo, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(),
        MessageId = Guid.NewGuid(),
        Position = position,
        Destination = "nobody",
        MessageTypes = "urn:message:none",
        ContentType = Wire.ContentType,
        Body = [],
        Headers = "{}",
        NextAttemptAt = now - dueAgo,
    };

    private protected async Task<List<Guid>> Rows(int count, TimeSpan? dueAgo)
    {
        var now = await Host.Read(db => db.GetUtcNow(Cancelled).AsTask());
        OutboxMessage[] rows = [.. Enumerable.Range(0, count).Select(n => Row(n, dueAgo, now))];
        await Host.Save((db, _) =>
        {
            db.AddRange(rows);
            return Task.CompletedTask;
        });
        return [.. rows.Select(r => r.Id)];
    }

    private protected async Task<List<OutboxMessage>> Claim(int limit = 1000)
    {
        await using var db = await Host.Open();
        return await Dialect.Claim(db, limit, await db.GetUtcNow(Cancelled), Lease, Cancelled);
    }

    [Fact]
    public async Task Four_dispatchers_take_all_that_is_due_and_none_of_it_twice()
    {
        var due = await Rows(1000, TimeSpan.FromMinutes(1));
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var mine = new List<Guid>();
            // Rows that somebody else is just taking are passed over; whoever finds none left looks once more.
            for (var empty = 0; empty < 2;)
            {
                var claimed = await Claim(7);
                mine.AddRange(claimed.Select(m => m.Id));
                empty = claimed.Count == 0 ? empty + 1 : 0;
            }

            return mine;
        })));
        taken.SelectMany(t => t).Order().ShouldBe(due.Order());
    }

    [Fact]
    public async Task A_row_is_nobody_elses_until_its_lease_has_ended()
    {
        var due = await Rows(10, TimeSpan.FromMinutes(1));
        (await Claim()).Count.ShouldBe(10);
        (await Claim()).ShouldBeEmpty();
        await Host.Age(Lease - TimeSpan.FromMinutes(1));
        (await Claim()).ShouldBeEmpty();
        await Host.Age(TimeSpan.FromMinutes(2));
        (await Claim()).Select(m => m.Id).ShouldBe(due, ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_not_due_yet_waits_and_what_is_parked_is_left_alone()
    {
        var later = await Rows(10, -TimeSpan.FromHours(1));
        await Rows(10, null);
        (await Claim()).ShouldBeEmpty();
        await Host.Age(TimeSpan.FromHours(2));
        (await Claim()).Select(m => m.Id).ShouldBe(later, ignoreOrder: true);
        await Host.Age(TimeSpan.FromDays(365));
        (await Claim()).Select(m => m.Id).ShouldBe(later, ignoreOrder: true);
    }

    [Fact]
    public async Task What_has_been_due_for_longest_is_taken_first()
    {
        var (young, old) = (await Rows(5, TimeSpan.FromMinutes(1)), await Rows(5, TimeSpan.FromMinutes(2)));
        (await Claim(5)).Select(m => m.Id).ShouldBe(old, ignoreOrder: true);
        (await Claim(5)).Select(m => m.Id).ShouldBe(young, ignoreOrder: true);
    }

    [Fact]
    public async Task A_row_that_is_committed_late_with_a_lower_position_is_taken_all_the_same()
    {
        var now = await Host.Read(db => db.GetUtcNow(Cancelled).AsTask());
        var late = Row(position: -1, TimeSpan.FromMinutes(1), now);
        await using (var slow = await Host.Open())
        {
            // Where several write at once, it is there already and not committed when the others are taken and done.
            var transaction = Dialect.HasConcurrentWriters ? await slow.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted) : null;
            slow.Add(late);
            if (transaction is not null)
                await slow.SaveChangesAsync();

            await Rows(10, TimeSpan.FromMinutes(1));
            (await Claim()).Count.ShouldBe(10);
            await Host.Read(db => db.Set<OutboxMessage>().Where(m => m.Position >= 0).ExecuteDeleteAsync());

            if (transaction is not null)
                await transaction.CommitAsync();
            else
                await slow.SaveChangesAsync();
        }

        (await Claim()).ShouldHaveSingleItem().Id.ShouldBe(late.Id);
    }
}

public sealed class Claims_on_Sqlite(IdleSqlite host) : ClaimSpecification(host), IClassFixture<IdleSqlite>
{
    [Fact]
    public async Task Due_rows_are_found_without_looking_at_those_that_wait()
    {
        await using var db = await Host.Open();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + SqliteDialect.ClaimSql(db).Replace("{0}", "10").Replace("{1}", "0").Replace("{2}", "0");
        await db.Database.OpenConnectionAsync(Cancelled);
        var plan = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(Cancelled))
        {
            while (await reader.ReadAsync(Cancelled))
                plan.Add(reader.GetString(3));
        }

        plan.ShouldContain(line => line.Contains("(NextAttemptAt<?)"));
        plan.ShouldNotContain(line => line.Contains("SCAN") || line.Contains("TEMP B-TREE"));
    }
}

[Trait("Category", "Server")]
public sealed class Claims_on_PostgreSQL(IdlePostgreSql host) : ClaimSpecification(host), IClassFixture<IdlePostgreSql>
{
    [Fact]
    public async Task Due_rows_are_found_without_looking_at_those_that_wait()
    {
        await using var db = await Host.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancelled);
        // An almost empty table is read as a whole unless that is forbidden.
        await db.Database.ExecuteSqlRawAsync("SET LOCAL enable_seqscan = off", Cancelled);
        var explain = "EXPLAIN " + PostgreSqlDialect.ClaimSql(db).Replace("{0}", "10").Replace("{1}", "interval '30 s'");
        var plan = await db.Database.SqlQueryRaw<string>(explain).ToListAsync(Cancelled);
        plan.ShouldContain(line => line.Contains("Index Cond: (\"NextAttemptAt\" <= "));
    }

    [Fact]
    public async Task Rows_in_somebody_elses_transaction_are_passed_over_and_not_waited_for()
    {
        await Rows(1, TimeSpan.FromMinutes(1));
        await using var holder = await Host.Open();
        await using (await holder.Database.BeginTransactionAsync(Cancelled))
        {
            (await Dialect.Claim(holder, 10, await holder.GetUtcNow(Cancelled), TimeSpan.FromMinutes(5), Cancelled)).Count.ShouldBe(1);
            (await Claim()).ShouldBeEmpty();
        }
    }
}

[Trait("Category", "Server")]
public sealed class Claims_on_SQL_Server(IdleSqlServer host) : ClaimSpecification(host), IClassFixture<IdleSqlServer>;
