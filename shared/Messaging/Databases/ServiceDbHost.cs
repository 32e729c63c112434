using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace StatusTracking.Messaging;

/// <summary>What a <see cref="ServiceDb"/> needs of the process that it lives in. Travels in the context's options, so that a pooled or hand-made context has it too.</summary>
sealed class ServiceDbHost(TimeProvider time, DatabaseDialect dialect, DatabaseClock clock, MessagingOptions options, Action<IReadOnlyList<OutboxMessage>> committed) : IDbContextOptionsExtension
{
    public TimeProvider Time { get; } = time;

    public DatabaseDialect Dialect { get; } = dialect;

    public DatabaseClock Clock { get; } = clock;

    public MessagingOptions Options { get; } = options;

    /// <summary>Rows that have committed: those without a due time may leave now.</summary>
    public void Committed(IReadOnlyList<OutboxMessage> messages) => committed(messages);

    public DbContextOptionsExtensionInfo Info => field ??= new HostInfo(this);

    public void ApplyServices(IServiceCollection services) { }

    public void Validate(IDbContextOptions options) { }

    sealed class HostInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;
        public override string LogFragment => "";
        public override int GetServiceProviderHashCode() => 0;
        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is HostInfo;
        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) { }
    }
}
