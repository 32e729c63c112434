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

    public DbSet<Errand> Errands => Set<Errand>();

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
        modelBuilder.Entity<Errand>(e =>
        {
            e.ToTable("errands");
            e.HasKey(x => x.CorrelationId);
            e.Property(x => x.CorrelationId).ValueGeneratedNever();
            e.Property(x => x.State).HasMaxLength(40);
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

/// <summary>A command with a will of its own: it tells its handler what to do.</summary>
/// <param name="About">What it is about.</param>
/// <param name="Text">What is to be written down.</param>
/// <param name="FailFirst">How many tries are to fail, after all is done.</param>
/// <param name="ForGood">Whether they fail in a way that no time will mend.</param>
/// <param name="Gate">A gate to wait at, after all is done.</param>
/// <param name="SendTo">A queue to send the note on to.</param>
public sealed record Note(Guid About, string Text, int FailFirst = 0, bool ForGood = false, string? Gate = null, string? SendTo = null);

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

/// <summary>Writes a note down and says so, in the ways that the note asks for.</summary>
sealed class TakeNoteConsumer(SampleDb db, Outbox<SampleDb> outbox, Tries tries, Gates gates) : IConsumer<Note>
{
    public async Task Consume(ConsumeContext<Note> context)
    {
        var note = context.Message;
        ArgumentNullException.ThrowIfNull(note.Text);
        var nth = tries.Next(note.About, context: db.ContextId.InstanceId);
        db.Heard.Add(new Heard { By = "notes", What = note.Text, About = note.About });
        await outbox.Publish(Signal.Of(note.About, PackageSignalKind.Recovered.ToWord()));
        if (note.SendTo is { } queue)
            await outbox.Send(queue, note with { SendTo = null });
        await db.SaveChangesAsync(context.CancellationToken);
        await gates.Pass(note.Gate);
        if (nth <= note.FailFirst)
            throw note.ForGood ? new NotSupportedException("It fails for good, as it was asked to.") : new InvalidOperationException("It fails, as it was asked to.");
    }
}

static class Signal
{
    /// <summary>A signal whose kind is any word of a test's own: how handlers say what they did.</summary>
    public static PackageSignal Of(Guid about, string kind) => new()
    {
        SubjectId = about,
        OrderId = about,
        Kind = kind,
        OccurredAt = DateTimeOffset.UnixEpoch,
        RecordedAt = DateTimeOffset.UnixEpoch,
    };
}
