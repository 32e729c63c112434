using Microsoft.EntityFrameworkCore;

namespace StatusTracking.Logistics;

/// <summary>Keeps carriers' bodies as they came.</summary>
sealed class CarrierMessages(FreshDb databases, IDbContextFactory<LogisticsDb> readers, TimeProvider time)
{
    /// <summary>Keeps a message, and commits. The same body of a carrier again is the message of before.</summary>
    public async Task<Guid> KeepAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        var hash = CarrierMessage.HashOf(message.Body);
        if (await FindAsync(message.Carrier, hash, cancellationToken) is { } known)
            return known;
        try
        {
            return await databases.Do([$"message:{message.Carrier}/{hash}"], async db =>
            {
                var now = time.GetUtcNow();
                var kept = new CarrierMessage
                {
                    Id = Guid.CreateVersion7(now),
                    Carrier = message.Carrier,
                    ReceivedAt = now,
                    ContentType = MappedScans.Clean(message.ContentType, Limits.ContentType),
                    Body = message.Body,
                    Hash = hash,
                    VerifiedBy = MappedScans.Clean(message.VerifiedBy, Limits.Who) ?? "",
                };
                db.CarrierMessages.Add(kept);
                await db.SaveChangesAsync(cancellationToken);
                return kept.Id;
            }, cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another process kept the same body in the same moment; anything else is found again by this query.
            return await FindAsync(message.Carrier, hash, cancellationToken) ?? throw new InvalidOperationException("A carrier's message could not be kept.");
        }
    }

    /// <summary>Writes down what became of it, where that is news.</summary>
    public async Task EndAsync(Guid id, MessageOutcome outcome, string note, CancellationToken cancellationToken)
    {
        await using var db = await readers.CreateDbContextAsync(cancellationToken);
        var text = MappedScans.Clean(note, Limits.Outcome);
        // A body that comes again finds its events recorded: what became of it the first time says more.
        await db.CarrierMessages.Where(m => m.Id == id && m.Outcome != MessageOutcome.Recorded)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Outcome, outcome).SetProperty(m => m.Note, text), cancellationToken);
    }

    async Task<Guid?> FindAsync(string carrier, string hash, CancellationToken cancellationToken)
    {
        await using var db = await readers.CreateDbContextAsync(cancellationToken);
        var found = await db.CarrierMessages.AsNoTracking().Where(m => m.Carrier == carrier && m.Hash == hash).Select(m => (Guid?)m.Id).FirstOrDefaultAsync(cancellationToken);
        return found;
    }
}
