using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Domain;

namespace StatusTracking.Payments.Data;

/// <summary>What Payments knows of each order, its payments and refunds, and what is still to be asked of the gateway.</summary>
abstract class PaymentsDb(DbContextOptions options) : ServiceDb(options)
{
    public override string Schema => "payments";

    public DbSet<OrderAccount> Accounts => Set<OrderAccount>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<GatewayCall> Calls => Set<GatewayCall>();

    public DbSet<GatewayEvent> GatewayEvents => Set<GatewayEvent>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        modelBuilder.Entity<OrderAccount>(account =>
        {
            account.ToTable("accounts");
            account.HasKey(a => a.OrderId);
            account.Property(a => a.OrderId).ValueGeneratedNever();
            account.Property(a => a.Number).HasMaxLength(40);
            account.Property(a => a.Currency).HasMaxLength(3);
            account.Property(a => a.Ended).HasMaxLength(40);
            account.ComplexCollection(a => a.Lines, lines => lines.ToJson());
            account.HasMany(a => a.Payments).WithOne().HasForeignKey(p => p.OrderId);
            account.HasMany(a => a.Shipments).WithOne().HasForeignKey(s => s.OrderId);
            account.Ignore(a => a.Paid);
        });

        Map<Payment, PaymentStatus>(modelBuilder, "payments");
        modelBuilder.Entity<Payment>(payment =>
        {
            payment.Property(p => p.OrderId).HasField("_orderId");
            payment.Property(p => p.OrderNumber).HasMaxLength(40);
            payment.Property(p => p.Currency).HasMaxLength(3);
            payment.Property(p => p.Method).HasMaxLength(40);
            payment.Property(p => p.Token).HasMaxLength(500);
            payment.Property(p => p.ActionUrl).HasMaxLength(2000);
            payment.Property(p => p.Attention).HasMaxLength(500);
            payment.HasMany(p => p.Refunds).WithOne().HasForeignKey(r => r.PaymentId);
            payment.HasMany(p => p.Calls).WithOne().HasForeignKey(c => c.PaymentId);
            payment.HasIndex(p => p.CreatedAt);
            payment.Ignore(p => p.Refundable);
            payment.Ignore(p => p.IsPaid);
        });

        modelBuilder.Entity<Refund>(refund =>
        {
            refund.ToTable("refunds");
            refund.Property(r => r.Id).ValueGeneratedNever();
            refund.Property(r => r.Key).HasMaxLength(200);
            refund.Property(r => r.GatewayId).HasMaxLength(200);
            refund.Property(r => r.Reason).HasMaxLength(500);
            refund.Property(r => r.Failure).HasMaxLength(500);
            refund.Ignore(r => r.IsOurs);
            refund.HasIndex(r => new { r.OrderId, r.Key }).IsUnique();
        });

        modelBuilder.Entity<GatewayCall>(call =>
        {
            call.ToTable("gateway_calls");
            call.Property(c => c.Id).ValueGeneratedNever();
            call.Property(c => c.LastError).HasMaxLength(500);
            call.HasIndex(c => new { c.State, c.DueAt });
        });

        modelBuilder.Entity<Shipment>(shipment =>
        {
            shipment.ToTable("shipments");
            shipment.Property(s => s.Id).ValueGeneratedNever();
        });

        modelBuilder.Entity<GatewayEvent>(heard =>
        {
            heard.ToTable("gateway_events");
            heard.HasKey(e => new { e.PaymentId, e.EventId });
            heard.Property(e => e.EventId).HasMaxLength(200);
            heard.Property(e => e.Status).HasMaxLength(40);
        });
    }
}

sealed class SqlitePaymentsDb(DbContextOptions<SqlitePaymentsDb> options) : PaymentsDb(options);

sealed class PostgreSqlPaymentsDb(DbContextOptions<PostgreSqlPaymentsDb> options) : PaymentsDb(options);

sealed class SqlServerPaymentsDb(DbContextOptions<SqlServerPaymentsDb> options) : PaymentsDb(options);

sealed class SqlitePaymentsDbFactory : DesignTimeFactory<SqlitePaymentsDb>;

sealed class PostgreSqlPaymentsDbFactory : DesignTimeFactory<PostgreSqlPaymentsDb>;

sealed class SqlServerPaymentsDbFactory : DesignTimeFactory<SqlServerPaymentsDb>;
