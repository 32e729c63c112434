using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

/// <summary>
/// The same alerts in any order and any number, each fresh or superseded, as the saga sends them when the same scans come in other orders.
/// </summary>
public abstract class Whatever_the_order_in_which_alerts_come : IAsyncLifetime
{
    static readonly (AlertKind Kind, string Occurrence)[] Keys =
    [
        (AlertKind.Shipped, "1"), (AlertKind.LeftDistributionCentre, "1"), (AlertKind.OutForDelivery, "2026-11-23"), (AlertKind.OutForDelivery, "2026-11-24"),
        (AlertKind.Exception, "2026-11-23"), (AlertKind.Delivered, "1"), (AlertKind.Returned, "1"),
    ];

    static readonly Gen<((int Key, bool Superseded)[] Alerts, int Seed, bool HasPhone)> AnyCase =
        Gen.Select(Gen.Select(Gen.Int[0, 6], Gen.Bool).Array[1, 10], Gen.Int[0, int.MaxValue], Gen.Bool);

    ServiceFixture<NotificationsService> _service = null!;

    protected abstract Task<string[]> Settings();

    public virtual async ValueTask InitializeAsync()
    {
        // One person hears it all: what is suppressed must not be so for a cap.
        _service = new([.. await Settings(), "Notifications:MaxPerRecipientAndHour=0", "Notifications:MaxPerOrder=0", "Notifications:MaxAge=00:00:00"]);
        await _service.InitializeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public Task There_are_the_same_keys_each_once_and_what_came_fresh_is_told() => AnyCase.SampleAsync(async c =>
    {
        var random = new Random(c.Seed);
        var one = await Tell(c.Alerts, c.HasPhone, random);
        var other = await Tell(c.Alerts, c.HasPhone, random);

        one.Select(KeyOf).ShouldBeUnique();
        other.Select(KeyOf).ShouldBe(one.Select(KeyOf), ignoreOrder: true);
        foreach (var row in one.Concat(other).Where(r => r.Recipient.Length > 0))
        {
            var fresh = c.Alerts.Any(a => !a.Superseded && Keys[a.Key] == (row.Kind, row.Occurrence));
            (row.Status == NotificationStatus.Suppressed).ShouldBe(!fresh, $"{row.Kind}/{row.Occurrence} is {row.Status}");
        }
    }, iter: 40, threads: 1);

    /// <summary>As the consumer of the command does it: a context and a transaction an alert.</summary>
    async Task<List<Notification>> Tell((int Key, bool Superseded)[] alerts, bool hasPhone, Random random)
    {
        var package = Guid.NewGuid();
        var heard = alerts.Concat(alerts.Where(_ => random.Next(2) == 0)).ToArray();
        random.Shuffle(heard);
        foreach (var (key, superseded) in heard)
        {
            await using var scope = _service.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDb>();
            var alert = Some.Alert(Keys[key].Kind, Some.Ada(phone: hasPhone ? "+4915112345678" : null)) with { About = package, OrderId = package, Occurrence = Keys[key].Occurrence };
            await db.InTransaction(async () =>
            {
                await scope.ServiceProvider.GetRequiredService<TellPerson>().Tell(alert, TestContext.Current.CancellationToken, superseded);
                await db.SaveChangesAsync();
                return true;
            }, TestContext.Current.CancellationToken);
        }

        await using var read = _service.Services.GetRequiredService<IDbContextFactory<NotificationsDb>>().CreateDbContext();
        return await read.Notifications.AsNoTracking().Where(n => n.About == package).ToListAsync();
    }

    static (AlertKind, string, Channel, string) KeyOf(Notification n) => (n.Kind, n.Occurrence, n.Channel, n.Recipient);
}

public sealed class Whatever_the_order_in_which_alerts_come_to_Sqlite : Whatever_the_order_in_which_alerts_come
{
    protected override Task<string[]> Settings() => Task.FromResult<string[]>([]);
}

[Trait("Category", "Server")]
public sealed class Whatever_the_order_in_which_alerts_come_to_PostgreSql(PostgreSqlDatabases databases) : Whatever_the_order_in_which_alerts_come, IClassFixture<PostgreSqlDatabases>
{
    protected override async Task<string[]> Settings() => ["Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database("keys")}"];
}
