using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

sealed class SqlServerDialect : DatabaseDialect
{
    public override string? NowSql => "SELECT TODATETIMEOFFSET(SYSUTCDATETIME(), 0) AS [Value]";

    public override void Use(DbContextOptionsBuilder options, string connectionString, string schema) =>
        options.UseSqlServer(connectionString, x => x.MigrationsHistoryTable("__migrations", schema));

    // The range lock makes a second inserter of the same key wait for the first one's end, instead of failing on it.
    public override async Task<bool> TryInsertInbox(ServiceDb db, InboxMessage row, CancellationToken cancellationToken)
    {
        var sql = $$"""
            INSERT INTO {{Table<InboxMessage>(db)}} ([MessageId], [ConsumerId], [ReceivedAt])
            SELECT {0}, {1}, TODATETIMEOFFSET(SYSUTCDATETIME(), 0)
            WHERE NOT EXISTS (SELECT 1 FROM {{Table<InboxMessage>(db)}} WITH (UPDLOCK, HOLDLOCK) WHERE [MessageId] = {0} AND [ConsumerId] = {1})
            """;
        return await db.Database.ExecuteSqlRawAsync(sql, [row.MessageId, row.ConsumerId], cancellationToken) == 1;
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
