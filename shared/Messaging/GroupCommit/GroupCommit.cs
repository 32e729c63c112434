using System.Collections.Concurrent;
using System.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>
/// Messages that are handled at the same time share one load and one transaction: those of sagas, of consumers that ask for it, and requests. A commit costs a database about as much for
/// sixty messages as for one; a saga that has a transaction a message spends most of its time waiting for commits.
/// </summary>
/// <remarks>
/// <code>
///    message          message          message       each in MassTransit's usual pipeline, in a unit of its own
///       │                │                │
///   ┌───┴────────────────┴────────────────┴───┐
///   │ Turns        one message a saga at once │      so no group ever holds one saga twice
///   │ GroupLoader  SELECT … WHERE id IN (…)   │      what waits while a query runs shares the next one
///   └───┬────────────────┬────────────────┬───┘
///   state machine   state machine   state machine    each changes its own copy of its saga, and sends
///       │                │                │
///   GroupUnit        GroupUnit        GroupUnit      what is to be written: inbox row, saga, messages, schedules
///       │                │                │
///   ┌───┴────────────────┴────────────────┴───┐
///   │ GroupCommit, one transaction:           │      what waits while a commit runs shares the next one
///   │  1. INSERT inbox … ON CONFLICT DO NOTHING      a row that is there already: handled before, leave its unit out
///   │  2. INSERT, UPDATE … WHERE version =, DELETE sagas; INSERT outbox
///   │  3. DELETE schedules that were taken back
///   │  COMMIT                                 │
///   └───┬────────────────┬────────────────┬───┘
///      ack              ack              ack         and the outgoing rows go to the OutboxDelivery
/// </code>
/// <para>
/// <b>Consumers and requests</b> join where they ask for it (<see cref="ServiceTopology{TDb}.GroupCommits"/>, <see cref="SharedCommit{TDb}"/>). They have a
/// DbContext of their own, which hands what it is told to save to their unit (<see cref="ServiceDb.Staging"/>) instead of writing it. What they read they
/// read before the transaction, unlocked: keys and versions decide, as for sagas.
/// </para>
/// <para>
/// <b>When it fails.</b> A statement that was refused (another process changed a saga, a duplicate key, a value that does not fit) undoes
/// the transaction; the group is then written in two halves, those that fail again in halves of halves, until the units at fault are alone
/// and all others are committed. A unit that failed alone fails its message: MassTransit's retry handles it anew, and from the second try on
/// in a transaction of its own that locks the saga's row (<see cref="InboxContextFactory{TDb}"/>), so that under contention each try waits
/// for its turn instead of losing another race. When the database is away, all units of a group fail at once.
/// </para>
/// <para>
/// <b>When nobody knows.</b> A connection that breaks during COMMIT may have committed. The retry finds its inbox row then, and leaves the
/// message alone; what it sent is in the outbox and leaves when its lease ends. A process that dies before the ack gets the message again,
/// with the same result.
/// </para>
/// </remarks>
sealed class GroupCommit<TDb> where TDb : ServiceDb
{
    readonly IDbContextFactory<TDb> _databases;
    readonly DatabaseDialect _dialect;
    readonly IServiceProvider _provider;
    readonly ILogger<GroupCommit<TDb>> _logger;
    readonly Gathering<GroupUnit<TDb>> _units;
    readonly ConcurrentDictionary<Type, object> _loaders = new();
    readonly string _service;
    readonly ServiceDbHost _host;

    public GroupCommit(IDbContextFactory<TDb> databases, DatabaseDialect dialect, IOptions<MessagingOptions> options, IServiceProvider provider, ILogger<GroupCommit<TDb>> logger)
    {
        (_databases, _dialect, _provider, _logger) = (databases, dialect, provider, logger);
        _units = new(options.Value.GroupSize, lanes: dialect.HasConcurrentWriters ? 2 : 1, Write);
        using var db = databases.CreateDbContext();
        (_service, _host) = (db.Schema, db.Host);
    }

