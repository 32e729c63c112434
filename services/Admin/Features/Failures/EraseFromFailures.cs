using System.Text;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

/// <summary>Forgets what failed messages said that are about a person's orders, or name the person. All are read through, a few at a time, for no index knows what stands in them.</summary>
sealed class EraseFromFailures : IErases<AdminDb>
{
    const int Chunk = 50;

    public async Task<int> Erase(AdminDb db, ErasePerson person, CancellationToken cancellationToken)
    {
        var scrubbing = new Scrubbing(person.OrderIds, person.Words);
        var rows = 0;
        for (var last = Guid.Empty; ;)
        {
            var some = await db.Failures.Where(f => f.Id.CompareTo(last) > 0).OrderBy(f => f.Id).Take(Chunk).ToListAsync(cancellationToken);
            foreach (var failure in some)
            {
                if ((Concerns(failure, scrubbing) && failure.Erase()) | failure.EraseNote(scrubbing))
                    rows++;
            }

            await db.SaveChangesAsync(cancellationToken);
            if (some.Count < Chunk)
                return rows + await EraseReasons(db, scrubbing, cancellationToken);
            last = some[^1].Id;
            foreach (var failure in some)
                db.Entry(failure).State = EntityState.Detached;
        }
    }

    /// <summary>Why groups were sent again or discarded.</summary>
    static async Task<int> EraseReasons(AdminDb db, Scrubbing scrubbing, CancellationToken cancellationToken)
    {
        var rows = 0;
        foreach (var operation in await db.FailureOperations.AsNoTracking().Where(o => o.Reason != "").Select(o => new { o.Id, o.Reason }).ToListAsync(cancellationToken))
        {
            if (scrubbing.Of(operation.Reason) is var reason && reason != operation.Reason)
                rows += await db.FailureOperations.Where(o => o.Id == operation.Id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Reason, reason), cancellationToken);
        }

        return rows;
    }

    /// <summary>Whether it is about one of the orders, or names one of the words.</summary>
    public static bool Concerns(Failure failure, Scrubbing scrubbing) => scrubbing.Concerns(BodyOf(failure), failure.Headers, failure.Reason, failure.Details);

    static byte[] BodyOf(Failure failure) => failure.IsBase64 ? Convert.FromBase64String(failure.Body) : Encoding.UTF8.GetBytes(failure.Body);
}
