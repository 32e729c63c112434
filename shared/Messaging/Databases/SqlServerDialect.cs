using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

sealed class SqlServerDialect : DatabaseDialect
{
    public override string? NowSql => "SELECT TODATETIMEOFFSET(SYSUTCDATETIME(), 0) AS [Value]";

    public override void Use(DbContextOptionsBuilder options, string connectionString, string schema) =>
        options.UseSqlServer(connectionString, x => x.MigrationsHistoryTable("__migrations", schema));

    // The range lock makes a second inserter of the same key wait for the first one's end, instead of failing on it.
    public override Task<List<InboxMessage>> InsertInbox(ServiceDb db, IReadOnlyList<InboxMessage> rows, CancellationToken cancellationToken)
    {
        var table = Table<InboxMessage>(db);
        var sql = $"""
            INSERT INTO {table} ([MessageId], [ConsumerId], [ReceivedAt]) OUTPUT inserted.*
            SELECT given.[message], given.[consumer], TODATETIMEOFFSET(SYSUTCDATETIME(), 0) FROM (VALUES {Placeholders(rows.Count, 2)}) AS given ([message], [consumer])
            WHERE NOT EXISTS (SELECT 1 FROM {table} WITH (UPDLOCK, HOLDLOCK) WHERE [MessageId] = given.[message] AND [ConsumerId] = given.[consumer])
            """;
        return db.Set<InboxMessage>().FromSqlRaw(sql, [.. rows.SelectMany(r => new object[] { r.MessageId, r.ConsumerId })]).AsNoTracking().ToListAsync(cancellationToken);
    }

    public override Task<List<OutboxMessage>> Claim(ServiceDb db, int limit, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        var sql = $"""
            WITH due AS (
                SELECT TOP ({limit}) * FROM {Table<OutboxMessage>(db)} WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK)
                WHERE [NextAttemptAt] <= TODATETIMEOFFSET(SYSUTCDATETIME(), 0) ORDER BY [NextAttemptAt], [Position])
            UPDATE due SET [NextAttemptAt] = DATEADD(millisecond, {(long)lease.TotalMilliseconds}, TODATETIMEOFFSET(SYSUTCDATETIME(), 0))
            OUTPUT inserted.*
            """;
        return db.Set<OutboxMessage>().FromSqlRaw(sql).AsNoTracking().ToListAsync(cancellationToken);
    }

    public override string? LockRowSql(string table, string key) => $"SELECT * FROM {table} WITH (UPDLOCK, ROWLOCK) WHERE {key} = {{0}}";
}
