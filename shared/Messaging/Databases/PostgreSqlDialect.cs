using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace StatusTracking.Messaging;

sealed class PostgreSqlDialect : DatabaseDialect
{
    public override string? NowSql => "SELECT clock_timestamp() AS \"Value\"";

    /// <summary>
    /// Connections a process has at most: the database's own default is 100 for all, and eight services at this have 80. More would not be
    /// faster: a database does as much at once as it has cores and disks, and who waits here waits in order.
    /// </summary>
    const int MaxPoolSize = 10;

    public override void Use(DbContextOptionsBuilder options, string connectionString, string schema) =>
        options.UseNpgsql(Tuned(connectionString), x => x.MigrationsHistoryTable("__migrations", schema));

    /// <summary>
    /// What the connection string does not decide. A service repeats a few dozen statements for ever: prepared, each is parsed and planned once a
    /// connection; a pooler that gives each transaction another connection must have that turned off (<c>Max Auto Prepare=0</c>).
    /// </summary>
    internal static string Tuned(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var tuned = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ContainsKey("Max Auto Prepare") && !given.ContainsKey("MaxAutoPrepare"))
            (tuned.MaxAutoPrepare, tuned.AutoPrepareMinUsages) = (100, 2);
        if (!given.ContainsKey("Maximum Pool Size") && !given.ContainsKey("MaxPoolSize"))
            tuned.MaxPoolSize = MaxPoolSize;
        return tuned.ConnectionString;
    }

    /// <summary>
    /// The provider's own lock ends with the first of several migrations, and what it had read before is not read again: another copy makes the
    /// second one meanwhile. This lock is held until all are made; it ends with the connection, also when the process is killed.
    /// </summary>
    public override async Task Migrate(ServiceDb db, CancellationToken cancellationToken)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
        {
            try
            {
                await creator.CreateAsync(cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Another copy made it at the same moment.
            }
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock(hashtextextended({$"migrations of {db.Schema}"}, 0))", cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }
        finally
        {
            // Pooled connections are reset, advisory locks included, when they are given out again: too late for whoever waits.
            if (db.Database.GetDbConnection().State == ConnectionState.Open)
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock_all()", CancellationToken.None);
            await db.Database.CloseConnectionAsync();
        }
    }

    public override Task<List<InboxMessage>> InsertInbox(ServiceDb db, IReadOnlyList<InboxMessage> rows, CancellationToken cancellationToken)
    {
        var sql = $$"""
            INSERT INTO {{Table<InboxMessage>(db)}} ("MessageId", "ConsumerId", "ReceivedAt")
            SELECT message, consumer, clock_timestamp() FROM unnest({0}, {1}) AS given (message, consumer)
            ON CONFLICT DO NOTHING RETURNING *
            """;
        return db.Set<InboxMessage>().FromSqlRaw(sql, rows.Select(r => r.MessageId).ToArray(), rows.Select(r => r.ConsumerId).ToArray()).AsNoTracking().ToListAsync(cancellationToken);
    }

    public override Task<List<OutboxMessage>> Claim(ServiceDb db, int limit, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        db.Set<OutboxMessage>().FromSqlRaw(ClaimSql(db), limit, lease).AsNoTracking().ToListAsync(cancellationToken);

    /// <summary>
    /// {0}: limit, {1}: lease. Due is what is due when the statement begins: a time that may change from row to row (clock_timestamp) cannot be
    /// looked for in an index, and each poll would read every schedule that waits.
    /// </summary>
    internal static string ClaimSql(ServiceDb db) => $$"""
        UPDATE {{Table<OutboxMessage>(db)}} SET "NextAttemptAt" = statement_timestamp() + {1} WHERE "Id" IN (
            SELECT "Id" FROM {{Table<OutboxMessage>(db)}} WHERE "NextAttemptAt" <= statement_timestamp()
            ORDER BY "NextAttemptAt", "Position" LIMIT {0} FOR UPDATE SKIP LOCKED)
        RETURNING *
        """;

    public override string? LockRowSql(string table, string key) => $"SELECT * FROM {table} WHERE {key} = {{0}} FOR UPDATE";
}
