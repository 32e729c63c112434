using System.Reflection;
using System.Text;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>Forgets people in the tables that are a service's own.</summary>
public interface IErases<in TDb> where TDb : ServiceDb
{
    /// <summary>Changes what is stored, within the transaction that is running. Whoever calls it saves.</summary>
    /// <returns>How many rows it changes or deletes.</returns>
    Task<int> Erase(TDb db, ErasePerson person, CancellationToken cancellationToken);
}

/// <summary>Forgets the people of some orders in one service: its own tables, what waits to be sent, what is kept of failures, and stored replies.</summary>
public sealed class Erasure<TDb>(TDb db, IEnumerable<IErases<TDb>> own, ErasedOrders<TDb> erased) where TDb : ServiceDb
{
    const int Batch = 200;

    /// <summary>What the columns are called in which people write why they did something.</summary>
    static readonly string[] Notes = ["Reason", "Note"];

    static readonly MethodInfo OfTable = typeof(Erasure<TDb>).GetMethod(nameof(EraseNotesOf), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <summary>Does it, and saves.</summary>
    /// <returns>How many rows were changed or deleted.</returns>
    public async Task<int> Erase(ErasePerson person, CancellationToken cancellationToken)
    {
        await Mark(person.OrderIds, cancellationToken);
        var rows = 0;
        foreach (var tables in own)
            rows += await tables.Erase(db, person, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);

        var scrubbing = new Scrubbing(person.OrderIds, person.Words);
        rows += await EraseReasons(person, scrubbing, cancellationToken);
        rows += await EraseNotes(person, scrubbing, cancellationToken);
        rows += await EraseOutgoing(scrubbing, cancellationToken);
        rows += await EraseReplies(scrubbing, cancellationToken);
        return rows;
    }

    async Task Mark(IReadOnlyList<Guid> orders, CancellationToken cancellationToken)
    {
        var now = await db.GetUtcNow(cancellationToken);
        var known = await db.Set<ErasedOrder>().Where(e => orders.Contains(e.OrderId)).Select(e => e.OrderId).ToListAsync(cancellationToken);
        db.AddRange(orders.Except(known).Select(order => new ErasedOrder { OrderId = order, ErasedAt = now }));
        erased.Add(orders, now);
    }

    async Task<int> EraseReasons(ErasePerson person, Scrubbing scrubbing, CancellationToken cancellationToken)
    {
        var rows = 0;
        foreach (var row in await db.Set<StatusHistory>().AsNoTracking().Where(h => person.OrderIds.Contains(h.OrderId) && h.Reason != null).Select(h => new { h.Id, h.Reason }).ToListAsync(cancellationToken))
        {
            if (scrubbing.Of(row.Reason!) is var reason && reason != row.Reason)
                rows += await db.Set<StatusHistory>().Where(h => h.Id == row.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.Reason, reason), cancellationToken);
        }

        return rows;
    }

    /// <summary>What operators and shops wrote beside what they did, in whatever table of the service's own.</summary>
    async Task<int> EraseNotes(ErasePerson person, Scrubbing scrubbing, CancellationToken cancellationToken)
    {
        var rows = 0;
        foreach (var table in db.Model.GetEntityTypes().Where(t => !t.IsOwned() && t.ClrType != typeof(StatusHistory)))
        {
            foreach (var note in table.GetProperties().Where(p => p.ClrType == typeof(string) && Notes.Contains(p.Name)))
                rows += await (Task<int>)OfTable.MakeGenericMethod(table.ClrType).Invoke(this, [note.Name, person.Words, scrubbing, cancellationToken])!;
        }

        return rows;
    }

    /// <summary>By the texts and not by their rows, which nothing may hold: no index knows who is named, and the same words were mostly said of one thing.</summary>
    async Task<int> EraseNotesOf<T>(string column, IReadOnlyList<string> words, Scrubbing scrubbing, CancellationToken cancellationToken) where T : class
    {
        var rows = 0;
        foreach (var word in words)
        {
            var small = word.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Put into SQL, where the database compares.
            var texts = await db.Set<T>().Select(row => EF.Property<string?>(row, column)).Where(text => text!.Contains(word) || text.ToLower().Contains(small)).Distinct().ToListAsync(cancellationToken);
#pragma warning restore CA1304, CA1311, CA1862
            foreach (var text in texts)
                rows += await db.Set<T>().Where(row => EF.Property<string?>(row, column) == text).ExecuteUpdateAsync(s => s.SetProperty(row => EF.Property<string?>(row, column), scrubbing.Of(text!)), cancellationToken);
        }

        return rows;
    }

