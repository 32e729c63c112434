using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using MimeKit;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>From the link in an e-mail to the e-mail that does not come, and to the one that comes again.</summary>
public sealed class When_somebody_wants_no_more_email : IAsyncLifetime
{
    readonly EmbeddedSystem _system = new();

    Shop Shop => new(_system.Client);

    public async ValueTask InitializeAsync()
    {
        await _system.InitializeAsync();
        await Shop.PutStock("MUG-01", 100);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task None_comes_and_the_notification_says_why_until_they_switch_it_on_again()
    {
        var order = await Shop.Place(Shop.Order());
        await Shop.Reaches(order, "confirmed");
        var package = await Shop.PackageOf(order);
        await Shop.Label(package, "100000000001");
        await Scan(package, 1, "picked_up", "accepted");
        await Stands(order, "shipped/email sent");
        var page = new Uri((await Shop.Get($"packages/{package}"))["trackingUrl"]!.GetValue<string>()).AbsolutePath;
        Mails("picked up").Single().TextBody.ShouldNotBeNull().ShouldContain($"{page}#messages");

        await Choose(page, "email=off", lifted: false);
        await Scan(package, 2, "in_transit", "departed_facility");
        await Stands(order, "left_distribution_centre/email suppressed preference");
        await Stands(order, "left_distribution_centre/sms sent");

        await Choose(page, "email=on", lifted: true);
        await Scan(package, 3, "out_for_delivery", "vehicle");
        await Stands(order, "out_for_delivery/email sent");

        Mails("distribution centre").ShouldBeEmpty();
        Mails("").Count.ShouldBe(3, "confirmed, shipped, out for delivery");
    }

    Task<string> Scan(Guid package, int number, string status, string detail) =>
        Shop.Scan(package, number.ToString(CultureInfo.InvariantCulture), status, detail, _system.Time.GetUtcNow().AddSeconds(number));

    /// <summary>As the page's button does, and waits until Notifications has heard of it: a message that is on its way before that may still come.</summary>
    async Task Choose(string page, string form, bool lifted)
    {
        using var body = new StringContent(form, null, "application/x-www-form-urlencoded");
        using var reply = await _system.Anonymous.PostAsync(new Uri($"{page}/preferences", UriKind.Relative), body, TestContext.Current.CancellationToken);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(lifted ? "News of your packages will come by e-mail" : "You will get no more e-mails");
        await Eventually.True(async () =>
        {
            await using var db = new SqliteConnection($"Data Source={Path.Combine(_system.DataDirectory, "notifications.db")};Mode=ReadOnly;Pooling=False");
            await db.OpenAsync();
            await using var ask = db.CreateCommand();
            ask.CommandText = "SELECT Lifted FROM opt_outs WHERE Channel = 'email' AND Address = 'ada@example.org'";
            return await ask.ExecuteScalarAsync() is long held && held == (lifted ? 1 : 0);
        });
    }

    Task Stands(Guid order, string how) => Eventually.Passes(async () =>
        (await Shop.Get($"notifications?orderId={order}&limit=200"))["items"]!.AsArray()
            .Select(n => string.Join(' ', $"{n!["kind"]}/{n["channel"]}", n["status"], n["reason"]).Trim())
            .ShouldContain(how));

    /// <summary>The e-mails that left, and that say something.</summary>
    List<MimeMessage> Mails(string words) =>
        [.. Directory.GetFiles(Path.Combine(_system.DataDirectory, "outbox", "email"), "*.eml").Select(f => MimeMessage.Load(f)).Where(m => m.TextBody?.Contains(words, StringComparison.Ordinal) is true)];
}
