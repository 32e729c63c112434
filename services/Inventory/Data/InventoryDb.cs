using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Inventory.Domain;
using StatusTracking.Messaging;

namespace StatusTracking.Inventory.Data;

/// <summary>Levels, the ledger, reservations, and what was done about which package.</summary>
abstract class InventoryDb(DbContextOptions options) : ServiceDb(options)
{
    public override string Schema => "inventory";

    public DbSet<StockItem> Items => Set<StockItem>();

    public DbSet<Movement> Movements => Set<Movement>();

    public DbSet<Reservation> Reservations => Set<Reservation>();

    public DbSet<Parcel> Parcels => Set<Parcel>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        modelBuilder.Entity<StockItem>(item =>
        {
            // The database's own word against overselling, whatever the code above it does. Double quotes are read by all three.
            item.ToTable("stock_items", table => table.HasCheckConstraint("CK_stock_items_not_oversold", "\"Reserved\" >= 0 AND \"OnHand\" >= \"Reserved\""));
            item.HasKey(i => i.Sku);
            item.Property(i => i.Sku).HasMaxLength(64);
            item.Property(i => i.Name).HasMaxLength(200);
            item.Property(i => i.SearchText).HasMaxLength(265);
            item.Ignore(i => i.Available);
            item.Ignore(i => i.Level);
        });

        modelBuilder.Entity<Movement>(movement =>
        {
            movement.ToTable("movements");
            movement.Property(m => m.Sku).HasMaxLength(64);
            movement.Property(m => m.Note).HasMaxLength(500);
            movement.HasIndex(m => new { m.Sku, m.Id });
            // Which SKUs have old lines.
            movement.HasIndex(m => m.RecordedAt);
        });

        Map<Reservation, StockStatus>(modelBuilder, "reservations");
        modelBuilder.Entity<Reservation>(reservation =>
        {
            reservation.Property(r => r.OrderId).HasField("_orderId");
            reservation.HasIndex(r => r.OrderId).IsUnique();
            reservation.HasIndex(r => new { r.Status, r.CreatedAt });
            reservation.HasMany(r => r.Lines).WithOne().HasForeignKey(l => l.ReservationId);
            reservation.Navigation(r => r.Lines).AutoInclude();
        });

        modelBuilder.Entity<ReservationLine>(line =>
        {
            line.ToTable("reservation_lines");
            line.HasKey(l => new { l.ReservationId, l.Sku });
            line.Property(l => l.Sku).HasMaxLength(64);
            line.HasIndex(l => l.Sku);
        });

        modelBuilder.Entity<Parcel>(parcel =>
        {
            parcel.ToTable("parcels");
            parcel.Property(p => p.Id).ValueGeneratedNever();
            parcel.HasIndex(p => p.OrderId);
        });
    }
}

sealed class SqliteInventoryDb(DbContextOptions<SqliteInventoryDb> options) : InventoryDb(options);

sealed class PostgreSqlInventoryDb(DbContextOptions<PostgreSqlInventoryDb> options) : InventoryDb(options);

sealed class SqlServerInventoryDb(DbContextOptions<SqlServerInventoryDb> options) : InventoryDb(options);

sealed class SqliteInventoryDbFactory : DesignTimeFactory<SqliteInventoryDb>;

sealed class PostgreSqlInventoryDbFactory : DesignTimeFactory<PostgreSqlInventoryDb>;

sealed class SqlServerInventoryDbFactory : DesignTimeFactory<SqlServerInventoryDb>;
