using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace StatusTracking.Messaging;

/// <summary>One process, one writer: transactions begin immediate (Microsoft.Data.Sqlite's default) and wait for their turn.</summary>
sealed class SqliteDialect : DatabaseDialect
{
    public override string? NowSql => null;

    public override bool HasConcurrentWriters => false;

    public override void Use(DbContextOptionsBuilder options, string connectionString, string schema) => options
        .UseSqlite(connectionString, x => x.MigrationsHistoryTable($"__{schema}_migrations"))
        .AddInterceptors(WriteAheadLog.Instance);

    /// <summary>
    /// EF's lock is a row, which stays when its process is killed, and the next start would wait for it in vain. There is one process on a file:
    /// a row that is there when it starts is nobody's.
    /// </summary>
    public override async Task Migrate(ServiceDb db, CancellationToken cancellationToken)
    {
        if (await db.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken)
            && await db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancellationToken) > 0)
            await db.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    public override Task<List<InboxMessage>> InsertInbox(ServiceDb db, IReadOnlyList<InboxMessage> rows, CancellationToken cancellationToken)
    {
        var sql = $"INSERT INTO {Table<InboxMessage>(db)} (\"MessageId\", \"ConsumerId\", \"ReceivedAt\") VALUES {Placeholders(rows.Count, 3)} ON CONFLICT DO NOTHING RETURNING *";
        object[] values = [.. rows.SelectMany(r => new object[] { r.MessageId, r.ConsumerId, r.ReceivedAt.UtcTicks })];
        return db.Set<InboxMessage>().FromSqlRaw(sql, values).AsNoTracking().ToListAsync(cancellationToken);
    }

    public override Task<List<OutboxMessage>> Claim(ServiceDb db, int limit, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        db.Set<OutboxMessage>().FromSqlRaw(ClaimSql(db), limit, now.UtcTicks, (now + lease).UtcTicks).AsNoTracking().ToListAsync(cancellationToken);

    /// <summary>{0}: limit, {1}: now, {2}: until.</summary>
    internal static string ClaimSql(ServiceDb db) => $$"""
        UPDATE {{Table<OutboxMessage>(db)}} SET "NextAttemptAt" = {2} WHERE "Id" IN (
            SELECT "Id" FROM {{Table<OutboxMessage>(db)}} WHERE "NextAttemptAt" <= {1} ORDER BY "NextAttemptAt", "Position" LIMIT {0})
        RETURNING *
        """;

    public override string? LockRowSql(string table, string key) => null;

    /// <summary>
    /// Readers do not block the writer, and a writer waits for its turn inside SQLite, which wakes it sooner than a poll would.
    /// <c>synchronous</c> stays FULL: what was answered with 2xx survives a power cut.
    /// </summary>
    sealed class WriteAheadLog : DbConnectionInterceptor
    {
        public static readonly WriteAheadLog Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        static void Set(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 20000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
            command.ExecuteNonQuery();
        }
    }
}
