using Npgsql;

namespace StatusTracking.Benchmarks.Million;

/// <summary>
/// Multiplies rows that the product itself has written, so that what a store of a million holds has the shape of this version's rows: what differs from row
/// to row is given, all else is taken over.
/// </summary>
sealed class SeededRows(string connectionString)
{
    /// <summary>Inserts <c>template × rows</c>.</summary>
    /// <param name="table">Schema and table.</param>
    /// <param name="template">The condition of the rows to multiply, which are <c>t</c>.</param>
    /// <param name="rows">A query that gives each row's facts, which is <c>f</c>.</param>
    /// <param name="differs">The expression of each column that is not the template's.</param>
    /// <param name="only">The condition of the products.</param>
    public async Task Multiply(string table, string template, string rows, IReadOnlyDictionary<string, string> differs, string only = "true")
    {
        var columns = await Column($"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum");
        if (differs.Keys.Except(columns).FirstOrDefault() is { } unknown)
            throw new InvalidOperationException($"{table} has no column {unknown}: the seed is of another version.");
        var values = columns.Select(column => differs.TryGetValue(column, out var expression) ? expression : $"t.\"{column}\"");
        await Execute($"""
            CREATE TEMPORARY TABLE template AS SELECT * FROM {table} t WHERE {template};
            INSERT INTO {table} ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
            SELECT {string.Join(", ", values)} FROM template t, ({rows}) f WHERE {only};
            """);
    }

    /// <summary>Fills tables with their indexes away, which come back afterwards: made of all rows at once they cost a fraction.</summary>
    public async Task Fill(IReadOnlyList<string> tables, Func<Task> fill)
    {
        var remake = new List<string>();
        foreach (var table in tables)
        {
            var of = $"i.indrelid = '{table}'::regclass";
            remake.AddRange(await Column($"SELECT pg_get_indexdef(indexrelid) FROM pg_index i WHERE {of} AND NOT indisprimary"));
            remake.AddRange(await Column($"SELECT 'ALTER TABLE {table} ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'p'"));
            foreach (var drop in await Column($"SELECT 'DROP INDEX ' || indexrelid::regclass FROM pg_index i WHERE {of} AND NOT indisprimary"))
                await Execute(drop);
            foreach (var drop in await Column($"SELECT 'ALTER TABLE {table} DROP CONSTRAINT ' || quote_ident(conname) || ' CASCADE' FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'p'"))
                await Execute(drop);
        }

        await fill();
        foreach (var index in remake)
            await Execute(index);
        foreach (var table in tables)
            await Execute($"VACUUM (ANALYZE) {table}");
    }

    public async Task Execute(string sql)
    {
        // A connection of its own: what it sets and makes for itself is gone with it.
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> Value<T>(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"Nothing: {sql}"));
    }

    async Task<List<string>> Column(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }

    async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Options = "-c synchronous_commit=off -c maintenance_work_mem=512MB" }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
