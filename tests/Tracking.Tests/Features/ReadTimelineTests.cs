using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Tracking.Tests.Features;

public class When_an_order_has_a_history : Situation
{
    Changes _package = null!;
    Others _others = null!;
    List<IStatusEvent> _history = null!;

    static readonly string[] Expected =
    [
        "order submitted", "stock requested", "stock reserved", "order awaiting_payment", "payment pending", "payment captured", "order confirmed",
        "package created", "package picked_up", "notification sent", "package delivered", "package in_transit ignored", "package recovered",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _package = Package();
        _others = new(_package);
        var at = Enumerable.Range(0, 20).Select(i => Now.AddMinutes(i)).ToArray();
        _history =
        [
            _others.Order(OrderStatus.Submitted, 1, at[0]),
            _others.Stock(StockStatus.Requested, 1, at[1]),
            _others.Stock(StockStatus.Reserved, 2, at[2], StockStatus.Requested),
            _others.Order(OrderStatus.AwaitingPayment, 2, at[3], OrderStatus.Submitted),
            _others.Payment(PaymentStatus.Pending, 1, at[4]),
            _others.Payment(PaymentStatus.Captured, 2, at[5], PaymentStatus.Pending),
            _others.Order(OrderStatus.Confirmed, 3, at[6], OrderStatus.AwaitingPayment),
            _package.Add(PackageStatus.Created, at: at[7]),
            _package.Add(PackageStatus.PickedUp, "accepted", at: at[8], location: "Leipzig") with { Impossible = "before_order" },
            _others.Notification(NotificationStatus.Sent, 4, at[9]),
            _package.Add(PackageStatus.Delivered, "signed", at: at[10]),
            new StatusChangeIgnored
            {
                Subject = Subjects.Package, SubjectId = _package.PackageId, OrderId = _package.OrderId, From = "delivered", To = "in_transit",
                Reason = "package is delivered: it cannot become in_transit.", Impossible = "after_delivery", OccurredAt = at[11], RecordedAt = at[12],
            },
            new PackageSignal { SubjectId = _package.PackageId, OrderId = _package.OrderId, Kind = "recovered", OccurredAt = at[13], RecordedAt = at[13] },
        ];
    }

    [Fact]
    public async Task It_reads_the_same_whatever_the_order_and_number_of_the_messages()
    {
        var messages = _history.Concat(_history).ToArray();
        Random.Shared.Shuffle(messages);
        await Publish(messages);

        (await Whole(limit: 200)).Select(Line).ShouldBe(Expected);
        (await Whole(limit: 3)).Select(Line).ShouldBe(Expected);
        (await Whole(limit: 3, newestFirst: true)).Select(Line).ShouldBe(Expected.Reverse());
    }

    [Fact]
    public async Task Each_line_says_what_and_where_and_when()
    {
        await Publish(_history);

        var lines = await Whole(limit: 200);
        var pickedUp = lines[8];
        pickedUp.Text("subject").ShouldBe("package");
        pickedUp.Text("subjectId").ShouldBe(_package.PackageId.ToString());
        pickedUp.Text("from").ShouldBe("created");
        pickedUp.Text("detail").ShouldBe("accepted");
        pickedUp.Text("location").ShouldBe("Leipzig");
        pickedUp.Time("occurredAt").ShouldBe(_package.All[1].OccurredAt);
        pickedUp.Time("recordedAt").ShouldBe(_package.All[1].RecordedAt);
        ((bool)pickedUp["late"]!).ShouldBeFalse();
        ((bool)pickedUp["ignored"]!).ShouldBeFalse();
        pickedUp.ContainsKey("reason").ShouldBeTrue();
        pickedUp.Text("impossible").ShouldBe("before_order");
        lines[10].Text("impossible").ShouldBeNull();
        lines[11].Text("impossible").ShouldBe("after_delivery");
        lines[11].Text("reason").ShouldBe("package is delivered: it cannot become in_transit.");
    }

    [Fact]
    public async Task A_package_shows_its_own_part_and_what_was_told_about_it()
    {
        await Publish(_history);

        var lines = (await Get($"/api/v1/packages/{_package.PackageId}/timeline"))["items"]!.AsArray();
        lines.Select(l => Line(l!.AsObject())).ShouldBe(Expected[7..]);
    }

    [Fact]
    public async Task The_feed_of_all_orders_begins_with_what_was_recorded_last()
    {
        await Publish(_history);
        var lines = new List<JsonObject>();
        for (string? next = ""; next is not null;)
        {
            var page = await Get($"/api/v1/timeline?limit=3{(next is "" ? "" : $"&after={next}")}");
            lines.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject()));
            next = page.Text("next");
        }

        lines.Select(Line).ShouldBe(Expected.Reverse());
        lines.ShouldAllBe(line => line.Text("orderId") == _package.OrderId.ToString());
        (await Status("/api/v1/timeline?limit=0")).ShouldBe(HttpStatusCode.BadRequest);
        (await Status("/api/v1/timeline?after=nonsense")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_the_buyer_paid_with_is_kept_nowhere()
    {
        await Publish(_history);

        foreach (var file in Directory.EnumerateFiles(Service.DataDirectory, "*", SearchOption.AllDirectories))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await open.CopyToAsync(copy, TestContext.Current.CancellationToken);
            Encoding.Latin1.GetString(copy.ToArray()).ShouldNotContain(Others.PaymentToken);
        }
    }

    [Fact]
    public async Task An_unknown_order_is_not_found_and_a_wrong_question_is_refused()
    {
        await Publish(_history);

        (await Status($"/api/v1/orders/{Guid.CreateVersion7()}/timeline")).ShouldBe(HttpStatusCode.NotFound);
        (await Status($"/api/v1/orders/{_package.OrderId}/timeline?limit=0")).ShouldBe(HttpStatusCode.BadRequest);
        (await Status($"/api/v1/orders/{_package.OrderId}/timeline?limit=many")).ShouldBe(HttpStatusCode.BadRequest);
        (await Status($"/api/v1/orders/{_package.OrderId}/timeline?after=nonsense")).ShouldBe(HttpStatusCode.BadRequest);
        using var anonymous = await Service.Anonymous.GetAsync(new Uri($"/api/v1/orders/{_package.OrderId}/timeline", UriKind.Relative), TestContext.Current.CancellationToken);
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    async Task Publish(IEnumerable<IStatusEvent> messages)
    {
        foreach (var message in messages)
            await Service.Publish(message);
        await Eventually.True(async () => await Status($"/api/v1/orders/{_package.OrderId}/timeline") == HttpStatusCode.OK && (await Whole(200)).Count >= Expected.Length);
    }

    async Task<List<JsonObject>> Whole(int limit, bool newestFirst = false)
    {
        var lines = new List<JsonObject>();
        string? next = null;
        do
        {
            var page = await Get($"/api/v1/orders/{_package.OrderId}/timeline?limit={limit}{(newestFirst ? "&newestFirst=true" : "")}{(next is null ? "" : $"&after={next}")}");
            var items = page["items"]!.AsArray();
            items.Count.ShouldBeLessThanOrEqualTo(limit);
            lines.AddRange(items.Select(i => i!.AsObject()));
            next = page.Text("next");
        }
        while (next is not null);
        return lines;
    }

    async Task<HttpStatusCode> Status(string path)
    {
        using var reply = await Service.Client.GetAsync(new Uri(path, UriKind.Relative));
        return reply.StatusCode;
    }

    static string Line(JsonObject line) => $"{line.Text("subject")} {line.Text("to")}{((bool)line["ignored"]! ? " ignored" : "")}";
}