    /// <summary>Whose turn it is, among the messages of consumers that asked for one.</summary>
    public Turns Turns { get; } = new();

    /// <summary>The unit of a message that is about to be handled.</summary>
    /// <param name="cause">The message.</param>
    /// <param name="db">The context that its consumer has; null where there is none. What it saves becomes part of the unit.</param>
    /// <param name="cancellationToken">Ends the question for the database's time, which may be asked here.</param>
    public async ValueTask<GroupUnit<TDb>> Begin(MessageCause cause, TDb? db, CancellationToken cancellationToken)
    {
        var inbox = new InboxMessage { MessageId = cause.MessageId, ConsumerId = cause.ConsumerId, ReceivedAt = await _host.Clock.GetUtcNow(cancellationToken) };
        var source = db?.Source ?? new MessageSource(_service, _host);
        source.Cause = cause;
        var unit = new GroupUnit<TDb>(this, inbox, source);
        if (db is not null)
            db.Staging = unit.Stage;
        return unit;
    }

    /// <summary>The unit of a request, which has no inbox.</summary>
    public GroupUnit<TDb> Begin(TDb db)
    {
        var unit = new GroupUnit<TDb>(this, null, db.Source);
        db.Staging = unit.Stage;
        return unit;
    }

    public GroupLoader<TDb, TSaga> Loader<TSaga>() where TSaga : class, ISaga =>
        (GroupLoader<TDb, TSaga>)_loaders.GetOrAdd(typeof(TSaga), _ => _provider.GetRequiredService<GroupLoader<TDb, TSaga>>());

    /// <summary>Writes a unit with the next group.</summary>
    public void Add(GroupUnit<TDb> unit) => _units.Add(unit);

    async Task Write(IReadOnlyList<GroupUnit<TDb>> units)
    {
        try
        {
            await WriteTogether(units);
            foreach (var unit in units)
                unit.Succeed();
        }
        catch (Exception e) when (units.Count > 1 && !DatabaseDialect.IsUnavailable(e))
        {
            _logger.LogDebug(e, "A group of {Units} messages is written in halves", units.Count);
            await Write([.. units.Take(units.Count / 2)]);
            await Write([.. units.Skip(units.Count / 2)]);
        }
        catch (Exception e)
        {
            foreach (var unit in units)
                unit.Fail(e);
        }
    }

    async Task WriteTogether(IReadOnlyList<GroupUnit<TDb>> units)
    {
        // Units say what they want written, and the context is used once: it need neither look for changes nor remember what it saved.
        await using var db = await _databases.CreateDbContextAsync();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted);

        List<InboxMessage> rows = [.. units.Select(u => u.Inbox).OfType<InboxMessage>().DistinctBy(Key).OrderBy(r => r.MessageId).ThenBy(r => r.ConsumerId)];
        HashSet<(Guid, Guid)> mine = rows.Count == 0 ? [] : [.. (await _dialect.InsertInbox(db, rows, CancellationToken.None)).Select(Key)];
        CrashPoint.Reached(CrashPoint.GroupInserted);
        GroupUnit<TDb>[] toWrite = [.. units.Where(u => u.Inbox is null || mine.Remove(Key(u.Inbox)))];
        foreach (var unit in toWrite)
            unit.WriteTo(db);
        await db.SaveChangesAsync(acceptAllChangesOnSuccess: false);
        Guid[] cancelled = [.. toWrite.SelectMany(u => u.Cancelled)];
        await db.CancelScheduled(cancelled, CancellationToken.None);
        CrashPoint.Reached(CrashPoint.GroupBeforeCommit);
        await transaction.CommitAsync();
        CrashPoint.Reached(CrashPoint.GroupCommitted);

        if (toWrite.Length < units.Count)
            _logger.LogDebug("{Messages} messages were handled before", units.Count - toWrite.Length);
    }

    static (Guid, Guid) Key(InboxMessage row) => (row.MessageId, row.ConsumerId);
}
