using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Notifications;

/// <summary>What Notifications remembers: whom it told what, the words, the tries, the rules.</summary>
abstract class NotificationsDb : ServiceDb
{
    bool _queued;

    protected NotificationsDb(DbContextOptions options)
        : base(options)
    {
        SavingChanges += (_, _) => _queued |= ChangeTracker.Entries<Notification>().Any(e => e.Entity.DueAt is not null);
        SavedChanges += (_, _) =>
        {
            if (Database.CurrentTransaction is null)
                WakeSender();
        };
    }

    public override string Schema => "notifications";

    public DbSet<Notification> Notifications => Set<Notification>();

    public DbSet<Attempt> Attempts => Set<Attempt>();

    public DbSet<RenderedMessage> Messages => Set<RenderedMessage>();

    public DbSet<AlertRule> Rules => Set<AlertRule>();

    public DbSet<TemplateVersion> Templates => Set<TemplateVersion>();

    public DbSet<TemplateChoice> TemplateChoices => Set<TemplateChoice>();

    public DbSet<AlertRuleChange> RuleChanges => Set<AlertRuleChange>();

    public DbSet<HeardAlert> HeardAlerts => Set<HeardAlert>();

    public DbSet<Buyer> Buyers => Set<Buyer>();

    public DbSet<OptOut> OptOuts => Set<OptOut>();

    public DbSet<DeadAddress> DeadAddresses => Set<DeadAddress>();

    public DbSet<ClaimTurn> Turns => Set<ClaimTurn>();

