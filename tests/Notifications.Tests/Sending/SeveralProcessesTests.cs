using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

/// <summary>Two processes on one database server, each with a bus of its own that brings it the same commands.</summary>
public sealed class When_two_processes_are_told_the_same(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task Each_person_is_told_once()
    {
        await using var mail = new SmtpServer(new SmtpServerOptions { StartTls = false });
        await using var twilio = await TwilioServer.Start();
        string[] settings =
        [
            "Database:Provider=PostgreSql",
            $"Database:ConnectionString={await databases.Database("notifications")}",
            "Email:Smtp:Host=127.0.0.1",
            $"Email:Smtp:Port={mail.Port}",
            "Email:Smtp:Security=None",
            "Notifications:MaxPerRecipientAndHour=30",
            .. twilio.Settings.Select(s => $"{s.Key}={s.Value}"),
        ];
        await using var first = new ServiceFixture<NotificationsService>(settings);
        await first.InitializeAsync();
        await using var second = new ServiceFixture<NotificationsService>(settings);
        await second.InitializeAsync();
        await using var some = await Installation.Start();
        var alerts = Enumerable.Range(0, 40).Select(_ => some.Alert()).ToList();

        await Task.WhenAll(alerts.SelectMany(alert => new[] { first, second, first }.Select(process => process.Send("notifications-send-alert", alert))));

        await using var db = first.Services.GetRequiredService<IDbContextFactory<NotificationsDb>>().CreateDbContext();
        var statuses = await Eventually.Get(
            () => db.Notifications.AsNoTracking().Select(n => n.Status).ToListAsync(TestContext.Current.CancellationToken),
            all => all.Count == 80 && all.TrueForAll(s => s is NotificationStatus.Sent or NotificationStatus.Suppressed),
            TimeSpan.FromSeconds(90));
        // The cap of 30 a recipient, hour and channel holds over both processes, to the message.
        mail.Received.Count.ShouldBe(30);
        twilio.Messages.Count.ShouldBe(30);
        statuses.Count(s => s == NotificationStatus.Suppressed).ShouldBe(20);
        mail.Received.Select(m => m.MessageId).Distinct().Count().ShouldBe(30);
    }

    [Fact]
    public async Task Lists_and_clean_up_speak_the_servers_language()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var service = new ServiceFixture<NotificationsService>(
            "Database:Provider=PostgreSql", $"Database:ConnectionString={await databases.Database("lists")}", "Notifications:KeepMessages=00:00:01");
        await service.InitializeAsync();
        await using var some = await Installation.Start();
        for (var i = 0; i < 5; i++)
            await service.Send("notifications-send-alert", some.Alert(AlertKind.Shipped));
        await service.Published<NotificationStatusChanged>(5, m => m.To == "sent");

        var first = await service.Client.GetFromJsonAsync<JsonElement>("/api/v1/notifications?limit=3&channel=email", cancel);
        var second = await service.Client.GetFromJsonAsync<JsonElement>($"/api/v1/notifications?limit=3&after={first.Text("next")}", cancel);
        var ids = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(n => n.GetProperty("id").GetGuid()).ToList();
        ids.Distinct().Count().ShouldBe(5);
        second.Text("next").ShouldBeNull();

        service.Time.Advance(TimeSpan.FromSeconds(5));
        await service.Services.GetRequiredService<PruneMessages>().DeleteRows(cancel);
        await using var db = service.Services.GetRequiredService<IDbContextFactory<NotificationsDb>>().CreateDbContext();
        (await db.Messages.CountAsync(cancel)).ShouldBe(0);
        (await db.Attempts.CountAsync(cancel)).ShouldBe(0);
        (await db.Notifications.CountAsync(cancel)).ShouldBe(5);
    }
}
