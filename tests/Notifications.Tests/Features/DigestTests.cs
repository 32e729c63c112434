using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class When_an_order_comes_in_several_packages : IAsyncLifetime
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start($"Notifications:DigestWindow={Window}");

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    /// <summary>Sends the same news of each package, each with a number of its own.</summary>
    async Task Tell(AlertKind kind, Guid order, IEnumerable<Guid> packages, long sequence = 3)
    {
        foreach (var package in packages)
        {
            var alert = _here.Alert(kind, package: package, order: order, sequence: sequence);
            await _here.Send(alert with { Package = alert.Package with { TrackingNumber = Number(package), TrackingUrl = $"https://shop.example/track/{package:N}" } });
        }
    }

    static string Number(Guid package) => $"{package:N}"[..12].ToUpperInvariant();

    Task<IReadOnlyList<JsonElement>> Are(Guid order, string query, int count, string status) =>
        Eventually.Get(() => _here.Told(order, query), all => all.Count == count && all.All(n => n.Text("status") == status));

    Task Ends(Guid order) => _here.PassTime(TimeSpan.FromSeconds(5), async () => (await _here.Told(order)).All(n => n.Text("status") is "sent" or "suppressed" or "merged"));

    [Fact]
    public async Task One_email_and_one_SMS_tell_the_same_of_all()
    {
        var (order, packages) = await _here.SplitOrder(3);
        await Tell(AlertKind.LeftDistributionCentre, order, packages);

        foreach (var waiting in await Are(order, "", 6, "deferred"))
        {
            waiting.Text("reason").ShouldBe("digest");
            waiting.GetProperty("nextAttemptAt").GetDateTimeOffset().ShouldBe(_here.Now + Window);
        }

        _here.Service.Time.Advance(Window - TimeSpan.FromSeconds(1));
        _here.Mail.Received.ShouldBeEmpty();
        await Ends(order);

        var mail = _here.Mail.Received.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("3 packages of your order ST-7F3K-2M9Q have left the distribution centre");
        var sms = _here.Twilio.Messages.ShouldHaveSingleItem();
        sms.Body.ShouldContain("3 packages of your order ST-7F3K-2M9Q have left the distribution centre.");
        SmsSize.Of(sms.Body).ShouldSatisfyAllConditions(s => s.Encoding.ShouldBe(SmsEncoding.Gsm7), s => s.Segments.ShouldBeLessThanOrEqualTo(2));

        var told = await _here.Told(order, "&channel=email");
        var carrier = await _here.Details(told.Single(n => n.Text("status") == "sent"));
        var html = carrier.Text("html")!;
        foreach (var package in packages)
        {
            mail.Text.ShouldContain(Number(package));
            html.ShouldContain($"https://shop.example/track/{package:N}");
            carrier.Text("calendar")!.ShouldContain($"UID:package-{package:N}@");
        }

        Regex.Count(mail.Text, "DHL: [0-9A-F]{12} · Expected delivery: ").ShouldBe(3);
        using var structured = JsonDocument.Parse(Regex.Match(html, """<script type="application/ld\+json">(.*?)</script>""", RegexOptions.Singleline).Groups[1].Value);
        structured.RootElement.EnumerateArray().Select(p => $"{p.Text("@type")} {p.Text("trackingNumber")}").ShouldBe(packages.Select(p => $"ParcelDelivery {Number(p)}"), ignoreOrder: true);

        var carried = told.Where(n => n.Text("status") == "merged").ToList();
        carried.Count.ShouldBe(2);
        carried.ShouldAllBe(n => n.GetProperty("carriedBy").GetGuid() == carrier.GetProperty("id").GetGuid());
        carrier.GetProperty("carries").EnumerateArray().Select(c => c.GetGuid()).ShouldBe(carried.Select(n => n.GetProperty("id").GetGuid()), ignoreOrder: true);
    }

    [Fact]
    public async Task What_the_reader_must_act_upon_is_told_at_once()
    {
        var (order, packages) = await _here.SplitOrder(2);

        await Tell(AlertKind.OutForDelivery, order, packages);

        await Are(order, "", 4, "sent");
        _here.Mail.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_rule_calls_urgent_is_told_at_once()
    {
        using (var reply = await _here.Service.Client.PutAsJsonAsync(new Uri("/api/v1/notifications/rules/shipped/email", UriKind.Relative), new { urgent = true }, TestContext.Current.CancellationToken))
            reply.EnsureSuccessStatusCode();
        var (order, packages) = await _here.SplitOrder(2);

        await Tell(AlertKind.Shipped, order, packages);

        await Are(order, "", 2, "sent");
    }

    [Fact]
    public async Task One_package_alone_never_waits_be_it_that_others_were_cancelled_or_replaced()
    {
        var (order, packages) = await _here.SplitOrder(3);
        await _here.Service.Publish(_here.Package(PackageStatus.Cancelled, order, packages[1], sequence: 2));
        await _here.Knows(order, 2);
        var instead = Guid.NewGuid();
        await _here.Service.Publish(_here.Package(PackageStatus.Cancelled, order, packages[2], sequence: 2));
        await _here.Service.Publish(_here.Package(PackageStatus.Created, order, instead, replaces: packages[0]));
        await Eventually.True(async () =>
        {
            await using var db = _here.Db();
            var known = await db.Buyers.AsNoTracking().Where(b => b.OrderId == order).Select(b => b.Packages).SingleAsync(TestContext.Current.CancellationToken);
            return known!.Where(p => !p.IsGone).Select(p => p.Id).SequenceEqual([instead]);
        });

        await Tell(AlertKind.Shipped, order, [instead]);

        await Are(order, "", 1, "sent");
    }

    [Fact]
    public async Task What_nobody_joins_goes_out_by_itself_in_its_own_words()
    {
        var (order, packages) = await _here.SplitOrder(2);
        await Tell(AlertKind.Shipped, order, packages.Take(1));
        await Are(order, "", 1, "deferred");

        await Ends(order);

        _here.Mail.Received.ShouldHaveSingleItem().Subject.ShouldBe("Your order ST-7F3K-2M9Q has been shipped");
    }

    [Fact]
    public async Task A_package_that_is_overtaken_drops_out()
    {
        var (order, packages) = await _here.SplitOrder(3);
        await Tell(AlertKind.Shipped, order, packages);
        await Are(order, "", 3, "deferred");
        await Tell(AlertKind.OutForDelivery, order, packages.Take(1), sequence: 5);
        await _here.Mail.Wait(1);

        await Ends(order);

        var shipped = (await _here.Told(order, "&kind=shipped")).ToDictionary(n => n.GetProperty("about").GetGuid());
        shipped[packages[0]].Text("reason").ShouldBe("superseded");
        shipped.Values.Select(n => n.Text("status")).ShouldBe(["suppressed", "merged", "sent"], ignoreOrder: true);
        _here.Mail.Received.Single(m => m.Subject.Contains("on their way")).Text.ShouldNotContain(Number(packages[0]));
    }

    [Fact]
    public async Task A_digest_that_must_be_tried_again_says_the_same_once()
    {
        var (order, packages) = await _here.SplitOrder(2);
        _here.Mail.Fail(SmtpStage.Recipient, "451 4.3.0 Try again later", times: 1);
        await Tell(AlertKind.Shipped, order, packages);
        await Are(order, "", 2, "deferred");

        await Ends(order);

        _here.Mail.Received.ShouldHaveSingleItem().Subject.ShouldBe("2 packages of your order ST-7F3K-2M9Q are on their way");
        (await _here.Details((await _here.Told(order)).Single(n => n.Text("status") == "sent"))).GetProperty("attempts").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task An_operator_who_sends_it_again_repeats_all_of_it()
    {
        var (order, packages) = await _here.SplitOrder(2);
        await Tell(AlertKind.Shipped, order, packages);
        await Are(order, "", 2, "deferred");
        await Ends(order);
        var carrier = (await _here.Told(order)).Single(n => n.Text("status") == "sent");

        using (var reply = await _here.Service.Client.PostAsync(new Uri($"/api/v1/notifications/{carrier.GetProperty("id").GetGuid()}/resend", UriKind.Relative), null, TestContext.Current.CancellationToken))
            reply.EnsureSuccessStatusCode();

        var mails = await _here.Mail.Wait(2);
        mails[1].Subject.ShouldBe(mails[0].Subject);
        packages.ShouldAllBe(p => mails[1].Text.Contains(Number(p)));
    }

    [Fact]
    public async Task Whoever_is_forgotten_meanwhile_is_told_nothing_and_nothing_names_them()
    {
        var (other, theirs) = await _here.SplitOrder(2);
        await Tell(AlertKind.Shipped, other, theirs);
        await Are(other, "", 2, "deferred");
        await Ends(other);
        var (order, packages) = await _here.SplitOrder(2);
        await Tell(AlertKind.LeftDistributionCentre, order, packages);
        await Are(order, "", 4, "deferred");

        await _here.Service.Send(Erasures.QueueOf("notifications"), new ErasePerson { ErasureId = Guid.NewGuid(), OrderIds = [order, other], Email = "ada@example.org" });
        await Are(order, "", 4, "suppressed");
        await Eventually.True(async () => (await _here.Told(other)).All(n => n.Text("recipientName") == Erasures.Erased));

        _here.Service.Time.Advance(Window * 2);
        _here.Mail.Received.ShouldHaveSingleItem();
        await using var db = _here.Db();
        var kept = JsonSerializer.Serialize(await db.Notifications.AsNoTracking().Where(n => n.Order == order || n.Order == other).Select(n => n.Alert).ToListAsync(TestContext.Current.CancellationToken));
        // An id may have these letters, in small ones.
        kept.ShouldNotContain("Ada", Case.Sensitive);
        kept.ShouldNotContain("+4915112345678");
    }
}

public class When_the_digest_is_set
{
    [Theory]
    [InlineData("-00:01:00")]
    [InlineData("01:00:01")]
    public async Task A_wrong_window_is_named(string window)
    {
        await using var service = new ServiceFixture<NotificationsService>($"Notifications:DigestWindow={window}");
        (await Should.ThrowAsync<Exception>(async () => await service.InitializeAsync())).ToString().ShouldContain("Notifications:DigestWindow");
    }

    [Fact]
    public async Task Each_package_is_told_of_by_itself_unless_it_is_on()
    {
        await using var here = await Installation.Start();
        var (order, packages) = await here.SplitOrder(2);

        foreach (var package in packages)
            await here.Send(here.Alert(AlertKind.Shipped, package: package, order: order));

        await here.Mail.Wait(2);
    }
}

/// <summary>News of packages in any order at any times, some of it newer than other, told to one service.</summary>
public sealed class Whatever_the_order_and_the_times_of_a_split_orders_news : IAsyncLifetime
{
    static readonly AlertKind[] Kinds = [AlertKind.Shipped, AlertKind.LeftDistributionCentre, AlertKind.OutForDelivery, AlertKind.Delivered];

    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start("Notifications:DigestWindow=00:02:00", "Notifications:MaxPerRecipientAndHour=0", "Notifications:MaxPerOrder=0", "Notifications:MaxAge=00:00:00");

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public Task Each_piece_is_told_once_by_itself_or_with_others_unless_newer_news_overtook_it() =>
        Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 150]).Array[1, 10]).SampleAsync(async (count, news) =>
        {
            var (order, packages) = await _here.SplitOrder(count);
            foreach (var (package, kind, seconds) in news)
            {
                await _here.Send(_here.Alert(Kinds[kind], package: packages[package % count], order: order, sequence: kind + 1));
                _here.Service.Time.Advance(TimeSpan.FromSeconds(seconds));
            }

            var expected = news.SelectMany(n => Channels(Kinds[n.Item2]).Select(channel => (packages[n.Item1 % count], Kinds[n.Item2], channel))).ToHashSet();
            await Eventually.True(async () => (await Rows()).Count == expected.Count);
            await _here.PassTime(TimeSpan.FromSeconds(20), async () => (await Rows()).TrueForAll(r => r.Status is NotificationStatus.Sent or NotificationStatus.Suppressed or NotificationStatus.Merged));

            var rows = await Rows();
            var told = rows.Where(r => r.Status == NotificationStatus.Sent).SelectMany(r => r.Alert.All.Select(a => (a.About, r.Kind, r.Channel))).ToList();
            told.ShouldBeUnique();
            var overtaken = rows.Where(r => r.Reason == "superseded").ToList();
            told.Concat(overtaken.Select(r => (r.About, r.Kind, r.Channel))).ShouldBe(expected, ignoreOrder: true);
            foreach (var old in overtaken)
                rows.ShouldContain(r => r.About == old.About && r.Channel == old.Channel && r.CauseSequence > old.CauseSequence && (r.Status == NotificationStatus.Sent || r.CarriedBy != null));
            foreach (var carried in rows.Where(r => r.CarriedBy is not null))
                rows.Single(r => r.Id == carried.CarriedBy).ShouldSatisfyAllConditions(c => c.Status.ShouldBe(NotificationStatus.Sent), c => c.Kind.ShouldBe(carried.Kind), c => c.Channel.ShouldBe(carried.Channel));

            async Task<List<Notification>> Rows()
            {
                await using var db = _here.Db();
                return await db.Notifications.AsNoTracking().Where(n => n.Order == order).ToListAsync(TestContext.Current.CancellationToken);
            }
        }, iter: 25, threads: 1);

    static Channel[] Channels(AlertKind kind) => kind == AlertKind.Shipped ? [Channel.Email] : [Channel.Email, Channel.Sms];
}

