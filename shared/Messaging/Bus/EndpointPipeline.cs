using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>Retry, redelivery, inbox and outbox of every endpoint, written once and keyed on the kind of exception.</summary>
static class EndpointPipeline
{
    /// <summary>
    /// From the outside in: later through the broker (durable), then a few times now, then many times and quickly where only another
    /// transaction was in the way. Each try has a fresh scope and DbContext, because the inbox is the innermost.
    /// </summary>
    public static void Durable<TDb>(IRegistrationContext context, IReceiveEndpointConfigurator endpoint, EndpointDefinition definition) where TDb : ServiceDb
    {
        if (definition.HasQuarantine && !definition.InQuarantine)
            endpoint.ConfigureReceive(r => r.UseFilter(new QuarantineFilter(definition.Queue, context.GetRequiredService<ILogger<QuarantineFilter>>())));
        if (definition.RecordsFailures)
            RecordFailures<TDb>(context, endpoint, definition);
        endpoint.AddPrePipeSpecification(new BaggageFilter());
        endpoint.AddPrePipeSpecification(new OutboxSchedulerFilter<TDb>(context.GetRequiredService<IDbContextFactory<TDb>>()));
        endpoint.UseScheduledRedelivery(r =>
        {
            r.Ignore<Exception>(IsPermanent);
            r.Intervals(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));
        });
        endpoint.UseMessageRetry(r =>
        {
            r.Ignore<Exception>(IsPermanent);
            r.Intervals(100, 500, 2000);
        });
        endpoint.UseMessageRetry(r =>
        {
            r.Handle<Exception>(DatabaseDialect.IsTransient);
            r.Exponential(20, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(30));
        });
        var inbox = new InboxOf<TDb>(definition, context);
        var grouped = definition.IsGrouped && IsGrouped(context) && !definition.InQuarantine;
        endpoint.ConnectSagaConfigurationObserver(grouped ? new InboxOf<GroupCommit<TDb>>(definition, context) : inbox);
        endpoint.ConnectConsumerConfigurationObserver(grouped ? new InboxOf<Staging<TDb>>(definition, context) : inbox);
    }

    /// <summary>What fails for good, or is understood by nobody, is kept and recorded.</summary>
    static void RecordFailures<TDb>(IRegistrationContext context, IReceiveEndpointConfigurator endpoint, EndpointDefinition definition) where TDb : ServiceDb
    {
        var recorder = context.GetRequiredService<FailureRecorder<TDb>>();
        endpoint.ConfigureReceive(r => r.UseFilter(new ReportRetryFilter<TDb>(recorder)));
        endpoint.ConfigureError(e => e.UseFilter(new RecordFaultFilter<TDb>(recorder, definition.Queue)));
        endpoint.ConfigureDeadLetter(d => d.UseFilter(new RecordSkippedFilter<TDb>(recorder, definition.Queue, isTopic: definition.Keys.Count > 0)));
    }

    /// <summary>Whether messages share transactions at all.</summary>
    public static bool IsGrouped(IServiceProvider provider) => provider.GetRequiredService<IOptions<MessagingOptions>>().Value.GroupSize > 1;

    /// <summary>What no time will mend: a message that makes no sense to its handler. A state machine wraps what its activities throw.</summary>
    static bool IsPermanent(Exception exception) => exception switch
    {
        EventExecutionException { InnerException: { } inner } => IsPermanent(inner),
        System.Runtime.Serialization.SerializationException or ArgumentException or FormatException or NotSupportedException => true,
        _ => false,
    };
}