    /// <summary>
    /// What waits is still sent, and what failed can still be tried again: without people. Words about their wishes are worth nothing any more.
    /// What is no JSON is emptied whole, and refused when it is tried again.
    /// </summary>
    async Task<int> EraseOutgoing(Scrubbing scrubbing, CancellationToken cancellationToken)
    {
        var (rows, last) = (0, Guid.Empty);
        while (true)
        {
            var batch = await db.Set<OutboxMessage>().AsNoTracking().Where(m => m.Id > last).OrderBy(m => m.Id).Take(Batch)
                .Select(m => new { m.Id, m.Body, m.MessageTypes, m.Headers, m.LastError }).ToListAsync(cancellationToken);
            foreach (var message in batch.Where(m => !Names(m.MessageTypes, nameof(ErasePerson)) && scrubbing.Concerns(m.Body, m.Headers, m.LastError)))
            {
                var row = db.Set<OutboxMessage>().Where(m => m.Id == message.Id);
                var body = scrubbing.Of(message.Body) ?? message.Body;
                var headers = scrubbing.Of(Encoding.UTF8.GetBytes(message.Headers)) is { } without ? Encoding.UTF8.GetString(without) : message.Headers;
                var error = message.LastError is { } said ? scrubbing.Of(said) : null;
                if (Names(message.MessageTypes, nameof(SetPreference)) || Names(message.MessageTypes, nameof(RecordPreference)))
                    rows += await row.ExecuteDeleteAsync(cancellationToken);
                else if (body != message.Body || headers != message.Headers || error != message.LastError)
                    rows += await row.ExecuteUpdateAsync(s => s.SetProperty(m => m.Body, body).SetProperty(m => m.Headers, headers).SetProperty(m => m.LastError, error), cancellationToken);
            }

            if (batch.Count < Batch)
                return rows;
            last = batch[^1].Id;
        }
    }

    static bool Names(string messageTypes, string type) => messageTypes.Split(';').Any(urn => urn.EndsWith($":{type}", StringComparison.Ordinal));

    async Task<int> EraseReplies(Scrubbing scrubbing, CancellationToken cancellationToken)
    {
        var rows = 0;
        for (var skipped = 0; ; skipped += Batch)
        {
            var batch = await db.Set<IdempotencyKey>().AsNoTracking().Where(k => k.Body != null).OrderBy(k => k.Owner).ThenBy(k => k.Key).Skip(skipped).Take(Batch)
                .Select(k => new { k.Owner, k.Key, k.Body }).ToListAsync(cancellationToken);
            foreach (var reply in batch)
            {
                if (scrubbing.Of(reply.Body!) is { } body)
                    rows += await db.Set<IdempotencyKey>().Where(k => k.Owner == reply.Owner && k.Key == reply.Key).ExecuteUpdateAsync(s => s.SetProperty(k => k.Body, body), cancellationToken);
            }

            if (batch.Count < Batch)
                return rows;
        }
    }
}

/// <summary>Forgets people on the command of Orders, which knows whose orders they are, and tells it.</summary>
sealed class ErasePersonConsumer<TDb>(TDb db, Erasure<TDb> erasure, Outbox<TDb> outbox, TimeProvider time) : IConsumer<ErasePerson> where TDb : ServiceDb
{
    public async Task Consume(ConsumeContext<ErasePerson> context)
    {
        var person = context.Message;
        var rows = await erasure.Erase(person, context.CancellationToken);
        await outbox.Send(Erasures.Queue, new PersonErased { ErasureId = person.ErasureId, Service = db.Schema, Rows = rows, Again = person.Again, At = time.GetUtcNow() }, cancellationToken: context.CancellationToken);
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
