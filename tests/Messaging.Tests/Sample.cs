using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging.Tests;

/// <summary>A package of the smallest kind: enough of a subject to show what saving one does.</summary>
sealed class Parcel : Subject<PackageStatus>
{
    static readonly Transitions<PackageStatus> Table = new()
    {
        { PackageStatus.Created, PackageStatus.InTransit, PackageStatus.Delivered },
        { PackageStatus.InTransit, PackageStatus.InTransit, PackageStatus.Delivered },
    };

    Parcel() { }

    public Parcel(Guid id, Occasion occasion)
    {
        Id = id;
        Begin(PackageStatus.Created, occasion);
    }

    public override Guid OrderId => Id;

    public override string SubjectWord => Subjects.Package;

    protected override Transitions<PackageStatus> Legal => Table;

    public bool Depart(Occasion occasion) => Move(PackageStatus.InTransit, occasion, "departed_facility");

    public bool Arrive(Occasion occasion) => Move(PackageStatus.Delivered, occasion);

    public override StatusChanged ToMessage(StatusChange change) => new PackageStatusChanged
    {
        SubjectId = Id,
        OrderId = OrderId,
        From = change.From,
        To = change.To,
        Detail = change.Detail,
        Reason = change.Reason,
        OccurredAt = change.Occasion.OccurredAt,
        RecordedAt = change.Occasion.RecordedAt,
        Sequence = change.Sequence,
        Package = new PackageSnapshot
        {
            OrderNumber = "ST-TEST",
            Lines = [],
            Customer = new Person("Zoë Öztürk", "zoe@example.org", null, null, null),
            ShippingAddress = new Address("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        },
    };
}

abstract class SampleDb(DbContextOptions options) : ServiceDb(options)
{
    public override string Schema => "sample";

    public DbSet<Parcel> Parcels => Set<Parcel>();

    public DbSet<Heard> Heard => Set<Heard>();

    public DbSet<Journey> Journeys => Set<Journey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        Map<Parcel, PackageStatus>(modelBuilder, "parcels");
        modelBuilder.Entity<Heard>(e => e.ToTable("heard"));
        modelBuilder.Entity<Journey>(e =>
        {
            e.ToTable("journeys");
            e.HasKey(x => x.CorrelationId);
            e.Property(x => x.CorrelationId).ValueGeneratedNever();
            e.Property(x => x.CurrentState).HasMaxLength(40);
            e.Property(x => x.Version).IsConcurrencyToken();
        });
    }
}

sealed class SqliteSampleDb(DbContextOptions<SqliteSampleDb> options) : SampleDb(options);

sealed class PostgreSqlSampleDb(DbContextOptions<PostgreSqlSampleDb> options) : SampleDb(options);

sealed class SqlServerSampleDb(DbContextOptions<SqlServerSampleDb> options) : SampleDb(options);

/// <summary>One row for each time that a consumer's effect was committed.</summary>
sealed class Heard
{
    public long Id { get; init; }

    public required string By { get; init; }

    public required string What { get; init; }

    public Guid About { get; init; }
}

/// <summary>A command with a will of its own: it can ask its handler to fail.</summary>
public sealed record Note(Guid About, string Text, int FailFirst = 0);

/// <summary>The saga's reminder.</summary>
public sealed record JourneyIsOverdue(Guid PackageId);

sealed class Journey : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Version { get; set; }

    public int Events { get; set; }

    public Guid? OverdueToken { get; set; }
}

sealed class JourneyStateMachine : MassTransitStateMachine<Journey>
{
    public JourneyStateMachine()
    {
        InstanceState(x => x.CurrentState);
        Event(() => Changed, e => e.CorrelateById(c => c.Message.SubjectId));
        Schedule(() => Overdue, x => x.OverdueToken, s =>
        {
            s.Delay = TimeSpan.FromDays(5);
            s.Received = e => e.CorrelateById(c => c.Message.PackageId);
        });

        Initially(When(Changed).Then(Count).Schedule(Overdue, c => new JourneyIsOverdue(c.Saga.CorrelationId)).TransitionTo(Moving));
        During(Moving,
            When(Changed, c => c.Message.Status == PackageStatus.Delivered).Then(Count).Unschedule(Overdue).TransitionTo(Arrived),
            When(Changed, c => c.Message.Status != PackageStatus.Delivered).Then(Count),
            When(Overdue!.Received).Publish(c => new PackageSignal
            {
                SubjectId = c.Saga.CorrelationId,
                OrderId = c.Saga.CorrelationId,
                Kind = PackageSignalKind.Silent.ToWord(),
                OccurredAt = DateTimeOffset.UnixEpoch,
                RecordedAt = DateTimeOffset.UnixEpoch,
            }));
        During(Arrived, Ignore(Changed), Ignore(Overdue.Received));
    }

    public State Moving { get; private set; } = null!;

    public State Arrived { get; private set; } = null!;

    public Event<PackageStatusChanged> Changed { get; private set; } = null!;

    public Schedule<Journey, JourneyIsOverdue> Overdue { get; private set; } = null!;

    static void Count(BehaviorContext<Journey> context) => context.Saga.Events++;
}

/// <summary>Writes down what it hears. Two such consumers in one database must both hear.</summary>
class HearingConsumer(SampleDb db, string name) : IConsumer<PackageStatusChanged>, IConsumer<PackageSignal>
{
    public Task Consume(ConsumeContext<PackageStatusChanged> context) => Hear(context.Message.To, context.Message.SubjectId, context.CancellationToken);

    public Task Consume(ConsumeContext<PackageSignal> context) => Hear(context.Message.Kind, context.Message.SubjectId, context.CancellationToken);

    Task<int> Hear(string what, Guid about, CancellationToken cancellationToken)
    {
        db.Heard.Add(new Heard { By = name, What = what, About = about });
        return db.SaveChangesAsync(cancellationToken);
    }
}

sealed class FirstConsumer(SampleDb db) : HearingConsumer(db, "first");

sealed class SecondConsumer(SampleDb db) : HearingConsumer(db, "second");

/// <summary>How often each note was tried, shared by the tries' scopes.</summary>
sealed class Tries
{
    readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, int> _tries = new();

    public int Next(Guid about) => _tries.AddOrUpdate(about, 1, (_, n) => n + 1);

    public int Of(Guid about) => _tries.GetValueOrDefault(about);
}

sealed class TakeNoteConsumer(SampleDb db, Outbox<SampleDb> outbox, Tries tries) : IConsumer<Note>
{
    public async Task Consume(ConsumeContext<Note> context)
    {
        var note = context.Message;
        ArgumentNullException.ThrowIfNull(note.Text);
        db.Heard.Add(new Heard { By = "notes", What = note.Text, About = note.About });
        await outbox.Publish(new PackageSignal
        {
            SubjectId = note.About,
            OrderId = note.About,
            Kind = PackageSignalKind.Recovered.ToWord(),
            OccurredAt = DateTimeOffset.UnixEpoch,
            RecordedAt = DateTimeOffset.UnixEpoch,
        });
        await db.SaveChangesAsync(context.CancellationToken);
        if (tries.Next(note.About) <= note.FailFirst)
            throw new InvalidOperationException("It fails, as it was asked to.");
    }
}
