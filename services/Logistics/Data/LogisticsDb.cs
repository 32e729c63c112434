using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>Packages, their scans, the numbers that carriers know them by, and what is known of their orders.</summary>
abstract class LogisticsDb(DbContextOptions options) : ServiceDb(options)
{
    /// <inheritdoc/>
    public override string Schema => "logistics";

    public DbSet<Package> Packages => Set<Package>();

    public DbSet<Scan> Scans => Set<Scan>();

    public DbSet<TrackingNumber> TrackingNumbers => Set<TrackingNumber>();

    public DbSet<WaitingScan> WaitingScans => Set<WaitingScan>();

    public DbSet<CarrierGap> CarrierGaps => Set<CarrierGap>();

    public DbSet<Fulfilment> Fulfilments => Set<Fulfilment>();

    public DbSet<CarrierMessage> CarrierMessages => Set<CarrierMessage>();

    public DbSet<CodeMeaning> CodeMeanings => Set<CodeMeaning>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        Map<Package, PackageStatus>(modelBuilder, "packages");
        MapSearchTerms(modelBuilder);
        modelBuilder.Entity<Package>(e =>
        {
            e.Property(x => x.OrderId);
            e.Property(x => x.Carrier).HasMaxLength(Limits.Carrier);
            e.Property(x => x.TrackingNumber).HasMaxLength(Limits.TrackingNumber);
            e.Property(x => x.TrackingNumberKey).HasMaxLength(Limits.TrackingNumber);
            e.Property(x => x.TrackingUrl).HasMaxLength(500);
            e.Property(x => x.EstimateSource).HasMaxLength(Limits.Source);
            e.Property(x => x.LastScanEventId).HasMaxLength(Limits.EventId);
            e.Property(x => x.LastScanSource).HasMaxLength(Limits.Source);
            e.ComplexProperty(x => x.Shipment, s =>
            {
                s.ToJson();
                s.ComplexProperty(x => x.Customer);
                s.ComplexProperty(x => x.Recipient);
                s.ComplexProperty(x => x.Address);
            });
            e.ComplexCollection(x => x.Lines, l => l.ToJson());
            e.Ignore(x => x.Start);
            e.Ignore(x => x.ScannedAt);
            e.Ignore(x => x.NumberUsedUntil);
            e.Ignore(x => x.IsBeforePickUp);
            e.Ignore(x => x.CanBeLabelled);
            e.Ignore(x => x.CanBeReplaced);
            e.Ignore(x => x.IsErased);
            e.HasIndex(x => x.OrderId);
            e.HasIndex(x => new { x.TrackingNumberKey, x.Carrier });
            e.HasIndex(x => new { x.Status, x.CreatedAt, x.Id });
            e.HasIndex(x => new { x.Carrier, x.CreatedAt, x.Id });
            e.HasIndex(x => new { x.Carrier, x.LastScanAt });
            e.HasIndex(x => new { x.CreatedAt, x.Id });
            e.HasIndex(x => new { x.UpdatedAt, x.Id });
            e.HasIndex(x => new { x.Status, x.UpdatedAt, x.Id });
            e.HasIndex(x => new { x.EstimatedDelivery, x.Id });
            e.HasIndex(x => new { x.Status, x.EstimatedDelivery, x.Id });
        });

        modelBuilder.Entity<Scan>(e =>
        {
            e.ToTable("scans");
            e.HasKey(x => new { x.PackageId, x.Source, x.EventId });
            e.HasOne<Package>().WithMany().HasForeignKey(x => x.PackageId).OnDelete(DeleteBehavior.Cascade);
            e.Property(x => x.Source).HasMaxLength(Limits.Source);
            Exact(e.Property(x => x.EventId).HasMaxLength(Limits.EventId));
            e.Property(x => x.Late);
            e.Property(x => x.Detail).HasMaxLength(Limits.Detail);
            e.Property(x => x.Location).HasMaxLength(Limits.Location);
            e.Property(x => x.Description).HasMaxLength(Limits.Description);
            e.Property(x => x.Reason).HasMaxLength(Limits.Reason);
            e.Property(x => x.RawStatus).HasMaxLength(Limits.RawStatus);
            Exact(e.Property(x => x.Code).HasMaxLength(Limits.RawStatus));
            e.Property(x => x.SignedBy).HasMaxLength(Limits.SignedBy);
            e.Ignore(x => x.Meaning);
            e.Ignore(x => x.IsCorrection);
            e.Ignore(x => x.IsHandOver);
            e.Ignore(x => x.IsOfClock);
            e.Ignore(x => x.HappenedAt);
            e.Ignore(x => x.Key);
            e.Ignore(x => x.Rank);
            e.HasIndex(x => x.RecordedAt);
            // Few scans have a word that is none of ours; those that have a code are found by it.
            e.HasIndex(x => new { x.Source, x.RawStatus }).HasFilter("\"RawStatus\" IS NOT NULL");
            e.HasIndex(x => new { x.Source, x.Code }).HasFilter("\"Code\" IS NOT NULL");
        });

