using MassTransit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What every message to an errand can ask of its handler.</summary>
public interface IErrandStep
{
    /// <summary>A word, written into the errand's log and published as a signal.</summary>
    string Name { get; }

    /// <summary>A gate to wait at, after all is done.</summary>
    string? Gate => null;

    /// <summary>How many tries are to fail, after all is done.</summary>
    int FailFirst => 0;

    /// <summary>Whether they fail in a way that no time will mend.</summary>
    bool ForGood => false;
}

/// <summary>Makes an errand, or goes on with the one that is there.</summary>
public sealed record AdvanceErrand(Guid ErrandId, string Name, string? Reference = null, string? Gate = null, int FailFirst = 0, bool ForGood = false) : IErrandStep;

/// <summary>Goes on with every errand of a reference: correlated by an expression.</summary>
public sealed record NudgeErrands(string Reference, string Name) : IErrandStep;

/// <summary>A question: it is answered by a signal, and changes nothing.</summary>
public sealed record AskErrand(Guid ErrandId, string Name) : IErrandStep;

/// <summary>Arms the errand's clock, or sets it anew.</summary>
public sealed record ArmErrand(Guid ErrandId, string Name, TimeSpan Delay, int FailFirst = 0, bool ForGood = false) : IErrandStep;

/// <summary>Takes the clock back. It makes no errand.</summary>
public sealed record CalmErrand(Guid ErrandId, string Name, int FailFirst = 0, bool ForGood = false) : IErrandStep;

/// <summary>Arms the clock and takes it back at once.</summary>
public sealed record FlinchErrand(Guid ErrandId, string Name) : IErrandStep;

/// <summary>Ends the errand: its row goes.</summary>
public sealed record EndErrand(Guid ErrandId, string Name, string? Gate = null) : IErrandStep;

/// <summary>The errand's clock has run out.</summary>
public sealed record ErrandIsDue(Guid ErrandId);

/// <summary>A saga that does what it is told and writes it down: enough of one to show what a repository does to it.</summary>
sealed class Errand : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string State { get; set; } = "";

    public int Version { get; set; }

    public string? Reference { get; set; }

    /// <summary>The names of all steps that were taken, in their order.</summary>
    public string Log { get; set; } = "";

    public int Steps { get; set; }

    public Guid? ClockToken { get; set; }
}

sealed class ErrandStateMachine : MassTransitStateMachine<Errand>
{
    /// <summary>What is published when the clock runs out.</summary>
    public const string Due = "due";

    readonly Tries _tries;
    readonly Gates _gates;

    public ErrandStateMachine(Tries tries, Gates gates)
    {
        (_tries, _gates) = (tries, gates);
        InstanceState(x => x.State);
        Event(() => Advanced, e => e.CorrelateById(c => c.Message.ErrandId));
        Event(() => Nudged, e => e.CorrelateBy((errand, c) => errand.Reference == c.Message.Reference));
        Event(() => Asked, e =>
        {
            e.CorrelateById(c => c.Message.ErrandId);
            e.ReadOnly = true;
        });
        Event(() => Armed, e => e.CorrelateById(c => c.Message.ErrandId));
        Event(() => Calmed, e =>
        {
            e.CorrelateById(c => c.Message.ErrandId);
            e.OnMissingInstance(m => m.Discard());
        });
        Event(() => Flinched, e => e.CorrelateById(c => c.Message.ErrandId));
        Event(() => Ended, e => e.CorrelateById(c => c.Message.ErrandId));
        Schedule(() => Clock, x => x.ClockToken, s =>
        {
            s.Received = e => e.CorrelateById(c => c.Message.ErrandId);
        });

        Initially(Steps(When(Advanced).Then(c => c.Saga.Reference = c.Message.Reference)).TransitionTo(Running));
        During(Running,
            Steps(When(Advanced)),
            Steps(When(Nudged)),
            Steps(When(Asked)),
            Steps(When(Armed).Schedule(Clock, c => new ErrandIsDue(c.Saga.CorrelationId), c => c.Message.Delay)),
            Steps(When(Calmed).Unschedule(Clock)),
            Steps(When(Flinched).Schedule(Clock, c => new ErrandIsDue(c.Saga.CorrelationId), _ => TimeSpan.FromDays(5)).Unschedule(Clock)),
            Steps(When(Ended).Unschedule(Clock)).Finalize(),
            When(Clock!.Received).Then(c => c.Saga.Log += Due + ' ').Publish(c => Signal.Of(c.Saga.CorrelationId, Due)));
        SetCompletedWhenFinalized();
    }

    public State Running { get; private set; } = null!;

    public Event<AdvanceErrand> Advanced { get; private set; } = null!;

    public Event<NudgeErrands> Nudged { get; private set; } = null!;

    public Event<AskErrand> Asked { get; private set; } = null!;

    public Event<ArmErrand> Armed { get; private set; } = null!;

    public Event<CalmErrand> Calmed { get; private set; } = null!;

    public Event<FlinchErrand> Flinched { get; private set; } = null!;

    public Event<EndErrand> Ended { get; private set; } = null!;

    public Schedule<Errand, ErrandIsDue> Clock { get; private set; } = null!;

    /// <summary>Writes the step down, says so, and then waits or fails as the message asks.</summary>
    EventActivityBinder<Errand, T> Steps<T>(EventActivityBinder<Errand, T> when) where T : class, IErrandStep =>
        when.Then(Write).Publish(c => Signal.Of(c.Saga.CorrelationId, c.Message.Name)).ThenAsync(WaitOrFail);

    static void Write<T>(BehaviorContext<Errand, T> context) where T : class, IErrandStep
    {
        context.Saga.Log += context.Message.Name + ' ';
        context.Saga.Steps++;
    }

    async Task WaitOrFail<T>(BehaviorContext<Errand, T> context) where T : class, IErrandStep
    {
        var step = context.Message;
        var nth = _tries.Next(context.Saga.CorrelationId, step.Name);
        await _gates.Pass(step.Gate);
        if (nth <= step.FailFirst)
            throw step.ForGood ? new NotSupportedException("It fails for good, as it was asked to.") : new InvalidOperationException("It fails, as it was asked to.");
    }
}
