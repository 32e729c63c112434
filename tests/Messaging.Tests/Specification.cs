using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>
/// What one part of this library promises, whatever the database. A class a provider runs it over that provider's host, which its tests
/// share: each works on things of its own.
/// </summary>
public abstract class Specification(SampleHost host) : IAsyncLifetime
{
    private protected SampleHost Host => host;

    public virtual ValueTask InitializeAsync() => host.InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected static Occasion Now => Occasion.Now(TimeProvider.System);

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    internal static PackageStatusChanged Changed(Guid parcel, PackageStatus to, long sequence) => new()
    {
        SubjectId = parcel,
        OrderId = parcel,
        To = to.ToWord(),
        OccurredAt = DateTimeOffset.UnixEpoch,
        RecordedAt = DateTimeOffset.UnixEpoch,
        Sequence = sequence,
        Package = new PackageSnapshot
        {
            OrderNumber = "ST-TEST",
            Lines = [],
            Customer = new Person("Zoë Öztürk", null, null, null, null),
            ShippingAddress = new Address("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        },
    };

    /// <summary>What was heard about something, by the first of the listeners.</summary>
    private protected async Task<IReadOnlyList<string>> HeardOf(Guid about) => [.. (await host.Heard(about, "first")).Select(h => h.What)];

    /// <summary>Waits until so much was heard about something.</summary>
    private protected Task<IReadOnlyList<string>> HeardOf(Guid about, int count) => Eventually.Get(() => HeardOf(about), heard => heard.Count >= count);

    /// <summary>
    /// Everything that was on its way when this was called is through afterwards, as far as the outbox and the listeners are concerned:
    /// a message that was sent after it has been heard.
    /// </summary>
    private protected async Task Settle()
    {
        var mark = Guid.NewGuid();
        await host.Save((db, _) =>
        {
            db.Parcels.Add(new Parcel(mark, Now));
            return Task.CompletedTask;
        });
        await Eventually.True(async () => (await host.Heard(mark)).Count(h => h.What == PackageStatus.Created.ToWord()) == 2);
    }

    private protected async Task<Errand> ErrandThat(Guid id, Func<Errand, bool> wanted) =>
        (await Eventually.Get(() => host.Errand(id), errand => errand is not null && wanted(errand))).ShouldNotBeNull();
}
