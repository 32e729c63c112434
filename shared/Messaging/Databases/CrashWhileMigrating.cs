using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace StatusTracking.Messaging;

/// <summary>Passes <see cref="CrashPoint.MigrationRunning"/> after each statement that a migration has run; used only where that point is armed.</summary>
sealed class CrashWhileMigrating : DbCommandInterceptor
{
    public static readonly CrashWhileMigrating Instance = new();

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.CommandSource == CommandSource.Migrations)
            CrashPoint.Reached(CrashPoint.MigrationRunning);
        return ValueTask.FromResult(result);
    }
}
