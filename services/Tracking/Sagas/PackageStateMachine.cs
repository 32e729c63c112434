using MassTransit;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;

namespace StatusTracking.Tracking.Sagas;

/// <summary>
/// The life of one package as its recipient and the operators are told of it. Its states are the package's statuses, and <c>ended</c>.
/// It starts on whichever change is heard first, and clocks that fire look at the state before they act, so that nothing must be
/// taken back to be right.
/// </summary>
sealed class PackageStateMachine : MassTransitStateMachine<PackageState>
{
    /// <summary>The state of a package that is no longer followed. Its row stays for a while, so that a straggler creates nothing.</summary>
    public const string Ended = "ended";

    /// <summary>So many redeliveries, which come later and later, a scan waits for its package.</summary>
    const int Patience = 2;

    static readonly Uri Notifications = new("queue:notifications-send-alert");

    readonly Watch _watch;
    readonly TimeSpan _catchUp;
    readonly TimeProvider _time;

    public PackageStateMachine(IOptions<TrackingOptions> options, TimeProvider time)
    {
        _watch = new(options.Value);
        _catchUp = options.Value.CatchUp;
        _time = time;

        InstanceState(x => x.State);
        State[] followed = [.. Word.All<PackageStatus>().Select(State)];
        var ended = State(Ended);

        Event(() => Changed, e => e.CorrelateById(c => c.Message.SubjectId));
        Event(() => Kept, e => { e.CorrelateById(c => c.Message.SubjectId); e.OnMissingInstance(m => m.ExecuteAsync(WaitForPackage)); });
        Event(() => Estimated, e => { e.CorrelateById(c => c.Message.SubjectId); e.OnMissingInstance(m => m.ExecuteAsync(WaitForPackage)); });
        Schedule(() => Quiet, x => x.QuietToken, s => s.Received = e => { e.CorrelateById(c => c.Message.PackageId); e.OnMissingInstance(m => m.Discard()); });
        Schedule(() => Overdue, x => x.OverdueToken, s => s.Received = e => { e.CorrelateById(c => c.Message.PackageId); e.OnMissingInstance(m => m.Discard()); });

        Initially(
            Upon(When(Changed), Follow));

        During(followed,
            Upon(When(Changed), Follow),
            Upon(When(Kept), NoteScan),
            Upon(When(Estimated), NoteEstimate),
            Upon(When(Quiet.Received), JudgeSilence),
            Upon(When(Overdue.Received), JudgeEstimate));

        During(ended,
            Upon(When(Changed, IsNews), Follow),
            When(Changed, IsStraggler),
            Ignore(Kept),
            Ignore(Estimated),
            Ignore(Quiet.Received),
            Ignore(Overdue.Received));
    }

    /// <summary>The package changed.</summary>
    public Event<PackageStatusChanged> Changed { get; private set; } = null!;

    /// <summary>A scan was recorded and not applied: nothing changed, but the package is not silent.</summary>
    public Event<StatusChangeIgnored> Kept { get; private set; } = null!;

    /// <summary>The day of its delivery is another one.</summary>
    public Event<PackageEstimateChanged> Estimated { get; private set; } = null!;

    /// <summary>The clock of silence and, once a package is over, of its end.</summary>
    public Schedule<PackageState, LookForSilence> Quiet { get; private set; } = null!;

    /// <summary>The clock of the estimate.</summary>
    public Schedule<PackageState, LookAtEstimate> Overdue { get; private set; } = null!;

    static bool IsNews(BehaviorContext<PackageState, PackageStatusChanged> c) => c.Message.Sequence > c.Saga.Sequence;

    static bool IsStraggler(BehaviorContext<PackageState, PackageStatusChanged> c) => !IsNews(c);

    void Follow(BehaviorContext<PackageState, PackageStatusChanged> c)
    {
        var (package, change) = (c.Saga, c.Message);
        var cause = new AlertCause(change.To, change.Detail, change.Location, change.Description, change.OccurredAt, change.RecordedAt, change.Sequence);
        Said(c).Alerts.AddRange(package.Hear(change).Select(due => Alert(package, due, change.Package, cause)));
        Signal(c, package.StandsWhenHeard(_watch, _time.GetUtcNow()), change.OccurredAt);
    }

    void NoteScan(BehaviorContext<PackageState, StatusChangeIgnored> c)
    {
        var (package, scan) = (c.Saga, c.Message);
        var cause = new AlertCause(scan.To, scan.Detail, null, null, scan.OccurredAt, scan.RecordedAt, package.Sequence);
        Said(c).Alerts.AddRange(package.Hear(scan).Select(due => Alert(package, due, package.Package, cause)));
        Signal(c, package.StandsWhenHeard(_watch, _time.GetUtcNow()), scan.OccurredAt);
    }

    /// <summary>An estimate is no sign of life, so the clock of silence runs on. It may mend what was late, and the clock of the estimate is set by it.</summary>
    void NoteEstimate(BehaviorContext<PackageState, PackageEstimateChanged> c)
    {
        if (c.Saga.Hear(c.Message))
            Signal(c, c.Saga.StandsWhenHeard(_watch, _time.GetUtcNow()), c.Message.OccurredAt);
    }

    /// <summary>
    /// An estimate that is heard before any change of its package: as of a scan that was not applied. What comes later says the estimate too.
    /// </summary>
    static Task WaitForPackage(ConsumeContext<PackageEstimateChanged> c) => c.GetRedeliveryCount() >= Patience
        ? Task.CompletedTask
        : throw new InvalidOperationException($"Package {c.Message.SubjectId} is not known yet: its estimate is heard again in a moment.");

