using MassTransit;
using MassTransit.Configuration;

namespace StatusTracking.Messaging;

/// <summary>Lets the baggage of a trace go on with whoever handles a message.</summary>
sealed class BaggageFilter : IFilter<ConsumeContext>, IPipeSpecification<ConsumeContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        Telemetry.TakeBaggage(context.Headers);
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("baggage");

    public void Apply(IPipeBuilder<ConsumeContext> builder) => builder.AddFilter(this);

    public IEnumerable<ValidationResult> Validate() => [];
}
