using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Messaging;

/// <summary>Which database server holds the services' databases.</summary>
public enum DatabaseProvider
{
    /// <summary>One file a service in <c>DataDirectory</c>. For one process.</summary>
    Sqlite,

    /// <summary>Microsoft SQL Server 2019 or later.</summary>
    SqlServer,

    /// <summary>PostgreSQL 13 or later.</summary>
    PostgreSql,
}

/// <summary>The section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Which database server.</summary>
    /// <value>Default: <see cref="DatabaseProvider.Sqlite"/>.</value>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>
    /// A template: <c>{service}</c> is replaced by the service's name in lower case. Without <c>{service}</c> the services share one
    /// database, each in a schema of its own.
    /// </summary>
    /// <value>Ignored for Sqlite when empty: the file is then <c>DataDirectory/{service}.db</c>. Required for the others.</value>
    public string? ConnectionString { get; set; }

    /// <summary>Whether migrations are applied at start.</summary>
    /// <value>Default: true. Turn it off where a release step runs the scripts of <c>deploy/sql</c>.</value>
    public bool Migrate { get; set; } = true;

    /// <summary>How long a start waits for the database server and for migrations, another process's included, before it gives up with a message.</summary>
    /// <value>Default: 2 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan MigrateTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The connection string of one service.</summary>
    /// <exception cref="InvalidOperationException">A database server was chosen and no connection string given.</exception>
    public string For(string service, string dataDirectory)
    {
        if (!string.IsNullOrWhiteSpace(ConnectionString))
            return ConnectionString.Replace("{service}", service.ToLowerInvariant(), StringComparison.Ordinal);
        if (Provider == DatabaseProvider.Sqlite)
            return $"Data Source={Path.Combine(dataDirectory, service.ToLowerInvariant() + ".db")}";
        throw new InvalidOperationException(
            $"Database:Provider is {Provider}, but Database:ConnectionString is empty. Give one, such as \"Host=localhost;Database={{service}};Username=…;Password=…\".");
    }
}

/// <summary>The section <c>Messaging</c>: how long rows are kept and how hard messages are tried.</summary>
public sealed class MessagingOptions
{
    /// <summary>How long the ids of handled messages are remembered. An older replay meets the business keys.</summary>
    /// <value>Default: 7 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan KeepInbox { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long the rows of status history are kept.</summary>
    /// <value>Default: 400 days; zero keeps them for ever.</value>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan KeepHistory { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How long replies of idempotency keys are kept.</summary>
    /// <value>Default: 7 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan KeepIdempotencyKeys { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a request has its idempotency key to itself. After a crash, a repeat is told to wait for the rest of it.</summary>
    /// <value>Default: 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdempotencyLock { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often old rows are cleaned up.</summary>
    /// <value>Default: 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CleanUpInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one process has an outgoing row to itself. After a crash, the row waits this long.</summary>
    /// <value>Default: 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often due rows are looked for: schedules, and what a crash left behind.</summary>
    /// <value>Default: 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many rows are claimed at once.</summary>
    /// <value>Default: 200.</value>
    [Range(1, 5000)]
    public int BatchSize { get; set; } = 200;

    /// <summary>How often one row is tried while the broker is up, before it is parked with its reason.</summary>
    /// <value>Default: 50.</value>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 50;

    /// <summary>How many messages an endpoint handles at once, on a database server.</summary>
    /// <value>Default: 16. On Sqlite it is 4: there is one writer.</value>
    [Range(1, 512)]
    public int Concurrency { get; set; } = 16;

    /// <summary>How many messages, or requests, share a transaction at most; see <c>GroupCommit</c>. 1 = each has its own.</summary>
    /// <value>Default: 64. Twice as many of a saga's are handled at once; of others, twice <see cref="Concurrency"/>.</value>
    [Range(1, 500)]
    public int GroupSize { get; set; } = 64;
}
