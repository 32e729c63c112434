using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StatusTracking.Messaging;

/// <summary>
/// Gives their terms to subjects that a version before wrote without. The newest first: they are looked for most, and when the oldest has its terms, all have.
/// </summary>
public sealed class FillSearchTerms<TDb, TSubject>(IDbContextFactory<TDb> databases, TimeProvider time, ILogger<FillSearchTerms<TDb, TSubject>> logger) : BackgroundService
    where TDb : ServiceDb where TSubject : class, ISearched
{
    const int BatchSize = 200;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await Fill(stoppingToken);
                return;
            }
            // Another copy may be doing the same, or the database be away; what was filled stays filled.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Making {Subject} searchable was interrupted and goes on in {Pause}", typeof(TSubject).Name, Pause);
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    /// <summary>All that have none.</summary>
    internal async Task Fill(CancellationToken cancellationToken)
    {
        var (filled, last) = (0, default(TSubject));
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (last is null && await IsDone(db, cancellationToken))
                return;
            var without = Before(db.Set<TSubject>().AsNoTracking(), last).Where(s => !db.Set<SearchTerm>().Any(t => t.SubjectId == EF.Property<Guid>(s, nameof(ISearched.Id))));
            var batch = await without
                .OrderByDescending(s => EF.Property<DateTimeOffset>(s, nameof(ISearched.CreatedAt))).ThenByDescending(s => EF.Property<Guid>(s, nameof(ISearched.Id)))
                .Take(BatchSize).ToListAsync(cancellationToken);
            foreach (var subject in batch)
                db.AddTerms(subject, subject.SearchTerms());
            await db.SaveChangesAsync(cancellationToken);
            filled += batch.Count;
            if (batch.Count < BatchSize)
                break;
            last = batch[^1];
        }

        logger.LogInformation("{Count} {Subject} of before can be searched now", filled, typeof(TSubject).Name);
    }

    static async Task<bool> IsDone(TDb db, CancellationToken cancellationToken)
    {
        var oldest = await db.Set<TSubject>()
            .OrderBy(s => EF.Property<DateTimeOffset>(s, nameof(ISearched.CreatedAt))).ThenBy(s => EF.Property<Guid>(s, nameof(ISearched.Id)))
            .Select(s => (Guid?)EF.Property<Guid>(s, nameof(ISearched.Id))).FirstOrDefaultAsync(cancellationToken);
        return oldest is null || await db.Set<SearchTerm>().AnyAsync(t => t.SubjectId == oldest, cancellationToken);
    }

    static IQueryable<TSubject> Before(IQueryable<TSubject> subjects, TSubject? last)
    {
        if (last is null)
            return subjects;
        var (at, id) = (last.CreatedAt, last.Id);
        return subjects.Where(s => EF.Property<DateTimeOffset>(s, nameof(ISearched.CreatedAt)) <= at
            && (EF.Property<DateTimeOffset>(s, nameof(ISearched.CreatedAt)) < at || EF.Property<Guid>(s, nameof(ISearched.Id)) < id));
    }
}
