using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// The versions that operators have published, read into memory so that words are put without asking the database: at the start, with each
/// publication here, and every few seconds for those of other copies of the service.
/// </summary>
sealed class TemplateBook(IDbContextFactory<NotificationsDb> databases, TimeProvider time, ILogger<TemplateBook> logger) : BackgroundService
{
    /// <summary>How long another copy's publication may take to stand here.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    Dictionary<(AlertKind Kind, Channel Channel, string Language), Published> _published = [];

    /// <summary>What stands for an alert; null = what comes with the service.</summary>
    public Published? Current(AlertKind kind, Channel channel, string language) => _published.GetValueOrDefault((kind, channel, language));

    /// <summary>Reads what stands now.</summary>
    public async Task Read(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var chosen = await db.TemplateChoices.AsNoTracking().Where(c => c.Version != null)
            .Join(db.Templates, c => new { c.Kind, c.Channel, c.Language, Version = c.Version!.Value }, t => new { t.Kind, t.Channel, t.Language, t.Version }, (c, t) => t)
            .ToListAsync(cancellationToken);
        _published = chosen.ToDictionary(t => (t.Kind, t.Channel, t.Language), Parsed);
    }

    Published Parsed(TemplateVersion t)
    {
        // Published words are never changed, so that those that stand already need no second look.
        if (Current(t.Kind, t.Channel, t.Language) is { } known && known.Version == t.Version)
            return known;
        var (template, flaws) = MessageTemplate.Read(t.Channel, t.Text);
        return new(t.Version, template, template is null ? string.Join(' ', flaws) : null);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryRead(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryRead(stoppingToken);
    }

    async Task TryRead(CancellationToken cancellationToken)
    {
        try
        {
            await Read(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The database is away: what was read last stands until the next round.
            logger.LogWarning(e, "Published templates could not be read; the next try is in {Interval}", Interval);
        }
    }
}

/// <summary>A published version.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Template">Null where it cannot be read any more, as after an upgrade.</param>
/// <param name="Trouble">Why not.</param>
sealed record Published(int Version, MessageTemplate? Template, string? Trouble);
