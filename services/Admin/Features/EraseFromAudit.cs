using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

/// <summary>Writes down that a person was erased, when, by whom and why, and never who. Where notes of before name the person, they name nobody any more.</summary>
sealed class EraseFromAudit(TimeProvider time) : IErases<AdminDb>
{
    public async Task<int> Erase(AdminDb db, ErasePerson person, CancellationToken cancellationToken)
    {
        var rows = 0;
        foreach (var word in person.Words)
        {
            var lower = word.ToLowerInvariant();
            foreach (var entry in await db.Audit.AsNoTracking().Where(e => e.Note!.Contains(word) || e.Note.Contains(lower)).Select(e => new { e.Id, e.Note }).ToListAsync(cancellationToken))
            {
                var note = Scrubbing.Without(entry.Note!, person.Words);
                rows += await db.Audit.Where(e => e.Id == entry.Id).ExecuteUpdateAsync(s => s.SetProperty(e => e.Note, note), cancellationToken);
            }
        }

        if (person is { Again: false, RequestedBy: { } who })
        {
            var now = time.GetUtcNow();
            db.Audit.Add(new() { Id = Guid.CreateVersion7(now), At = now, Who = who, Action = "person_erased", Target = person.ErasureId.ToString(), Note = person.Reason });
        }

        return rows;
    }
}
