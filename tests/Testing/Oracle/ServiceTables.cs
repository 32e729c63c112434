using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace StatusTracking.Testing;

/// <summary>Reads the services' tables by SQL, as any tool would: nothing of the product is asked.</summary>
public sealed class ServiceTables
{
    readonly Func<string, DbConnection> _connect;
    readonly bool _hasSchemas;

    ServiceTables(Func<string, DbConnection> connect, bool hasSchemas) => (_connect, _hasSchemas) = (connect, hasSchemas);

    /// <summary>On PostgreSQL.</summary>
    /// <param name="connectionString">Of a service's database, by the service's name in lower case.</param>
    public static ServiceTables OnPostgreSql(Func<string, string> connectionString) => new(service => new NpgsqlConnection(connectionString(service)), hasSchemas: true);

    /// <summary>The SQLite files of one process.</summary>
    public static ServiceTables OnSqlite(string dataDirectory) => new(
        service => new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, $"{service}.db"), Pooling = false, DefaultTimeout = 30 }.ToString()),
        hasSchemas: false);

    /// <summary>The rows of a table.</summary>
    /// <param name="service">Whose, in lower case.</param>
    /// <param name="table">Its name.</param>
    /// <param name="row">Makes something of a row.</param>
    /// <param name="columns">Those that are read, by their names.</param>
    public async Task<IReadOnlyList<T>> Read<T>(string service, string table, Func<Row, T> row, params string[] columns)
    {
        await using var connection = await Open(service);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", columns.Select(c => $"\"{c}\""))} FROM {Name(service, table)}";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(row(new Row(reader)));
        return rows;
    }

    /// <summary>Runs a statement; <c>{0}</c> is the table.</summary>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> Execute(string service, string table, string sql)
    {
        await using var connection = await Open(service);
        await using var command = connection.CreateCommand();
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql, Name(service, table));
        return await command.ExecuteNonQueryAsync();
    }

    async Task<DbConnection> Open(string service)
    {
        var connection = _connect(service);
        await connection.OpenAsync();
        return connection;
    }

    string Name(string service, string table) => _hasSchemas ? $"\"{service}\".\"{table}\"" : $"\"{table}\"";

    /// <summary>A row, its columns in the order in which they were asked for. SQLite has neither identifiers nor booleans.</summary>
    public readonly struct Row(DbDataReader reader)
    {
        /// <summary>An identifier.</summary>
        public Guid Id(int column) => reader.GetValue(column) is Guid id ? id : Guid.Parse(reader.GetString(column));

        /// <summary>A text, or null.</summary>
        public string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

        /// <summary>A whole number; 0 for null.</summary>
        public long Number(int column) => reader.IsDBNull(column) ? 0 : Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

        /// <summary>An amount of money.</summary>
        public decimal Amount(int column) => Convert.ToDecimal(reader.GetValue(column), CultureInfo.InvariantCulture);

        /// <summary>Yes or no.</summary>
        public bool Flag(int column) => Number(column) != 0;

        /// <summary>A moment in microseconds since the year 1: what every database keeps of it. 0 for null.</summary>
        public long Moment(int column) => (reader.IsDBNull(column) ? 0 : reader.GetValue(column) is DateTime time ? time.ToUniversalTime().Ticks : reader.GetInt64(column)) / TimeSpan.TicksPerMicrosecond;

        /// <summary>Whether there is nothing.</summary>
        public bool IsNull(int column) => reader.IsDBNull(column);
    }
}
