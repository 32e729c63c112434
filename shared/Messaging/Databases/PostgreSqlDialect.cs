using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

sealed class PostgreSqlDialect : DatabaseDialect
{
    public override string? NowSql => "SELECT clock_timestamp() AS \"Value\"";

    public override void Use(DbContextOptionsBuilder options, string connectionString, string schema) =>
        options.UseNpgsql(connectionString, x => x.MigrationsHistoryTable("__migrations", schema));

    public override async Task<bool> TryInsertInbox(ServiceDb db, InboxMessage row, CancellationToken cancellationToken)
    {
        var sql = $"INSERT INTO {Table<InboxMessage>(db)} (\"MessageId\", \"ConsumerId\", \"ReceivedAt\") VALUES ({{0}}, {{1}}, clock_timestamp()) ON CONFLICT DO NOTHING";
        return await db.Database.ExecuteSqlRawAsync(sql, [row.MessageId, row.ConsumerId], cancellationToken) == 1;
    }

    public override Task<List<OutboxMessage>> Claim(ServiceDb db, int limit, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        var table = Table<OutboxMessage>(db);
        var sql = $$"""
            UPDATE {{table}} SET "NextAttemptAt" = clock_timestamp() + {1} WHERE "Id" IN (
                SELECT "Id" FROM {{table}} WHERE "NextAttemptAt" <= clock_timestamp()
                ORDER BY "NextAttemptAt", "Position" LIMIT {0} FOR UPDATE SKIP LOCKED)
            RETURNING *
            """;
        return db.Set<OutboxMessage>().FromSqlRaw(sql, limit, lease).AsNoTracking().ToListAsync(cancellationToken);
    }

    public override string? LockRowSql(string table, string key) => $"SELECT * FROM {table} WHERE {key} = {{0}} FOR UPDATE";
}
