using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>What the services of this process publish, listen to and handle. Each service adds its own; the bus is then made once.</summary>
public sealed class BusTopology
{
    /// <summary>The well-known topic exchange.</summary>
    public const string StatusChanges = "status-changes";

    /// <summary>Where a published message ends that nobody is bound to. Anything here is an alarm.</summary>
    public const string Unrouted = "status-changes.unrouted";

    /// <summary>Where messages end that killed their consumers or expired.</summary>
    public const string DeadLetters = "dead-letters";

    readonly List<EndpointDefinition> _endpoints = [];
    readonly Dictionary<string, PublishedType> _published = [];

    internal IReadOnlyList<EndpointDefinition> Endpoints => _endpoints;

    /// <summary>What is published, by its exchange.</summary>
    internal IReadOnlyDictionary<string, PublishedType> Published => _published;

    internal List<Action<IBusRegistrationConfigurator>> Registrations { get; } = [];

    /// <summary>Takes what the broker gave up; null where nobody of this process does.</summary>
    internal Action<IRegistrationContext, IReceiveEndpointConfigurator>? TakesDeadLetters { get; set; }

    /// <summary>Whether any service of this process needs a bus.</summary>
    public bool IsEmpty => _endpoints.Count == 0 && _published.Count == 0;

    /// <summary>The queues that this process works on.</summary>
    public IReadOnlyCollection<string> Queues => [.. _endpoints.Where(e => !e.Temporary).Select(e => e.Queue)];

    /// <summary>The part of one service.</summary>
    /// <param name="service">Its name in lower case: the first word of its queues.</param>
    public ServiceTopology<TDb> For<TDb>(string service) where TDb : ServiceDb => new(this, service);

    /// <summary>
    /// Listens on a queue of this process alone, which goes when the process goes: for what a lost event costs nothing,
    /// such as a page that reads again anyway. No inbox, no transaction, no retry.
    /// </summary>
    public void ListensTemporarily<TConsumer>(string name, params string[] keys) where TConsumer : class, IConsumer
    {
        Registrations.Add(r => r.AddConsumer<TConsumer>());
        Add(new EndpointDefinition
        {
            Queue = $"{name}-{NewId.NextGuid():n}",
            Keys = keys,
            Temporary = true,
            Configure = (context, endpoint) => endpoint.ConfigureConsumer<TConsumer>(context),
        });
    }

    /// <summary>Takes commands from a queue without inbox, transaction or retry: for a test that plays the queue's owner.</summary>
    public void HandlesTemporarily<TConsumer>(string queue) where TConsumer : class, IConsumer
    {
        Registrations.Add(r => r.AddConsumer<TConsumer>());
        Add(new EndpointDefinition { Queue = queue, Keys = [], Temporary = true, Configure = (context, endpoint) => endpoint.ConfigureConsumer<TConsumer>(context) });
    }

    internal void Add(EndpointDefinition endpoint)
    {
        foreach (var key in endpoint.Keys)
            CheckKey(key);
        var existing = _endpoints.FindIndex(e => e.Queue == endpoint.Queue);
        if (existing < 0)
            _endpoints.Add(endpoint);
        else
            _endpoints[existing] = _endpoints[existing].With(endpoint);
    }

    internal void AddPublished<T>() where T : class, IStatusEvent =>
        _published[Wire.Exchange(typeof(T))] = new(typeof(T), bus => bus.GetPublishSendEndpoint<T>());

    static void CheckKey(string key)
    {
        if (key.Split('.') is not { Length: 3 } words || words.Any(w => w.Length == 0))
            throw new ArgumentException($"'{key}' is not a binding key of {StatusChanges}: three words, such as package.*.* or stock.reserved.*.", nameof(key));
    }
}

/// <summary>One service's part of the topology, with the database that its inbox and outbox live in.</summary>
public sealed class ServiceTopology<TDb> where TDb : ServiceDb
{
    readonly BusTopology _bus;
    readonly string _service;

    internal ServiceTopology(BusTopology bus, string service)
    {
        _bus = bus;
        _service = service;
        _bus.AddPublished<StatusChangeIgnored>();
        if (_bus.Queues.Contains(Failures.QueueOf(service)))
            return;
        Handles<ReleaseFailedMessageConsumer<TDb>>("failures");
        Handles<DropFailedMessageConsumer<TDb>>("failures");
        Handles<KeepFailedMessageConsumer<TDb>>("failures");
        Handles<ErasePersonConsumer<TDb>>("erase-person");
    }

    /// <summary>This service publishes such messages: their exchanges are made before the first of them is sent.</summary>
    public ServiceTopology<TDb> Publishes<T>() where T : class, IStatusEvent
    {
        _bus.AddPublished<T>();
        return this;
    }

    /// <summary>A consumer of messages from the topic exchange, on the queue <c>{service}-{job}</c>. Calls for one job add up.</summary>
    /// <param name="job">What the queue is for.</param>
    /// <param name="keys">What it needs and no more: <c>stock.reserved.*</c>.</param>
    public ServiceTopology<TDb> Listens<TConsumer>(string job, params string[] keys) where TConsumer : class, IConsumer
    {
        if (keys.Length == 0)
            throw new ArgumentException($"{typeof(TConsumer).Name} listens to nothing: give its binding keys.", nameof(keys));
        return Consume<TConsumer>(job, keys);
    }

