using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>Marks a message whose failure is recorded: its transport may forget it.</summary>
sealed record FailureIsRecorded;

/// <summary>Marks a message that will come again by itself: it has neither been handled nor failed.</summary>
sealed record ComesAgain;

/// <summary>The end of a message whose handling failed for good, in place of <c>{queue}_error</c>. Where it cannot be recorded, the message goes back to its queue.</summary>
sealed class RecordFaultFilter<TDb>(FailureRecorder<TDb> recorder, string queue) : IFilter<ExceptionReceiveContext> where TDb : ServiceDb
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        await recorder.Record(FailedMessage.Faulted(context, queue));
        context.GetOrAddPayload(() => new FailureIsRecorded());
        // Logs it, and keeps it out of the dead-letter pipe.
        if (!context.IsFaulted)
            await context.NotifyFaulted(context.Exception);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("recordFault");
}

/// <summary>The end of a message that nobody on its queue handles, in place of <c>{queue}_skipped</c>.</summary>
/// <param name="recorder">Where it is recorded.</param>
/// <param name="queue">The queue's name.</param>
/// <param name="isTopic">
/// Whether the queue is bound to the topic exchange by keys: a wildcard brings types that a listener has no consumer for, and those are no
/// failures. What is no status event at all is one there too.
/// </param>
sealed class RecordSkippedFilter<TDb>(FailureRecorder<TDb> recorder, string queue, bool isTopic) : IFilter<ReceiveContext> where TDb : ServiceDb
{
    static readonly string StatusEvent = MessageUrn.ForTypeString<IStatusEvent>();

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (context.TryGetPayload<IsInQuarantine>(out _))
            return;
        var message = FailedMessage.Skipped(context, queue);
        if (!isTopic || !message.MessageTypes.Contains(StatusEvent))
            await recorder.Record(message);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("recordSkipped");
}

/// <summary>
/// Reports that a message that was tried again has been handled, before it is acknowledged: by every consumer of its queue, since one may have
/// handled it on the first try. Repeating the report says nothing new.
/// </summary>
sealed class ReportRetryFilter<TDb>(FailureRecorder<TDb> recorder) : IFilter<ReceiveContext> where TDb : ServiceDb
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        await next.Send(context);
        if (context.IsDelivered && !context.IsFaulted && RetryOf.Of(context.TransportHeaders) is { } retry && !context.TryGetPayload<ComesAgain>(out _))
            await recorder.Report(retry);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("reportRetry");
}
