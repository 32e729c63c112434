using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace StatusTracking.Messaging;

/// <summary>What the three database providers say differently. Decided once, in <see cref="For"/>.</summary>
abstract class DatabaseDialect
{
    /// <summary>The dialect of a provider.</summary>
    public static DatabaseDialect For(DatabaseProvider provider) => provider switch
    {
        DatabaseProvider.Sqlite => new SqliteDialect(),
        DatabaseProvider.PostgreSql => new PostgreSqlDialect(),
        DatabaseProvider.SqlServer => new SqlServerDialect(),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Database:Provider must be Sqlite, SqlServer or PostgreSql."),
    };

    /// <summary>Asks the database's clock, as a column named Value; null where the process's clock is the one.</summary>
    public abstract string? NowSql { get; }

    /// <summary>Whether several writers work at once.</summary>
    public virtual bool HasConcurrentWriters => true;

    public abstract void Use(DbContextOptionsBuilder options, string connectionString, string schema);

    /// <summary>Applies the migrations that are missing. Copies that start at the same moment wait for each other.</summary>
    public virtual Task Migrate(ServiceDb db, CancellationToken cancellationToken) => db.Database.MigrateAsync(cancellationToken);

    /// <summary>
    /// Inserts the rows of messages that are not there already, in one statement. Waits for a transaction that is inserting one of them.
    /// </summary>
    /// <param name="db">In whose transaction.</param>
    /// <param name="rows">No key twice. In the order of their keys, so that two processes never wait for each other.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that this transaction inserted: the others' messages were handled before.</returns>
    public abstract Task<List<InboxMessage>> InsertInbox(ServiceDb db, IReadOnlyList<InboxMessage> rows, CancellationToken cancellationToken);

    /// <summary>
    /// Takes up to <paramref name="limit"/> due rows for the length of a lease. Two processes never take the same row, and none waits for
    /// the other. {0}: limit, {1}: now, {2}: until, where the provider has no clock of its own.
    /// </summary>
    public abstract Task<List<OutboxMessage>> Claim(ServiceDb db, int limit, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The statement that loads one row by its key and locks it until the transaction ends; null where a transaction has the database to itself.</summary>
    public abstract string? LockRowSql(string table, string key);

    /// <summary>Whether the same again may work: a conflict with another transaction, or a lost connection. By code, never by text.</summary>
    public static bool IsTransient(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case DbUpdateConcurrencyException:
                case SqliteException { SqliteErrorCode: 5 or 6 }: // BUSY, LOCKED
                case PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected }:
                case SqlException { Number: 1205 or 1222 or 3960 }: // deadlock, lock time-out, snapshot conflict
                case DbException { IsTransient: true }:
                    return true;
            }
        }

        return IsUniqueViolation(exception);
    }

    /// <summary>
    /// Whether it was not for anything in the statements: the database is away, shutting down, full or busy. Other statements would have
    /// fared no better. By code, never by text.
    /// </summary>
    public static bool IsUnavailable(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is IOException or TimeoutException or OperationCanceledException)
                return true;
        }

        return IsAway(exception);
    }

    /// <summary>The same, where the database itself or its driver says so: of no time-out and no file is it known whose they are.</summary>
    public static bool IsAway(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException { SqlState: ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] }: // connection, resources, operator, system
                case NpgsqlException and not PostgresException:
                case SqlException { Class: >= 17 } or SqlException { Number: -2 }: // resources and beyond; time-out
                case SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 or 14 }: // BUSY, LOCKED, IOERR, FULL, CANTOPEN
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether a unique key said no: somebody else made the same row first.</summary>
    public static bool IsUniqueViolation(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is SqliteException { SqliteExtendedErrorCode: 2067 or 1555 }
                or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
                or SqlException { Number: 2627 or 2601 })
                return true;
        }

        return false;
    }

    /// <summary>The values of a VALUES clause: <c>({0}, {1}, {2}), ({3}, …</c>, <paramref name="perRow"/> a row.</summary>
    protected static string Placeholders(int rows, int perRow) =>
        string.Join(", ", Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", Enumerable.Range(row * perRow, perRow).Select(n => $"{{{n}}}"))})"));

    /// <summary>The quoted, schema-qualified table of an entity.</summary>
    protected static string Table<T>(DbContext db) => Quote(db, Entity<T>(db));

    protected static IEntityType Entity<T>(DbContext db) => db.Model.FindEntityType(typeof(T))
        ?? throw new InvalidOperationException($"{typeof(T).Name} is not mapped in {db.GetType().Name}.");

    public static string Quote(DbContext db, IEntityType entity) => Sql(db).DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());

    public static string QuoteKey(DbContext db, IEntityType entity) => Sql(db).DelimitIdentifier(entity.FindPrimaryKey()!.Properties.Single().GetColumnName());

    static ISqlGenerationHelper Sql(DbContext db) => Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions.GetService<ISqlGenerationHelper>(db);
}
