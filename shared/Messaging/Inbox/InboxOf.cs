using MassTransit;
using MassTransit.Configuration;
using MassTransit.DependencyInjection;
using MassTransit.JobService;
using MassTransit.Metadata;
using MassTransit.Middleware;

namespace StatusTracking.Messaging;

/// <summary>
/// Puts the inbox before each consumer and each saga of an endpoint. What is MassTransit's own names a consumer by its endpoint's queue; this one
/// by the queue that the messages were sent to, so that a message is known in its quarantine as well.
/// </summary>
/// <typeparam name="TContext">What the inbox works with: a database, or a group's commit.</typeparam>
/// <param name="definition">The endpoint.</param>
/// <param name="context">What has been registered.</param>
sealed class InboxOf<TContext>(EndpointDefinition definition, IRegistrationContext context) : IConsumerConfigurationObserver, ISagaConfigurationObserver where TContext : class
{
    readonly ISetScopedConsumeContext _setter = (ISetScopedConsumeContext)context;

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class where TMessage : class => Add<TConsumer, TMessage>((IPipeConfigurator<ConsumeContext<TMessage>>)configurator);

    public void SagaMessageConfigured<TSaga, TMessage>(ISagaMessageConfigurator<TSaga, TMessage> configurator)
        where TSaga : class, ISaga where TMessage : class => Add<TSaga, TMessage>((IPipeConfigurator<ConsumeContext<TMessage>>)configurator);

    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator) where TConsumer : class { }

    public void SagaConfigured<TSaga>(ISagaConfigurator<TSaga> configurator) where TSaga : class, ISaga { }

    public void StateMachineSagaConfigured<TInstance>(ISagaConfigurator<TInstance> configurator, SagaStateMachine<TInstance> stateMachine)
        where TInstance : class, ISaga, SagaStateMachineInstance
    {
    }

    void Add<T, TMessage>(IPipeConfigurator<ConsumeContext<TMessage>> pipe) where T : class where TMessage : class =>
        pipe.UseFilter(new OutboxConsumeFilter<TContext, TMessage>(new ConsumeScopeProvider(context, _setter), new InboxOptions
        {
            ConsumerId = JobMetadataCache<T, TMessage>.GenerateJobTypeId(definition.Queue),
            ConsumerType = TypeMetadataCache<T>.ShortName,
            Turn = definition.Turn,
        }));
}

/// <summary>How a consumer's messages are handled.</summary>
sealed class InboxOptions : OutboxConsumeOptions
{
    /// <summary>Which messages of a group-committing consumer wait for each other; see <see cref="ServiceTopology{TDb}.GroupCommits"/>.</summary>
    public Func<object, Guid?>? Turn { get; init; }
}
