using System.Text.Json.Nodes;
using MimeKit;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

public sealed class When_everything_runs_in_one_process : IAsyncLifetime
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
    public async Task A_happy_package_makes_five_emails_and_three_sms_though_each_scan_comes_five_times()
    {
        var order = await HappyPackage.Live(Shop, _system.Time, times: 5);
        await HappyPackage.IsTold(Shop, order);

        var mails = Directory.GetFiles(Path.Combine(_system.DataDirectory, "outbox", "email"), "*.eml").Select(f => MimeMessage.Load(f)).ToList();
        mails.Count.ShouldBe(5);
        mails.ShouldAllBe(m => m.To.Mailboxes.Single().Address == "ada@example.org" && m.HtmlBody != null && m.TextBody != null);
        Directory.GetFiles(Path.Combine(_system.DataDirectory, "outbox", "sms"), "*.json").Length.ShouldBe(3);
        (await Shop.Get($"notifications?orderId={order}&limit=200"))["items"]!.AsArray().Count.ShouldBe(8, "no other message was so much as thought of");
    }

    [Fact]
    public async Task The_timeline_tells_every_subjects_changes_and_no_secret()
    {
        var order = await HappyPackage.Live(Shop, _system.Time);
        await HappyPackage.IsTold(Shop, order);
        await Eventually.Passes(async () =>
        {
            var timeline = await Shop.Timeline(order);
            timeline.Select(i => i["subject"]!.GetValue<string>()).Distinct().Order().ShouldBe(["notification", "order", "package", "payment", "stock"]);
            timeline.Where(i => i["subject"]!.GetValue<string>() == "order").Select(i => i["to"]!.GetValue<string>())
                .ShouldBe(["submitted", "awaiting_payment", "confirmed", "in_fulfilment", "completed"]);
            new JsonArray([.. timeline.Select(i => i.DeepClone())]).ToJsonString().ShouldNotContain("tok_ok");
        });
    }

    [Fact]
    public async Task A_declined_payment_is_told_and_paid_again()
    {
        var order = await Shop.Place(Shop.Order(token: "tok_declined"));
        await Shop.Reaches(order, "action_required");
        await Shop.Post($"orders/{order}/payments", new JsonObject { ["method"] = "card", ["token"] = "tok_ok" });
        await Shop.Reaches(order, "confirmed");
        await Eventually.Passes(async () => (await Shop.Sent(order)).ShouldBe(["order_confirmed/email", "payment_failed/email"]));
    }

    [Fact]
    public async Task A_cancelled_order_gives_its_stock_and_money_back()
    {
        var order = await Shop.Place(Shop.Order(quantity: 3));
        await Shop.Reaches(order, "confirmed");
        var package = await Shop.PackageOf(order);
        await Shop.Post($"orders/{order}/cancel", new JsonObject { ["reason"] = "The buyer changed their mind." });
        await Eventually.Passes(async () =>
        {
            (await Shop.Get($"orders/{order}"))["paymentStatus"]!.GetValue<string>().ShouldBe("refunded");
            (await Shop.Get($"packages/{package}"))["status"]!.GetValue<string>().ShouldBe("cancelled");
            var stock = await Shop.Get("stock/MUG-01");
            stock["onHand"]!.GetValue<int>().ShouldBe(100);
            stock["reserved"]!.GetValue<int>().ShouldBe(0);
        });
    }

    [Fact]
    public async Task An_order_that_nobody_pays_expires_after_a_day_and_gives_its_stock_back()
    {
        var order = await Shop.Place(Shop.Order(token: "tok_action_required", quantity: 2));
        await Shop.Reaches(order, "action_required");
        _system.Time.Advance(TimeSpan.FromHours(23));
        (await Shop.StatusOf(order)).ShouldBe("action_required");
        _system.Time.Advance(TimeSpan.FromHours(2));
        await Shop.Reaches(order, "expired");
        await Eventually.Passes(async () => (await Shop.Get("stock/MUG-01"))["reserved"]!.GetValue<int>().ShouldBe(0));
    }

    [Fact]
    public async Task A_package_that_nobody_hears_of_is_given_up_without_a_message_and_a_scan_wakes_it()
    {
        var order = await Shop.Place(Shop.Order());
        await Shop.Reaches(order, "confirmed");
        var package = await Shop.PackageOf(order);
        await Shop.Label(package, "100000000003");
        await Shop.Scan(package, "1", "picked_up", null, _system.Time.GetUtcNow());
        await Eventually.Passes(async () => (await Shop.Sent(order)).ShouldBe(["order_confirmed/email", "shipped/email"]));

        _system.LetPass(TimeSpan.FromDays(31));
        await Eventually.Passes(async () =>
        {
            var expired = (await Shop.Timeline(order)).Last(i => i["to"]!.GetValue<string>() == "expired");
            expired["detail"]!.GetValue<string>().ShouldBe("silent");
            expired["occurredAt"]!.GetValue<DateTimeOffset>().ShouldBe(_system.Time.GetUtcNow(), TimeSpan.FromDays(2));
        });
        (await Shop.StatusOf(order)).ShouldBe("in_fulfilment");

        await Shop.Scan(package, "2", "delivered", null, _system.Time.GetUtcNow());
        await Shop.Reaches(order, "completed");
        await Eventually.Passes(async () => (await Shop.Sent(order)).ShouldBe(["delivered/email", "delivered/sms", "order_confirmed/email", "shipped/email"]));
    }

    [Fact]
    public async Task A_lost_package_is_replaced_and_the_order_completes()
    {
        var order = await Shop.Place(Shop.Order());
        await Shop.Reaches(order, "confirmed");
        var package = await Shop.PackageOf(order);
        await Shop.Label(package, "100000000001");
        await Shop.Scan(package, "1", "picked_up", null, _system.Time.GetUtcNow());
        await Shop.Scan(package, "2", "lost", "confirmed", _system.Time.GetUtcNow().AddSeconds(1));
        await Shop.Reaches(order, "action_required");

        await Shop.Post($"orders/{order}/resolve", new JsonObject { ["packageId"] = package.ToString(), ["choice"] = "replace", ["reason"] = "The carrier lost it." });
        var replacement = await Eventually.Get<Guid>(async () =>
        {
            var packages = (await Shop.Get($"packages?orderId={order}"))["items"]!.AsArray();
            return packages.Select(p => Guid.Parse(p!["id"]!.GetValue<string>())).FirstOrDefault(id => id != package);
        }, id => id != Guid.Empty);
        await Shop.Label(replacement, "100000000002");
        await Shop.Scan(replacement, "3", "delivered", null, _system.Time.GetUtcNow().AddSeconds(2));
        await Shop.Reaches(order, "completed");
    }
}