        modelBuilder.Entity<CarrierMessage>(e =>
        {
            e.ToTable("carrier_messages");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Carrier).HasMaxLength(Limits.Carrier);
            e.Property(x => x.ContentType).HasMaxLength(Limits.ContentType);
            e.Property(x => x.Hash).HasMaxLength(64);
            e.Property(x => x.VerifiedBy).HasMaxLength(Limits.Who);
            e.Property(x => x.Note).HasMaxLength(Limits.Outcome);
            e.HasIndex(x => new { x.Carrier, x.Hash }).IsUnique();
            e.HasIndex(x => x.ReceivedAt);
            e.HasIndex(x => new { x.Carrier, x.ReceivedAt, x.Id });
            e.HasIndex(x => new { x.Outcome, x.ReceivedAt });
        });

        modelBuilder.Entity<CodeMeaning>(e =>
        {
            e.ToTable("carrier_codes");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Carrier).HasMaxLength(Limits.Carrier);
            Exact(e.Property(x => x.Code).HasMaxLength(Limits.RawStatus));
            e.Property(x => x.Detail).HasMaxLength(Limits.Detail);
            e.Property(x => x.Reason).HasMaxLength(Limits.Reason);
            e.Property(x => x.Who).HasMaxLength(Limits.Who);
            e.Ignore(x => x.Meaning);
            e.HasIndex(x => new { x.Carrier, x.Code, x.At });
            e.HasIndex(x => x.AppliedAt);
        });

        modelBuilder.Entity<TrackingNumber>(e =>
        {
            e.ToTable("tracking_numbers");
            e.HasKey(x => x.Key);
            Exact(e.Property(x => x.Key).HasMaxLength(Limits.Carrier + 1 + Limits.TrackingNumber).ValueGeneratedNever());
            e.Property(x => x.Carrier).HasMaxLength(Limits.Carrier);
            e.Property(x => x.Number).HasMaxLength(Limits.TrackingNumber);
            e.Property(x => x.PackageId);
            e.Property(x => x.HeldSince);
            e.Property(x => x.Version).IsConcurrencyToken();
        });

        modelBuilder.Entity<WaitingScan>(e =>
        {
            e.ToTable("waiting_scans");
            e.Property(x => x.Id).ValueGeneratedNever();
            Exact(e.Property(x => x.NumberKey).HasMaxLength(Limits.Carrier + 1 + Limits.TrackingNumber));
            e.Property(x => x.Carrier).HasMaxLength(Limits.Carrier);
            e.Property(x => x.TrackingNumber).HasMaxLength(Limits.TrackingNumber);
            e.Property(x => x.Source).HasMaxLength(Limits.Source);
            Exact(e.Property(x => x.EventId).HasMaxLength(Limits.EventId));
            e.Property(x => x.Detail).HasMaxLength(Limits.Detail);
            e.Property(x => x.Location).HasMaxLength(Limits.Location);
            e.Property(x => x.Description).HasMaxLength(Limits.Description);
            e.Property(x => x.RawStatus).HasMaxLength(Limits.RawStatus);
            e.Property(x => x.Code).HasMaxLength(Limits.RawStatus);
            e.Property(x => x.SignedBy).HasMaxLength(Limits.SignedBy);
            e.HasIndex(x => new { x.NumberKey, x.Source, x.EventId }).IsUnique();
            e.HasIndex(x => x.ReceivedAt);
        });

        modelBuilder.Entity<CarrierGap>(e =>
        {
            e.ToTable("carrier_gaps");
            e.HasKey(x => new { x.Carrier, x.Day, x.Class });
            e.Property(x => x.Carrier).HasMaxLength(Limits.Carrier);
            // Two processes that add at the same time must see each other.
            e.Property(x => x.Count).IsConcurrencyToken();
        });

        modelBuilder.Entity<Fulfilment>(e =>
        {
            e.ToTable("fulfilments");
            e.HasKey(x => x.OrderId);
            e.Property(x => x.OrderId).ValueGeneratedNever();
            e.Property(x => x.IsConfirmed);
            e.Property(x => x.Ended).HasMaxLength(40);
            e.Property(x => x.Version).IsConcurrencyToken();
        });
    }

    /// <summary>SQL Server compares text without case and width by default; two ids of a carrier may differ in that alone.</summary>
    void Exact<T>(PropertyBuilder<T> text)
    {
        if (Database.IsSqlServer())
            text.UseCollation("Latin1_General_100_BIN2");
    }
}

sealed class SqliteLogisticsDb(DbContextOptions<SqliteLogisticsDb> options) : LogisticsDb(options);

sealed class PostgreSqlLogisticsDb(DbContextOptions<PostgreSqlLogisticsDb> options) : LogisticsDb(options);

sealed class SqlServerLogisticsDb(DbContextOptions<SqlServerLogisticsDb> options) : LogisticsDb(options);

sealed class SqliteLogisticsDbFactory : DesignTimeFactory<SqliteLogisticsDb>;

sealed class PostgreSqlLogisticsDbFactory : DesignTimeFactory<PostgreSqlLogisticsDb>;

sealed class SqlServerLogisticsDbFactory : DesignTimeFactory<SqlServerLogisticsDb>;
