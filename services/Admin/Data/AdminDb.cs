using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

/// <summary>Users, roles, API keys, audit log. Identity's tables are mapped here, since a context has one parent and ours is the one that knows providers.</summary>
abstract class AdminDb(DbContextOptions options) : ServiceDb(options)
{
    public override string Schema => "admin";

    public DbSet<User> Users => Set<User>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<SignInToken> SignInTokens => Set<SignInToken>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    public DbSet<Failure> Failures => Set<Failure>();

    public DbSet<FailureOperation> FailureOperations => Set<FailureOperation>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        MapIdentity(modelBuilder);
        MapFailures(modelBuilder);
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.ToTable("api_keys");
            key.Property(k => k.Id).ValueGeneratedNever();
            key.Property(k => k.Name).HasMaxLength(100);
            key.Property(k => k.Prefix).HasMaxLength(20);
            key.Property(k => k.Hash).HasMaxLength(32);
            key.Property(k => k.Scopes).HasMaxLength(200);
            key.Property(k => k.CreatedBy).HasMaxLength(256);
            key.HasIndex(k => k.Hash).IsUnique();
        });
        modelBuilder.Entity<SignInToken>(token =>
        {
            token.ToTable("sign_in_tokens");
            token.Property(t => t.Id).ValueGeneratedNever();
            token.Property(t => t.Hash).HasMaxLength(32);
            token.HasIndex(t => t.Hash).IsUnique();
        });
        modelBuilder.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit_log");
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.Property(e => e.Who).HasMaxLength(256);
            entry.Property(e => e.Action).HasMaxLength(60);
            entry.Property(e => e.Target).HasMaxLength(100);
            entry.Property(e => e.Note).HasMaxLength(1000);
            entry.HasIndex(e => e.At);
            entry.HasIndex(e => new { e.Target, e.At });
        });
        modelBuilder.Entity<ProtectionKey>(key =>
        {
            key.ToTable("protection_keys");
            key.Property(k => k.Name).HasMaxLength(200);
        });
    }

    static void MapFailures(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Failure>(failure =>
        {
            failure.ToTable("failures");
            failure.Property(f => f.Id).ValueGeneratedNever();
            failure.Property(f => f.Group).HasMaxLength(16);
            failure.Property(f => f.Service).HasMaxLength(40);
            failure.Property(f => f.Queue).HasMaxLength(300);
            failure.Property(f => f.MessageType).HasMaxLength(200);
            failure.Property(f => f.ContentType).HasMaxLength(200);
            failure.Property(f => f.Error).HasMaxLength(200);
            failure.Property(f => f.Reason).HasMaxLength(2000);
            failure.Property(f => f.ClosedBy).HasMaxLength(256);
            failure.Property(f => f.Note).HasMaxLength(2000);
            failure.Ignore(f => f.IsClosed);
            failure.HasIndex(f => new { f.Group, f.State, f.LastFailedAt });
            failure.HasIndex(f => new { f.OperationId, f.State });
            failure.HasIndex(f => f.ClosedAt);
        });
        modelBuilder.Entity<FailureOperation>(operation =>
        {
            operation.ToTable("failure_operations");
            operation.Property(o => o.Id).ValueGeneratedNever();
            operation.Property(o => o.Group).HasMaxLength(16);
            operation.Property(o => o.Who).HasMaxLength(256);
            operation.Property(o => o.Reason).HasMaxLength(1000);
            operation.Property(o => o.Note).HasMaxLength(1000);
            operation.HasIndex(o => new { o.State, o.StartedAt });
        });
    }

    static void MapIdentity(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>(user =>
        {
            user.ToTable("users");
            user.Property(u => u.Id).ValueGeneratedNever();
            user.Property(u => u.UserName).HasMaxLength(256);
            user.Property(u => u.NormalizedUserName).HasMaxLength(256);
            user.Property(u => u.Email).HasMaxLength(256);
            user.Property(u => u.NormalizedEmail).HasMaxLength(256);
            user.Property(u => u.PhoneNumber).HasMaxLength(40);
            user.Property(u => u.PasswordHash).HasMaxLength(500);
            user.Property(u => u.ConfiguredPasswordHash).HasMaxLength(500);
            user.Property(u => u.SecurityStamp).HasMaxLength(100);
            user.Property(u => u.ConcurrencyStamp).HasMaxLength(100).IsConcurrencyToken();
            user.HasIndex(u => u.NormalizedUserName).IsUnique();
            user.HasIndex(u => u.NormalizedEmail);
        });
        modelBuilder.Entity<IdentityRole<Guid>>(role =>
        {
            role.ToTable("roles");
            role.Property(r => r.Id).ValueGeneratedNever();
            role.Property(r => r.Name).HasMaxLength(256);
            role.Property(r => r.NormalizedName).HasMaxLength(256);
            role.Property(r => r.ConcurrencyStamp).HasMaxLength(100).IsConcurrencyToken();
            role.HasIndex(r => r.NormalizedName).IsUnique();
        });
        modelBuilder.Entity<IdentityUserRole<Guid>>(link =>
        {
            link.ToTable("user_roles");
            link.HasKey(l => new { l.UserId, l.RoleId });
            link.HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
            link.HasOne<IdentityRole<Guid>>().WithMany().HasForeignKey(l => l.RoleId);
        });
        modelBuilder.Entity<IdentityUserClaim<Guid>>(claim =>
        {
            claim.ToTable("user_claims");
            claim.Property(c => c.ClaimType).HasMaxLength(200);
            claim.Property(c => c.ClaimValue).HasMaxLength(500);
            claim.HasOne<User>().WithMany().HasForeignKey(c => c.UserId);
        });
        modelBuilder.Entity<IdentityRoleClaim<Guid>>(claim =>
        {
            claim.ToTable("role_claims");
            claim.Property(c => c.ClaimType).HasMaxLength(200);
            claim.Property(c => c.ClaimValue).HasMaxLength(500);
            claim.HasOne<IdentityRole<Guid>>().WithMany().HasForeignKey(c => c.RoleId);
        });
        modelBuilder.Entity<IdentityUserLogin<Guid>>(login =>
        {
            login.ToTable("user_logins");
            login.HasKey(l => new { l.LoginProvider, l.ProviderKey });
            login.Property(l => l.LoginProvider).HasMaxLength(128);
            login.Property(l => l.ProviderKey).HasMaxLength(128);
            login.Property(l => l.ProviderDisplayName).HasMaxLength(200);
            login.HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
        });
        modelBuilder.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.ToTable("user_tokens");
            token.HasKey(t => new { t.UserId, t.LoginProvider, t.Name });
            token.Property(t => t.LoginProvider).HasMaxLength(128);
            token.Property(t => t.Name).HasMaxLength(128);
            token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
        });
    }
}

sealed class SqliteAdminDb(DbContextOptions<SqliteAdminDb> options) : AdminDb(options);

sealed class PostgreSqlAdminDb(DbContextOptions<PostgreSqlAdminDb> options) : AdminDb(options);

sealed class SqlServerAdminDb(DbContextOptions<SqlServerAdminDb> options) : AdminDb(options);

sealed class SqliteAdminDbFactory : DesignTimeFactory<SqliteAdminDb>;

sealed class PostgreSqlAdminDbFactory : DesignTimeFactory<PostgreSqlAdminDb>;

sealed class SqlServerAdminDbFactory : DesignTimeFactory<SqlServerAdminDb>;
