using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Tracking.Domain;
using StatusTracking.Tracking.Sagas;

namespace StatusTracking.Tracking.Data;

/// <summary>The packages that are followed, the lines of all timelines, the little of each order that its page needs, and who wants no messages.</summary>
abstract class TrackingDb(DbContextOptions options) : ServiceDb(options)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public override string Schema => "tracking";

    /// <summary>A token tells capitals from small letters, and its first characters are looked for as a range.</summary>
    string? ByItsBytes => Database.IsNpgsql() ? "C" : Database.IsSqlServer() ? "Latin1_General_100_BIN2" : null;

    public DbSet<PackageState> Packages => Set<PackageState>();

    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();

    public DbSet<OrderOutline> Orders => Set<OrderOutline>();

    public DbSet<Preference> Preferences => Set<Preference>();

    // What others say is kept in whatever length they say it: only keys are bounded, and those we make ourselves.
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        modelBuilder.Entity<PackageState>(e =>
        {
            e.ToTable("packages");
            e.HasKey(x => x.CorrelationId);
            e.Property(x => x.CorrelationId).ValueGeneratedNever();
            e.Property(x => x.Version).IsConcurrencyToken();
            e.Property(x => x.State).HasMaxLength(40);
            e.Property(x => x.Token).HasMaxLength(PageToken.MaxLength).UseCollation(ByItsBytes);
            e.Property(x => x.Package).HasConversion(
                snapshot => JsonSerializer.Serialize(snapshot, Json),
                json => JsonSerializer.Deserialize<PackageSnapshot>(json, Json)!);
            e.PrimitiveCollection(x => x.Said).Metadata.SetValueComparer(ListComparer<string>.Instance);
            e.PrimitiveCollection(x => x.Noted).Metadata.SetValueComparer(ListComparer<string>.Instance);
            e.PrimitiveCollection(x => x.PromisedInTime).Metadata.SetValueComparer(ListComparer<long>.Instance);
            e.HasIndex(x => x.OrderId);
            e.HasIndex(x => x.Token);
            e.HasIndex(x => new { x.HeardAt, x.CorrelationId });
            e.HasIndex(x => new { x.State, x.HeardAt, x.CorrelationId });
            e.HasIndex(x => x.EndedAt);
        });
        modelBuilder.Entity<TimelineEntry>(e =>
        {
            e.ToTable("timeline");
            e.Property(x => x.Id).HasMaxLength(TimelineEntry.MaxIdLength);
            e.Property(x => x.Position).HasMaxLength(TimelineEntry.PositionLength).IsUnicode(false);
            e.Property(x => x.Subject).HasMaxLength(40);
            e.HasIndex(x => new { x.OrderId, x.Position });
            e.HasIndex(x => new { x.About, x.Position });
            e.HasIndex(x => x.RecordedAt);
        });
        modelBuilder.Entity<OrderOutline>(e =>
        {
            e.ToTable("orders");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Token).HasMaxLength(PageToken.MaxLength).UseCollation(ByItsBytes);
            e.Property(x => x.Sequence).IsConcurrencyToken();
            e.HasIndex(x => x.Token);
            e.HasIndex(x => x.UpdatedAt);
        });
        modelBuilder.Entity<Preference>(e =>
        {
            e.ToTable("preferences");
            e.HasKey(x => new { x.Channel, x.Address });
            e.Property(x => x.Address).HasMaxLength(Addresses.MaxLength);
            e.Property(x => x.Muted).HasMaxLength(Preference.LongestMuted);
            e.Property(x => x.At).IsConcurrencyToken();
        });
    }
}

sealed class SqliteTrackingDb(DbContextOptions<SqliteTrackingDb> options) : TrackingDb(options);

sealed class PostgreSqlTrackingDb(DbContextOptions<PostgreSqlTrackingDb> options) : TrackingDb(options);

sealed class SqlServerTrackingDb(DbContextOptions<SqlServerTrackingDb> options) : TrackingDb(options);

sealed class SqliteTrackingDbFactory : DesignTimeFactory<SqliteTrackingDb>;

sealed class PostgreSqlTrackingDbFactory : DesignTimeFactory<PostgreSqlTrackingDb>;

sealed class SqlServerTrackingDbFactory : DesignTimeFactory<SqlServerTrackingDb>;
