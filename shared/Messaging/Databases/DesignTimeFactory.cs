using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace StatusTracking.Messaging;

/// <summary>
/// Lets <c>dotnet ef</c> make a context without a host or a server. Derive one empty class a context; the provider follows from the
/// context's name (<c>SqliteOrdersDb</c>, <c>PostgreSqlOrdersDb</c>, <c>SqlServerOrdersDb</c>).
/// </summary>
public abstract class DesignTimeFactory<TDb> : IDesignTimeDbContextFactory<TDb> where TDb : DbContext
{
    /// <inheritdoc/>
    public TDb CreateDbContext(string[] args)
    {
        var name = typeof(TDb).Name;
        var provider = Enum.GetValues<DatabaseProvider>().Single(p => name.StartsWith(p.ToString(), StringComparison.Ordinal));
        var schema = name[provider.ToString().Length..^"Db".Length].ToLowerInvariant();
        var options = new DbContextOptionsBuilder<TDb>();
        DatabaseDialect.For(provider).Use(options, provider switch
        {
            DatabaseProvider.Sqlite => "Data Source=:memory:",
            DatabaseProvider.PostgreSql => "Host=none",
            _ => "Server=none",
        }, schema);
        return (TDb)Activator.CreateInstance(typeof(TDb), options.Options)!;
    }
}