    /// <summary>
    /// A scan that was not applied is heard before any change of its package: a change is on its way, for a package is published before it is
    /// scanned. One that does not come belongs to a package that was forgotten long ago.
    /// </summary>
    static Task WaitForPackage(ConsumeContext<StatusChangeIgnored> c) => c.Message.Subject != Subjects.Package || c.GetRedeliveryCount() >= Patience
        ? Task.CompletedTask
        : throw new InvalidOperationException($"Package {c.Message.SubjectId} is not known yet: what was not applied to it is heard again in a moment.");

    void JudgeSilence(BehaviorContext<PackageState, LookForSilence> c)
    {
        var (package, now) = (c.Saga, _time.GetUtcNow());
        (package.QuietToken, package.QuietAt) = (null, null);
        if (_watch.EndsAt(package.Journey) <= now)
            package.EndedAt = now;
        else if (_watch.SilentAt(package.Journey) is { } silentAt && silentAt <= now)
            Signal(c, package.Stands(package.Promise, silent: true), silentAt);
    }

    void JudgeEstimate(BehaviorContext<PackageState, LookAtEstimate> c)
    {
        var (package, now) = (c.Saga, _time.GetUtcNow());
        (package.OverdueToken, package.OverdueAt) = (null, null);

        var signal = package.StandsWhenLookedAt(_watch, now);
        var since = (package.Promise is Promise.Broken ? _watch.DelayedAt(package.Journey) : _watch.AtRiskAt(package.Journey)) ?? now;
        Signal(c, signal, since);
        if (signal is PackageSignalKind.Delayed && package.TellDelay(since) is { } key)
            Said(c).Alerts.Add(Alert(package, new(key, Superseded: false), package.Package, new(package.Status, package.Detail, null, null, since, now, package.Sequence)));
    }

    void Signal(BehaviorContext<PackageState> c, PackageSignalKind? kind, DateTimeOffset occurredAt)
    {
        if (kind is not { } signal)
            return;
        Said(c).Signal = new PackageSignal
        {
            SubjectId = c.Saga.CorrelationId,
            OrderId = c.Saga.OrderId,
            Kind = signal.ToWord(),
            Reason = Reasons.For(signal, c.Saga.Journey),
            OccurredAt = occurredAt,
            RecordedAt = _time.GetUtcNow(),
        };
    }

    static SendAlert Alert(PackageState package, DueAlert due, PackageSnapshot snapshot, AlertCause cause) => new()
    {
        PackageId = package.CorrelationId,
        OrderId = package.OrderId,
        Kind = due.Key.Kind.ToWord(),
        Occurrence = due.Key.Occurrence,
        Cause = cause,
        Package = snapshot,
        Superseded = due.Superseded ? true : null,
        GivesWayTo = due.GivesWayTo is { } kinds ? [.. kinds.Select(kind => kind.ToWord())] : null,
    };

    static async Task SendAlerts<T>(BehaviorContext<PackageState, T> c) where T : class
    {
        foreach (var alert in Said(c).Alerts)
            await c.Send(Notifications, alert);
    }

    /// <summary>Upon an event: let it change the package, say what is to be said, set the clocks, and take the state that it has now.</summary>
    EventActivityBinder<PackageState, T> Upon<T>(EventActivityBinder<PackageState, T> when, Action<BehaviorContext<PackageState, T>> verb) where T : class => when
        .Then(c => Begin(c))
        .Then(verb)
        .ThenAsync(SendAlerts)
        .If(c => Said(c).Signal is not null, x => x.Publish(c => Said(c).Signal!))
        .If(c => QuietDue(c.Saga) is not null, x => x
            .Schedule(Quiet, c => new LookForSilence(c.Saga.CorrelationId), c => (c.Saga.QuietAt = QuietDue(c.Saga))!.Value.UtcDateTime))
        .If(c => OverdueDue(c.Saga) is not null, x => x
            .Schedule(Overdue, c => new LookAtEstimate(c.Saga.CorrelationId), c => (c.Saga.OverdueAt = OverdueDue(c.Saga))!.Value.UtcDateTime))
        .ThenAsync(c => c.TransitionToState(GetState(c.Saga.EndedAt is null ? c.Saga.KnownStatus.ToWord() : Ended)));

    /// <summary>
    /// When the clock must be set to; null where it may stay as it is. One that is set earlier than needed fires, looks and is set again:
    /// that costs less than moving it with each scan.
    /// </summary>
    DateTimeOffset? QuietDue(PackageState package) =>
        package.EndedAt is not null || package.Silent ? null : Earlier(_watch.QuietAt(package.Journey), package.QuietToken, package.QuietAt);

    DateTimeOffset? OverdueDue(PackageState package) =>
        package.EndedAt is not null ? null : Earlier(_watch.OverdueAt(package.Journey, package.Promise), package.OverdueToken, package.OverdueAt);

    DateTimeOffset? Earlier(DateTimeOffset? wanted, Guid? token, DateTimeOffset? set)
    {
        var now = _time.GetUtcNow();
        var due = wanted <= now ? now + _catchUp : wanted;
        return token is null || due < set ? due : null;
    }

    /// <summary>What this event makes of the package. Begun anew by each try: what a try that failed meant to say was never said.</summary>
    static Outcome Begin(BehaviorContext<PackageState> c) => c.AddOrUpdatePayload(() => new Outcome(), _ => new Outcome());

    static Outcome Said(BehaviorContext<PackageState> c) => c.GetPayload<Outcome>();
}