    /// <summary>A consumer of commands, on the queue <c>{service}-{job}</c>. Foreign producers name the command by <c>cloudEvents:type</c>.</summary>
    public ServiceTopology<TDb> Handles<TConsumer>(string job) where TConsumer : class, IConsumer => Consume<TConsumer>(job, []);

    /// <summary>
    /// The messages of a job's consumers that are handled at the same time share a transaction, as a saga's do; see <c>GroupCommit</c>. For
    /// consumers that mostly add rows. They read before the transaction begins and without locks: what two of them could both add needs a
    /// unique key, what they change a concurrency token. One that fails on either is handled again in a transaction of its own, with locks.
    /// </summary>
    /// <param name="job">As it was named to <c>Listens</c> or <c>Handles</c>.</param>
    /// <param name="turn">Messages with the same key are handled one after the other: those that change the same row. Null: nobody waits.</param>
    public ServiceTopology<TDb> GroupCommits(string job, Func<object, Guid?>? turn = null)
    {
        var queue = $"{_service}-{job}";
        if (!_bus.Queues.Contains(queue))
            throw new ArgumentException($"Nobody works on {queue} yet: call Listens or Handles for {job} first.", nameof(job));
        _bus.Add(new EndpointDefinition { Queue = queue, Keys = [], IsGrouped = true, Turn = turn, Configure = (_, _) => { } });
        return this;
    }

    /// <summary>A saga on the queue <c>{service}-{job}</c>, its instances in this service's database.</summary>
    public ServiceTopology<TDb> Saga<TStateMachine, TSaga>(string job, params string[] keys)
        where TStateMachine : class, SagaStateMachine<TSaga> where TSaga : class, SagaStateMachineInstance, ISagaVersion
    {
        _bus.Registrations.Add(r => r.AddSagaStateMachine<TStateMachine, TSaga>().InDatabase<TDb, TSaga>());
        _bus.Add(new EndpointDefinition
        {
            Queue = $"{_service}-{job}",
            Keys = keys,
            IsGrouped = true,
            IsSaga = true,
            Durable = EndpointPipeline.Durable<TDb>,
            Configure = (context, endpoint) => endpoint.ConfigureSaga<TSaga>(context),
        });
        return this;
    }

    /// <summary>
    /// Takes what the broker gave up (<see cref="BusTopology.DeadLetters"/>), and has its owner keep it and record its failure. In memory no
    /// message is given up.
    /// </summary>
    public ServiceTopology<TDb> TakesDeadLetters()
    {
        _bus.TakesDeadLetters = (context, endpoint) =>
        {
            endpoint.ConfigureReceive(r => r.UseFilter(new DeadLetterFilter<TDb>(context.GetRequiredService<IDbContextFactory<TDb>>())));
            endpoint.ConfigureDeadLetter(d => d.UseFilter(new DeadLetterIsKeptFilter()));
        };
        return this;
    }

    ServiceTopology<TDb> Consume<TConsumer>(string job, string[] keys) where TConsumer : class, IConsumer
    {
        _bus.Registrations.Add(r => r.AddConsumer<TConsumer>());
        _bus.Add(new EndpointDefinition
        {
            Queue = $"{_service}-{job}",
            Keys = keys,
            Durable = EndpointPipeline.Durable<TDb>,
            Configure = (context, endpoint) => endpoint.ConfigureConsumer<TConsumer>(context),
        });
        return this;
    }
}

/// <summary>A published message type.</summary>
/// <param name="Type">It.</param>
/// <param name="Endpoint">Its exchange, with the bindings that lead to the topic exchange. The in-memory transport makes them only this way.</param>
sealed record PublishedType(Type Type, Func<IBus, Task<ISendEndpoint>> Endpoint);

/// <summary>A queue, what it is bound to, and who works on it.</summary>
sealed record EndpointDefinition
{
    public required string Queue { get; init; }

    public required IReadOnlyList<string> Keys { get; init; }

    public bool Temporary { get; init; }

    /// <summary>Whether a saga works on it.</summary>
    public bool IsSaga { get; init; }

    /// <summary>Whether its messages share transactions.</summary>
    public bool IsGrouped { get; init; }

    /// <summary>Which messages wait for each other, where those of consumers share transactions.</summary>
    public Func<object, Guid?>? Turn { get; init; }

    /// <summary>Whether this is the endpoint's <see cref="Messaging.Quarantine"/>.</summary>
    public bool InQuarantine { get; init; }

    /// <summary>Puts retry, redelivery, inbox and outbox in front.</summary>
    public Action<IRegistrationContext, IReceiveEndpointConfigurator, EndpointDefinition>? Durable { get; init; }

    /// <summary>
    /// Whether a message that fails is kept and recorded. Not where failures are recorded: what fails there would be recorded there again,
    /// so it goes to <c>{queue}_error</c>.
    /// </summary>
    public bool RecordsFailures => Queue != Failures.Queue;

    /// <summary>Whether it has a quarantine: where each message ends as a failure that operators see.</summary>
    public bool HasQuarantine => !Temporary && RecordsFailures;

    public required Action<IRegistrationContext, IReceiveEndpointConfigurator> Configure { get; init; }

    public EndpointDefinition With(EndpointDefinition other) => this with
    {
        Keys = [.. Keys.Union(other.Keys)],
        IsSaga = IsSaga || other.IsSaga,
        IsGrouped = IsGrouped || other.IsGrouped,
        Turn = Turn ?? other.Turn,
        Configure = (context, endpoint) =>
        {
            Configure(context, endpoint);
            other.Configure(context, endpoint);
        },
    };
}