    /// <summary>Called once what was queued is committed; a transaction that was rolled back woke nobody, and the next one may.</summary>
    internal void WakeSender()
    {
        if (!_queued)
            return;
        _queued = false;
        this.GetService<SenderSignal>().Set();
    }

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.AddInterceptors(WakeSenderAfterCommit.Instance);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        Map<Notification, NotificationStatus>(modelBuilder, "notifications");
        modelBuilder.Entity<Notification>(e =>
        {
            e.Ignore(n => n.OrderId);
            e.Ignore(n => n.WasNeverToBeTold);
            e.Ignore(n => n.IsAskedFor);
            e.Ignore(n => n.IsErased);
            e.Property(n => n.Order).HasColumnName("OrderId");
            e.Property(n => n.Occurrence).HasMaxLength(60);
            e.Property(n => n.Recipient).HasMaxLength(320);
            e.Property(n => n.RecipientName).HasMaxLength(Notification.LongestName);
            e.Property(n => n.ProviderId).HasMaxLength(200);
            e.Property(n => n.Alert).HasConversion(new JsonText<Alert>());
            e.HasIndex(n => new { n.About, n.Kind, n.Occurrence, n.Channel, n.Recipient }).IsUnique();
            e.HasIndex(n => new { n.Channel, n.DueAt });
            e.HasIndex(n => new { n.Channel, n.ClaimedUntil });
            e.HasIndex(n => new { n.Channel, n.Recipient, n.ClaimedAt });
            e.HasIndex(n => new { n.Order, n.CreatedAt });
            e.HasIndex(n => new { n.Status, n.CreatedAt });
            e.HasIndex(n => new { n.CreatedAt, n.Id });
            e.HasIndex(n => n.ProviderId);
        });
        modelBuilder.Entity<Attempt>(e =>
        {
            e.ToTable("attempts");
            e.HasKey(a => new { a.NotificationId, a.Number });
            e.Property(a => a.Number).ValueGeneratedNever();
            e.Property(a => a.Reply).HasMaxLength(400);
            e.HasIndex(a => a.StartedAt);
        });
        modelBuilder.Entity<RenderedMessage>(e =>
        {
            e.ToTable("messages");
            e.HasKey(m => m.NotificationId);
            e.Property(m => m.NotificationId).ValueGeneratedNever();
            e.Property(m => m.Language).HasMaxLength(10);
            e.Property(m => m.Subject).HasMaxLength(1000);
            e.Property(m => m.TemplateTrouble).HasMaxLength(RenderedMessage.LongestTrouble);
        });
        modelBuilder.Entity<TemplateVersion>(e =>
        {
            e.ToTable("message_templates");
            e.HasKey(t => new { t.Kind, t.Channel, t.Language, t.Version });
            e.Property(t => t.Version).ValueGeneratedNever();
            e.Property(t => t.Language).HasMaxLength(10);
            e.Property(t => t.Author).HasMaxLength(TemplateVersion.LongestName);
            e.Property(t => t.Publisher).HasMaxLength(TemplateVersion.LongestName);
            e.Property(t => t.Note).HasMaxLength(TemplateVersion.LongestNote);
            e.Property(t => t.Change).IsConcurrencyToken();
        });
        modelBuilder.Entity<TemplateChoice>(e =>
        {
            e.ToTable("template_choices");
            e.HasKey(t => new { t.Kind, t.Channel, t.Language });
            e.Property(t => t.Language).HasMaxLength(10);
            e.Property(t => t.ChosenBy).HasMaxLength(TemplateVersion.LongestName);
            e.Property(t => t.Note).HasMaxLength(TemplateVersion.LongestNote);
            e.Property(t => t.Change).IsConcurrencyToken();
        });
        modelBuilder.Entity<AlertRule>(e =>
        {
            e.ToTable("alert_rules");
            e.HasKey(r => new { r.Kind, r.Channel });
            e.Property(r => r.Details).HasMaxLength(AlertRule.LongestDetails);
            e.HasData(AlertRule.OfFreshInstallation());
        });
        modelBuilder.Entity<AlertRuleChange>(e =>
        {
            e.ToTable("alert_rule_changes");
            e.Property(c => c.Id).ValueGeneratedNever();
            e.Property(c => c.Who).HasMaxLength(200);
            e.Property(c => c.Details).HasMaxLength(AlertRule.LongestDetails);
            e.Property(c => c.Reason).HasMaxLength(500);
            e.HasIndex(c => new { c.Kind, c.Channel, c.At });
        });
        modelBuilder.Entity<HeardAlert>(e =>
        {
            e.ToTable("heard_alerts");
            e.Property(h => h.Id).ValueGeneratedNever();
            e.Property(h => h.Detail).HasMaxLength(60);
            e.HasIndex(h => new { h.Kind, h.At });
            e.HasIndex(h => h.At);
        });
        modelBuilder.Entity<Buyer>(e =>
        {
            e.ToTable("buyers");
            e.HasKey(b => b.OrderId);
            e.Property(b => b.OrderId).ValueGeneratedNever();
            e.Property(b => b.OrderNumber).HasMaxLength(60);
            e.Property(b => b.TrackingUrl).HasMaxLength(500);
            e.Property(b => b.Customer).HasConversion(new JsonText<Person?>());
            // The list is replaced, never changed.
            e.Property(b => b.Waiting).HasConversion(
                new JsonText<IReadOnlyList<PaymentNews>>(),
                new ValueComparer<IReadOnlyList<PaymentNews>>((a, b) => ReferenceEquals(a, b), list => list.Count, list => list));
            e.Property(b => b.Packages).HasConversion(
                new JsonText<IReadOnlyList<OrderPackage>?>(),
                new ValueComparer<IReadOnlyList<OrderPackage>?>((a, b) => ReferenceEquals(a, b), list => list == null ? 0 : list.Count, list => list));
            e.Property(b => b.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<OptOut>(e =>
        {
            e.ToTable("opt_outs");
            e.HasKey(o => new { o.Channel, o.Address });
            e.Property(o => o.Address).HasMaxLength(Addresses.MaxLength);
            e.Property(o => o.Since).IsConcurrencyToken();
            e.Property(o => o.Source).HasMaxLength(100);
            e.Property(o => o.Muted).HasMaxLength(OptOut.LongestMuted);
            e.Ignore(o => o.IsAnswered);
        });
        modelBuilder.Entity<DeadAddress>(e =>
        {
            e.ToTable("dead_addresses");
            e.HasKey(d => new { d.Channel, d.Address });
            e.Property(d => d.Address).HasMaxLength(Addresses.MaxLength);
            e.Property(d => d.Reason).HasMaxLength(400);
        });
        modelBuilder.Entity<ClaimTurn>(e =>
        {
            e.ToTable("claim_turns");
            e.HasKey(t => t.Channel);
            e.HasData(Enum.GetValues<Channel>().Select(c => new ClaimTurn { Channel = c, Turn = 0 }));
        });
    }

    /// <summary>Read and written whole, never searched.</summary>
    sealed class JsonText<T>() : ValueConverter<T, string>(
        value => JsonSerializer.Serialize(value, JsonTextOptions.Value),
        text => JsonSerializer.Deserialize<T>(text, JsonTextOptions.Value)!);

    static class JsonTextOptions
    {
        public static readonly JsonSerializerOptions Value = new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        };
    }
}

sealed class SqliteNotificationsDb(DbContextOptions<SqliteNotificationsDb> options) : NotificationsDb(options);

sealed class PostgreSqlNotificationsDb(DbContextOptions<PostgreSqlNotificationsDb> options) : NotificationsDb(options);

sealed class SqlServerNotificationsDb(DbContextOptions<SqlServerNotificationsDb> options) : NotificationsDb(options);

sealed class SqliteNotificationsDbFactory : DesignTimeFactory<SqliteNotificationsDb>;

sealed class PostgreSqlNotificationsDbFactory : DesignTimeFactory<PostgreSqlNotificationsDb>;

sealed class SqlServerNotificationsDbFactory : DesignTimeFactory<SqlServerNotificationsDb>;
