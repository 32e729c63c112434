using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Messaging;

sealed class PostgreSqlDialect : DatabaseDialect
{
    public override string? NowSql => "SELECT clock_timestamp() AS \"Value\"";

    public override void Use(DbContextOptionsBuilder options, string connectionString, string schema) =>
        options.UseNpgsql(connectionString, x => x.MigrationsHistoryTable("__migrations", schema));

    public override Task<List<InboxMessage>> InsertInbox(ServiceDb db, IReadOnlyList<InboxMessage> rows, CancellationToken cancellationToken)
    {
        var sql = $$"""
            INSERT INTO {{Table<InboxMessage>(db)}} ("MessageId", "ConsumerId", "ReceivedAt")
            SELECT message, consumer, clock_timestamp() FROM unnest({0}, {1}) AS given (message, consumer)
            ON CONFLICT DO NOTHING RETURNING *
            """;
        return db.Set<InboxMessage>().FromSqlRaw(sql, rows.Select(r => r.MessageId).ToArray(), rows.Select(r => r.ConsumerId).ToArray()).AsNoTracking().ToListAsync(cancellationToken);
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
