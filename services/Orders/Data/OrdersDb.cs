using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Data;

/// <summary>What Orders keeps. Lines, payments and packages live and die with their order, so they are JSON in its row and share its version.</summary>
abstract class OrdersDb(DbContextOptions options) : ServiceDb(options)
{
    public override string Schema => "orders";

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<PersonErasure> Erasures => Set<PersonErasure>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        Map<Order, OrderStatus>(model, "orders");
        MapSearchTerms(model);
        model.Entity<Order>(order =>
        {
            order.Property(o => o.Number).HasMaxLength(20);
            order.Property(o => o.Reference).HasMaxLength(100);
            order.Property(o => o.Currency).HasMaxLength(3);
            order.Property(o => o.TrackingUrl).HasMaxLength(500);
            order.Property(o => o.StockReason).HasMaxLength(Order.LongestReason);
            order.Property(o => o.PaymentMethod).HasMaxLength(40);
            order.Property(o => o.PaymentToken).HasMaxLength(500);
            order.ComplexProperty(o => o.Customer, person => person.ToJson());
            order.ComplexProperty(o => o.Recipient, person => person.ToJson());
            order.ComplexProperty(o => o.ShippingAddress, address => address.ToJson());
            order.ComplexCollection(o => o.Lines, lines => lines.ToJson());
            order.ComplexCollection(o => o.Payments, payments => payments.ToJson());
            order.ComplexCollection(o => o.Packages, packages => packages.ToJson());
            order.HasIndex(o => o.Number).IsUnique();
            order.HasIndex(o => o.Reference);
            order.HasIndex(o => new { o.CreatedAt, o.Id });
            order.HasIndex(o => new { o.TouchedAt, o.Id });
            order.HasIndex(o => new { o.Status, o.CreatedAt, o.Id });
            order.HasIndex(o => new { o.Status, o.TouchedAt, o.Id });
        });
        model.Entity<PersonErasure>(erasure =>
        {
            erasure.ToTable("erasures");
            erasure.Property(e => e.Id).ValueGeneratedNever();
            erasure.Property(e => e.Reason).HasMaxLength(500);
            erasure.Property(e => e.RequestedBy).HasMaxLength(256);
            erasure.ComplexCollection(e => e.Services, services => services.ToJson());
            erasure.Property(e => e.Version).IsConcurrencyToken();
            erasure.Ignore(e => e.CompletedAt);
        });
    }
}
