using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

/// <summary>Forgets what failed messages said that are about a person's orders, or name one of their addresses.</summary>
sealed class EraseFromFailures : IErases<AdminDb>
{
    public async Task<int> Erase(AdminDb db, ErasePerson person, CancellationToken cancellationToken)
    {
        var rows = 0;
        var found = await db.Failures.Where(f => f.OrderId != null && person.OrderIds.Contains(f.OrderId.Value)).ToListAsync(cancellationToken);
        foreach (var address in new[] { person.Email, person.Phone?.TrimStart('+') }.OfType<string>())
            found.AddRange(await db.Failures.Where(f => f.Body.Contains(address) || f.Reason.Contains(address)).ToListAsync(cancellationToken));
        foreach (var failure in found.Distinct())
        {
            if (failure.Erase())
                rows++;
        }

        return rows;
    }
}