/// <summary>Two processes on one database server, of which one ends, and a third that only sends.</summary>
[Trait("Category", "Server")]
public sealed class When_two_processes_hear_of_a_split_order(PostgreSqlDatabases databases) : IClassFixture<PostgreSqlDatabases>
{
    [Fact]
    public async Task Each_piece_is_told_once_though_one_ends_and_others_take_over()
    {
        await using var mail = new SmtpServer(new SmtpServerOptions { StartTls = false });
        string[] settings =
        [
            "Database:Provider=PostgreSql",
            $"Database:ConnectionString={await databases.Database("digests")}",
            "Email:Smtp:Host=127.0.0.1",
            $"Email:Smtp:Port={mail.Port}",
            "Email:Smtp:Security=None",
            "Notifications:MaxPerRecipientAndHour=0",
            // The server's clock is asked once a minute, and what was put forward meanwhile is gone.
            "Notifications:DigestWindow=00:00:30",
            // Time passes while a message is on its way.
            "Notifications:Lease=1.00:00:00",
        ];
        await using var some = await Installation.Start();
        await using var first = new ServiceFixture<NotificationsService>(settings);
        await first.InitializeAsync();
        await using var second = new ServiceFixture<NotificationsService>(settings);
        await second.InitializeAsync();
        // It hears nothing of all this and knows what the database says, as one that begins later.
        await using var third = new ServiceFixture<NotificationsService>(settings);
        await third.InitializeAsync();
        var orders = Enumerable.Range(0, 6).Select(_ => (Id: Guid.NewGuid(), Packages: Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList())).ToList();
        foreach (var (id, packages) in orders)
            foreach (var package in packages)
                await (package.GetHashCode() % 2 == 0 ? first : second).Publish(some.Package(PackageStatus.Created, id, package));
        await Eventually.True(async () =>
        {
            await using var db = Db(first);
            return (await db.Buyers.AsNoTracking().Select(b => b.Packages).ToListAsync(TestContext.Current.CancellationToken)).Sum(p => p?.Count ?? 0) == 24;
        });

        await Task.WhenAll(orders.SelectMany(o => o.Packages.Select(p => (o.Id, Package: p))).SelectMany(p =>
            new[] { first, second, first }.Select(process => process.Send("notifications-send-alert", some.Alert(AlertKind.Shipped, package: p.Package, order: p.Id)))));
        await Eventually.True(async () =>
        {
            await using var db = Db(first);
            return await db.Notifications.CountAsync(TestContext.Current.CancellationToken) == 24;
        });
        await first.DisposeAsync();

        await Eventually.Get(
            async () =>
            {
                second.Time.Advance(TimeSpan.FromSeconds(10));
                third.Time.Advance(TimeSpan.FromSeconds(10));
                await using var db = Db(second);
                return await db.Notifications.AsNoTracking().Select(n => n.Status).ToListAsync(TestContext.Current.CancellationToken);
            },
            statuses => statuses.TrueForAll(s => s is NotificationStatus.Sent or NotificationStatus.Merged));

        await using var read = Db(second);
        var rows = await read.Notifications.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        rows.Where(r => r.Status == NotificationStatus.Sent).SelectMany(r => r.Alert.All.Select(a => a.About)).ShouldBe(orders.SelectMany(o => o.Packages), ignoreOrder: true);
        rows.ShouldContain(r => r.CarriedBy != null);
        mail.Received.Count.ShouldBe(rows.Count(r => r.Status == NotificationStatus.Sent));
        mail.Received.Select(m => m.MessageId).ShouldBeUnique();
    }

    static NotificationsDb Db(ServiceFixture<NotificationsService> service) => service.Services.GetRequiredService<IDbContextFactory<NotificationsDb>>().CreateDbContext();
}
