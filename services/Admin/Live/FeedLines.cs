using StatusTracking.Admin.Clients;
using StatusTracking.Contracts;

namespace StatusTracking.Admin;

/// <summary>
/// The lines of a live feed, what was recorded last first. What the exchange tells is shown at once; what is kept is in Tracking's timeline,
/// which is read at the start and after a pause, so that nothing is lost however long the pause was.
/// </summary>
sealed class FeedLines
{
    /// <summary>So many lines move; older ones are read from the timeline.</summary>
    public const int Most = 50;

    readonly Lock _lock = new();
    readonly List<TimelineEntry> _heard = [];
    List<TimelineEntry> _shown = [];
    bool _paused;
    int _missed;

    /// <summary>Lines that are shown.</summary>
    public IReadOnlyList<TimelineEntry> Shown => _shown;

    /// <summary>While it is paused lines stay where they are.</summary>
    public bool IsPaused => _paused;

    /// <summary>How much was heard since it was paused.</summary>
    public int Missed => _missed;

    /// <summary>The line that was the newest when it was paused last; null before the first pause.</summary>
    public TimelineEntry? PausedAt { get; private set; }

    /// <summary>Something happened. Any thread may say so.</summary>
    /// <returns>Whether there is something new to be shown.</returns>
    public bool Hear(IStatusEvent happened)
    {
        if (LineOf(happened) is not { } line || IsStep(line))
            return false;
        lock (_lock)
        {
            // What was pushed out of here is in the timeline by the time that anybody asks for it.
            if (_heard.Count == Most)
                _heard.RemoveAt(0);
            _heard.Add(line);
            if (_paused)
                _missed++;
        }

        return true;
    }

    /// <summary>Shows what was heard meanwhile; nothing while it is paused.</summary>
    public void Advance()
    {
        if (!_paused)
            _shown = Merge(_shown, TakeHeard(), Most);
    }

    /// <summary>Lines stay where they are from now on.</summary>
    public void Pause()
    {
        Advance();
        lock (_lock)
            (_paused, _missed, PausedAt) = (true, 0, _shown.FirstOrDefault());
    }

    /// <summary>Lines move again, from what the timeline holds now.</summary>
    public void Resume(IReadOnlyList<TimelineEntry> newest)
    {
        lock (_lock)
            (_paused, _missed) = (false, 0);
        // The timeline may not have written down yet what was heard a moment ago.
        _shown = Merge(newest, TakeHeard(), Math.Max(Most, newest.Count));
    }

    /// <summary>Adds a page of the timeline below, while it is paused.</summary>
    public void Append(IReadOnlyList<TimelineEntry> older) => _shown = Merge(_shown, older, int.MaxValue);

    List<TimelineEntry> TakeHeard()
    {
        lock (_lock)
        {
            List<TimelineEntry> taken = [.. _heard];
            _heard.Clear();
            return taken;
        }
    }

    /// <summary>Of a message it is news what became of it: the steps on the way are on its order's page.</summary>
    static bool IsStep(TimelineEntry line) => line is { Subject: Subjects.Notification, To: "created" or "queued" or "sending", Ignored: false };

    static List<TimelineEntry> Merge(IEnumerable<TimelineEntry> lines, IEnumerable<TimelineEntry> more, int most) =>
        [.. more.Concat(lines).Where(line => !IsStep(line)).DistinctBy(KeyOf).OrderByDescending(line => line.RecordedAt).Take(most)];

    /// <summary>What tells a line from others, whether it was heard or read: a database keeps microseconds at best.</summary>
    public static object KeyOf(TimelineEntry line) => (line.Subject, line.SubjectId, line.From, line.To, line.Detail, line.RecordedAt.UtcTicks / TimeSpan.TicksPerMillisecond, line.Ignored);

    static TimelineEntry? LineOf(IStatusEvent happened) => happened switch
    {
        NotificationStatusChanged message => LineOf(message) with { Description = $"{message.Kind} · {message.Channel} · {message.Recipient}" },
        IStatusChanged change => LineOf(change),
        StatusChangeIgnored ignored => new()
        {
            Subject = ignored.Subject,
            SubjectId = ignored.SubjectId,
            OrderId = ignored.OrderId,
            From = ignored.From,
            To = ignored.To,
            Detail = ignored.Detail,
            Reason = ignored.Reason,
            OccurredAt = ignored.OccurredAt,
            RecordedAt = ignored.RecordedAt,
            Late = ignored.Late,
            Ignored = true,
        },
        PackageSignal signal => new()
        {
            Subject = signal.Subject,
            SubjectId = signal.SubjectId,
            OrderId = signal.OrderId,
            To = signal.Kind,
            Reason = signal.Reason,
            OccurredAt = signal.OccurredAt,
            RecordedAt = signal.RecordedAt,
            Signal = true,
        },
        PackageEstimateChanged estimate => new()
        {
            Subject = estimate.Subject,
            SubjectId = estimate.SubjectId,
            OrderId = estimate.OrderId,
            To = "estimate_revised",
            Reason = estimate.Reason,
            OccurredAt = estimate.OccurredAt,
            RecordedAt = estimate.RecordedAt,
            Signal = true,
        },
        // A SKU's stock belongs to no order, and the timeline does not hold it.
        _ => null,
    };

    static TimelineEntry LineOf(IStatusChanged change) => new()
    {
        Subject = change.Subject,
        SubjectId = change.SubjectId,
        OrderId = change.OrderId,
        From = change.From,
        To = change.To,
        Detail = change.Detail,
        Reason = change.Reason,
        OccurredAt = change.OccurredAt,
        RecordedAt = change.RecordedAt,
        Late = change.Late,
    };
}
