using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>
/// A service's database. Saving a subject writes, in one transaction, the subject, its history and its outgoing messages: no status can be
/// saved without being published, or published without being saved.
/// </summary>
public abstract class ServiceDb : DbContext
{
    readonly List<OutboxMessage> _uncommitted = [];
    Guid? _transaction;

    /// <summary>Opened by its factory, or by a scope.</summary>
    protected ServiceDb(DbContextOptions options) : base(options) =>
        // A save that fails ends its transaction here, whoever began it: two round trips a save for a savepoint would buy nothing.
        Database.AutoSavepointsEnabled = false;

    /// <summary>The service's schema, where the provider has schemas: the service's name in lower case.</summary>
    public abstract string Schema { get; }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.IsSqlite())
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TicksConverter>();
        else
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        configurationBuilder.Conventions.Add(_ => new WordConvention());
        configurationBuilder.Properties<decimal>().HavePrecision(18, 4);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (!Database.IsSqlite())
            modelBuilder.HasDefaultSchema(Schema);

        modelBuilder.Entity<StatusHistory>(e =>
        {
            e.ToTable("status_history");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Subject).HasMaxLength(20);
            e.Property(x => x.From).HasMaxLength(40);
            e.Property(x => x.To).HasMaxLength(40);
            e.Property(x => x.Detail).HasMaxLength(60);
            e.Property(x => x.Reason).HasMaxLength(1000);
            e.HasIndex(x => new { x.SubjectId, x.Sequence });
            e.HasIndex(x => x.RecordedAt);
        });
        modelBuilder.Entity<InboxMessage>(e =>
        {
            e.ToTable("inbox");
            e.HasKey(x => new { x.MessageId, x.ConsumerId });
            e.HasIndex(x => x.ReceivedAt);
        });
        modelBuilder.Entity<OutboxMessage>(e =>
        {
            e.ToTable("outbox");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Destination).HasMaxLength(300);
            e.Property(x => x.MessageTypes).HasMaxLength(1000);
            e.Property(x => x.ContentType).HasMaxLength(100);
            e.Property(x => x.RoutingKey).HasMaxLength(255);
            e.Property(x => x.TraceParent).HasMaxLength(60);
            e.Property(x => x.LastError).HasMaxLength(2000);
            e.HasIndex(x => new { x.NextAttemptAt, x.Position });
            e.HasIndex(x => x.ScheduleToken);
        });
        modelBuilder.Entity<ErasedOrder>(e =>
        {
            e.ToTable("erased_orders");
            e.HasKey(x => x.OrderId);
            e.Property(x => x.OrderId).ValueGeneratedNever();
            e.HasIndex(x => x.ErasedAt);
        });
        modelBuilder.Entity<IdempotencyKey>(e =>
        {
            e.ToTable("idempotency_keys");
            e.HasKey(x => new { x.Owner, x.Key });
            e.Property(x => x.Owner).HasMaxLength(100);
            e.Property(x => x.Key).HasMaxLength(255);
            e.Property(x => x.RequestHash).HasMaxLength(64);
            e.Property(x => x.ContentType).HasMaxLength(100);
            e.Property(x => x.Location).HasMaxLength(500);
            e.HasIndex(x => x.CreatedAt);
        });
    }

    /// <summary>Maps what every subject has. Call it for each of yours.</summary>
    protected static void Map<TSubject, TStatus>(ModelBuilder modelBuilder, string table)
        where TSubject : Subject<TStatus> where TStatus : struct, Enum =>
        modelBuilder.Entity<TSubject>(e =>
        {
            e.ToTable(table);
            e.HasKey(x => x.Id);
            e.Property(x => x.Id).ValueGeneratedNever();
            e.Property(x => x.Status);
            e.Property(x => x.Detail).HasMaxLength(60);
            e.Property(x => x.Reason).HasMaxLength(1000);
            e.Property(x => x.Sequence);
            e.Property(x => x.Version).IsConcurrencyToken();
            e.Property(x => x.CreatedAt);
            e.Property(x => x.UpdatedAt);
            e.Ignore(x => x.SubjectWord);
            e.Ignore(x => x.IsTerminal);
        });

    /// <summary>Maps what subjects are found by. Call it where one of yours is <see cref="ISearched"/>.</summary>
    protected void MapSearchTerms(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<SearchTerm>(e =>
        {
            e.ToTable("search_terms");
            e.HasKey(x => new { x.Term, x.CreatedAt, x.SubjectId });
            e.HasIndex(x => new { x.SubjectId, x.Term });
            var term = e.Property(x => x.Term).HasMaxLength(SearchTerm.MaxLength);
            // By code points, which is what Sqlite does of itself.
            if (Database.IsNpgsql())
                term.UseCollation("C");
            else if (Database.IsSqlServer())
                term.UseCollation("Latin1_General_100_BIN2");
        });

    /// <summary>Not supported: use <see cref="SaveChangesAsync(bool, CancellationToken)"/>, which also writes what is to be published.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public sealed override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Use SaveChangesAsync: a service's database saves asynchronously only.");

    /// <inheritdoc/>
    public sealed override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (ChangeTracker.AutoDetectChangesEnabled)
            ChangeTracker.DetectChanges();
        foreach (var entry in ChangeTracker.Entries().ToList())
        {
            if (entry.Entity is ISubject subject)
                await WriteChanges(subject, cancellationToken);
            if (entry.Entity is ITells teller && teller.TakeEvents() is { Count: > 0 } events)
            {
                var now = await Host.Clock.GetUtcNow(cancellationToken);
                foreach (var told in events)
                    Add(OutgoingMessage.Publish(Source, told, now));
            }

            if (entry is { Entity: ISearched searched, State: EntityState.Added or EntityState.Modified })
                await WriteTerms(searched, entry.State, cancellationToken);
            if (entry.State == EntityState.Modified && Staging is null)
                BumpVersion(entry);
        }

        if (Staging is { } stage)
        {
            List<EntityEntry> changed = [.. ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)];
            changed.ForEach(stage);
            ChangeTracker.AcceptAllChanges();
            return changed.Count;
        }

        // Only what this save writes may leave: the rows of a save that failed, or of a transaction that was abandoned, exist nowhere.
        var transaction = Database.CurrentTransaction?.TransactionId;
        if (transaction is null || transaction != _transaction)
            _uncommitted.Clear();
        _transaction = transaction;
        OutboxMessage[] outgoing = [.. ChangeTracker.Entries<OutboxMessage>().Where(e => e.State == EntityState.Added).Select(e => e.Entity)];
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        _uncommitted.AddRange(outgoing);
        if (transaction is null)
            Committed();
        return written;
    }

    /// <summary>The time of leases and due times: the database's own, where it has a clock.</summary>
    public ValueTask<DateTimeOffset> GetUtcNow(CancellationToken cancellationToken) => Host.Clock.GetUtcNow(cancellationToken);

    /// <summary>Whether saving failed because somebody else made the same row first.</summary>
    public static bool IsUniqueViolation(Exception exception) => DatabaseDialect.IsUniqueViolation(exception);

    /// <summary>Whether the database is away, shutting down, full or busy, as it or its driver says: nothing is wrong with what was asked.</summary>
    public static bool IsAway(Exception exception) => DatabaseDialect.IsAway(exception);

    /// <summary>Whether the same again, in a fresh context, may work: a conflict with another transaction, or a lost connection.</summary>
    public static bool IsTransient(Exception exception) => DatabaseDialect.IsTransient(exception);

    /// <summary>
    /// Loads an entity by its key for change, and locks its row until the transaction ends where the provider has row locks: competing
    /// writers wait for each other instead of failing on the version. What this context had read of it before is read again, into another object;
    /// where it has been changed and not saved, it stays as it is, and its version decides.
    /// </summary>
    /// <returns>The tracked entity, or null.</returns>
    public async Task<T?> FindForUpdate<T>(object key, CancellationToken cancellationToken) where T : class
    {
        var entity = Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not mapped in {GetType().Name}.");
        if (Set<T>().Local.FindEntryUntyped([key]) is { State: EntityState.Unchanged } stale)
            stale.State = EntityState.Detached;
        return Database.CurrentTransaction is not null && Host.Dialect.LockRowSql(DatabaseDialect.Quote(this, entity), DatabaseDialect.QuoteKey(this, entity)) is { } sql
            ? (await Set<T>().FromSqlRaw(sql, key).AsTracking().ToListAsync(cancellationToken)).SingleOrDefault()
            : await Set<T>().FindAsync([key], cancellationToken);
    }

    /// <summary>
    /// Writes a message into this transaction. It leaves once the transaction has committed.
    /// </summary>
    internal void Add(OutboxMessage message) => Set<OutboxMessage>().Add(message);

    /// <summary>Drops messages that wait for their time: those that this transaction has added and not saved, and those of the table.</summary>
    internal async Task CancelScheduled(IReadOnlyCollection<Guid> tokens, CancellationToken cancellationToken)
    {
        if (tokens.Count == 0)
            return;
        foreach (var entry in ChangeTracker.Entries<OutboxMessage>().Where(e => e.State == EntityState.Added && e.Entity.ScheduleToken is { } token && tokens.Contains(token)).ToList())
            entry.State = EntityState.Detached;

        await Set<OutboxMessage>().Where(m => m.ScheduleToken != null && tokens.Contains(m.ScheduleToken.Value)).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Takes what a save would write, for somebody else to write it together with more. Null: a save writes it.</summary>
    internal Action<EntityEntry>? Staging { get; set; }

    /// <summary>Names what this context sends.</summary>
    internal MessageSource Source => field ??= new(Schema, Host);

    /// <summary>What this context needs of its host; see <c>AddServiceDb</c>.</summary>
    internal ServiceDbHost Host => this.GetService<IDbContextOptions>().FindExtension<ServiceDbHost>()
        ?? throw new InvalidOperationException($"{GetType().Name} was made without AddServiceDb: it would not know where its messages go.");

    internal void Committed()
    {
        if (_uncommitted.Count == 0)
            return;
        OutboxMessage[] committed = [.. _uncommitted];
        _uncommitted.Clear();
        Host.Committed(committed);
    }

    internal void RolledBack() => _uncommitted.Clear();

    async ValueTask WriteChanges(ISubject subject, CancellationToken cancellationToken)
    {
        var changes = subject.TakeChanges();
        if (changes.Count == 0)
            return;
        var now = await Host.Clock.GetUtcNow(cancellationToken);
        foreach (var change in changes)
        {
            Set<StatusHistory>().Add(new StatusHistory
            {
                Id = Guid.CreateVersion7(change.Occasion.RecordedAt),
                Subject = subject.SubjectWord,
                SubjectId = subject.Id,
                OrderId = subject.OrderId,
                From = change.From,
                To = change.To,
                Detail = change.Detail,
                Reason = Shorten(change.Reason, 1000),
                Ignored = change.Ignored,
                Late = change.Late,
                Sequence = change.Sequence,
                OccurredAt = change.Occasion.OccurredAt,
                RecordedAt = change.Occasion.RecordedAt,
            });
            IStatusEvent message = change.Ignored
                ? new StatusChangeIgnored
                {
                    Subject = subject.SubjectWord,
                    SubjectId = subject.Id,
                    OrderId = subject.OrderId,
                    From = change.From,
                    To = change.To,
                    Detail = change.Detail,
                    Reason = change.Reason ?? "Ignored.",
                    Late = change.Late,
                    Impossible = change.Impossible,
                    OccurredAt = change.Occasion.OccurredAt,
                    RecordedAt = change.Occasion.RecordedAt,
                }
                : subject.ToMessage(change);
            Add(OutgoingMessage.Publish(Source, message, now));
        }
    }

    async ValueTask WriteTerms(ISearched subject, EntityState state, CancellationToken cancellationToken)
    {
        if (!subject.TakeTermsChanged())
            return;
        var terms = subject.SearchTerms();
        List<SearchTerm> known = state is EntityState.Added ? [] : await Set<SearchTerm>().Where(t => t.SubjectId == subject.Id).ToListAsync(cancellationToken);
        Set<SearchTerm>().RemoveRange(known.Where(t => !terms.Contains(t.Term)));
        AddTerms(subject, terms.Except(known.Select(t => t.Term)));
    }

    internal void AddTerms(ISearched subject, IEnumerable<string> terms) =>
        Set<SearchTerm>().AddRange(terms.Select(term => new SearchTerm { Term = term, CreatedAt = subject.CreatedAt, SubjectId = subject.Id }));

    static void BumpVersion(EntityEntry entry)
    {
        if (entry.Entity is ISubject subject)
            subject.Version++;
        else if (entry.Entity is MassTransit.ISagaVersion saga)
            saga.Version++;
    }

    static string? Shorten(string? text, int length) => text is { } t && t.Length > length ? t[..length] : text;
}
