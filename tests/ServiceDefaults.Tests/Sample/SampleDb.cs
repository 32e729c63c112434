using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using StatusTracking.Messaging;

namespace StatusTracking.Sample;

public abstract class SampleDb(DbContextOptions options) : ServiceDb(options)
{
    public override string Schema => "sample";

    public DbSet<Thing> Things => Set<Thing>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Thing>(e =>
        {
            e.ToTable("things");
            e.Property(x => x.Id).ValueGeneratedNever();
        });
    }
}

sealed class SqliteSampleDb(DbContextOptions<SqliteSampleDb> options) : SampleDb(options);

sealed class PostgreSqlSampleDb(DbContextOptions<PostgreSqlSampleDb> options) : SampleDb(options);

sealed class SqlServerSampleDb(DbContextOptions<SqlServerSampleDb> options) : SampleDb(options);

public sealed record Thing(Guid Id, string Name, int Quantity, DateTimeOffset At);

/// <summary>The sample has no migrations: its tables are made as the model has them, before anything asks for them.</summary>
sealed class CreateTables(IDbContextFactory<SampleDb> databases) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.EnsureCreatedAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
