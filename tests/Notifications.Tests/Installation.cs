using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

/// <summary>The service with a mail server and a Twilio of its own, each behind a proxy; the test plays the other services and the operators.</summary>
sealed class Installation : IAsyncDisposable
{
    readonly TempDirectory _certificates;

    Installation(ServiceFixture<NotificationsService> service, SmtpServer mail, FaultProxy toMail, TwilioServer twilio, FaultProxy toTwilio, string url, TempDirectory certificates)
    {
        (Service, Mail, ToMail, Twilio, ToTwilio, Url) = (service, mail, toMail, twilio, toTwilio, url);
        _certificates = certificates;
    }

    public ServiceFixture<NotificationsService> Service { get; }

    public SmtpServer Mail { get; }

    /// <summary>The way to the mail server.</summary>
    public FaultProxy ToMail { get; }

    public TwilioServer Twilio { get; }

    /// <summary>The way to Twilio.</summary>
    public FaultProxy ToTwilio { get; }

    /// <summary>Where the service listens, which is its <c>PublicUrl</c> as well.</summary>
    public string Url { get; }

    public static Task<Installation> Start(params string[] settings) => Start(new SmtpServerOptions { StartTls = false }, settings);

    /// <summary>With a mail server that behaves like this; its certificate is trusted.</summary>
    public static async Task<Installation> Start(SmtpServerOptions mailServer, params string[] settings)
    {
        var mail = new SmtpServer(mailServer);
        var toMail = FaultProxy.To(mail.Host, mail.Port);
        var twilio = await TwilioServer.Start();
        var toTwilio = FaultProxy.To(twilio.BaseUrl);
        var certificates = new TempDirectory();
        await File.WriteAllTextAsync(certificates.File("ca.pem"), mail.Certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        var service = new ServiceFixture<NotificationsService>(
        [
            $"urls={url}",
            $"PublicUrl={url}",
            $"Email:Smtp:Host={toMail.Host}",
            $"Email:Smtp:Port={toMail.Port}",
            "Email:Smtp:Security=None",
            $"Email:Smtp:TrustedCertificates={certificates.File("ca.pem")}",
            "Email:From=My Shop <orders@shop.example>",
            // Tests let hours pass while a message is on its way.
            "Notifications:Lease=1.00:00:00",
            .. twilio.Settings.Select(s => $"{s.Key}={s.Value}"),
            $"Sms:Twilio:BaseUrl={toTwilio.Instead(twilio.BaseUrl)}",
            .. settings,
        ]);
        await service.InitializeAsync();
        return new(service, mail, toMail, twilio, toTwilio, url, certificates);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await ToMail.DisposeAsync();
        await Mail.DisposeAsync();
        await ToTwilio.DisposeAsync();
        await Twilio.DisposeAsync();
        _certificates.Dispose();
    }

    /// <summary>Ends all that goes wrong on the way to the providers and at them.</summary>
    public async Task Heal()
    {
        Mail.Heal();
        Twilio.Heal();
        foreach (var proxy in new[] { ToMail, ToTwilio })
        {
            proxy.Heal();
            // A connection that is kept may have been hurt: the next message takes a new one.
            proxy.Reset();
            await Eventually.True(() => proxy.Open.Count == 0);
        }
    }

    public DateTimeOffset Now => Service.Time.GetUtcNow();

    public NotificationsDb Db() => Service.Services.GetRequiredService<IDbContextFactory<NotificationsDb>>().CreateDbContext();

    /// <summary>An alert as Tracking's saga sends it.</summary>
    public SendAlert Alert(AlertKind kind = AlertKind.LeftDistributionCentre, Person? customer = null, Person? recipient = null, Guid? package = null, Guid? order = null, DateTimeOffset? occurredAt = null, long sequence = 3) => new()
    {
        PackageId = package ?? Guid.NewGuid(),
        OrderId = order ?? Guid.NewGuid(),
        Kind = kind.ToWord(),
        Occurrence = "1",
        Cause = new("in_transit", "departed_facility", "Hannover", "Left", occurredAt ?? Now, Now, sequence),
        Package = new()
        {
            OrderNumber = "ST-7F3K-2M9Q",
            Carrier = "dhl",
            TrackingNumber = "00340434161094015902",
            TrackingUrl = "https://shop.example/track/abc",
            EstimatedDelivery = Now.AddDays(2),
            Lines = [new("MUG-01", 2)],
            Customer = customer ?? Some.Ada(),
            Recipient = recipient,
            ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        },
    };

    public async Task<SendAlert> Send(SendAlert alert)
    {
        await Service.Send("notifications-send-alert", alert);
        return alert;
    }

    /// <summary>As an operator turns a kind of news on or off on a channel.</summary>
    public async Task SetRule(AlertKind kind, Channel channel, bool enabled)
    {
        using var reply = await Service.Client.PutAsJsonAsync(
            new Uri($"/api/v1/notifications/rules/{kind.ToWord()}/{channel.ToWord()}", UriKind.Relative), new { enabled }, TestContext.Current.CancellationToken);
        reply.EnsureSuccessStatusCode();
    }

    public OrderStatusChanged Order(OrderStatus to, Guid? id = null, string? from = null, long sequence = 1, DateTimeOffset? occurredAt = null)
    {
        var order = id ?? Guid.NewGuid();
        return new()
        {
            SubjectId = order,
            OrderId = order,
            From = from,
            To = to.ToWord(),
            OccurredAt = occurredAt ?? Now,
            RecordedAt = Now,
            Sequence = sequence,
            Order = new()
            {
                Number = "ST-7F3K-2M9Q",
                Customer = Some.Ada(),
                ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
                Currency = "EUR",
                Total = 25m,
                Lines = [new("MUG-01", "Mug", 2, 12.5m, null)],
                PlacedAt = Now,
                TrackingUrl = "https://shop.example/track/order",
            },
        };
    }

    public PaymentStatusChanged Payment(PaymentStatus to, Guid order, Guid? id = null, long sequence = 2, decimal refunded = 0) => new()
    {
        SubjectId = id ?? Guid.NewGuid(),
        OrderId = order,
        To = to.ToWord(),
        OccurredAt = Now,
        RecordedAt = Now,
        Sequence = sequence,
        Amount = 25m,
        Refunded = refunded,
        Currency = "EUR",
        Method = "card",
    };

    /// <summary>A change of a package, as Logistics publishes it.</summary>
    public PackageStatusChanged Package(PackageStatus to, Guid order, Guid? id = null, string? detail = null, PackageStatus? from = null, long sequence = 1, Guid? replaces = null) => new()
    {
        SubjectId = id ?? Guid.NewGuid(),
        OrderId = order,
        From = from?.ToWord(),
        To = to.ToWord(),
        Detail = detail,
        OccurredAt = Now,
        RecordedAt = Now,
        Sequence = sequence,
        Location = "Hannover",
        Package = Alert().Package with { Replaces = replaces },
    };

    /// <summary>An order whose packages Notifications has heard of.</summary>
    /// <returns>The order and its packages.</returns>
    public async Task<(Guid Order, IReadOnlyList<Guid> Packages)> SplitOrder(int packages)
    {
        var (order, ids) = (Guid.NewGuid(), Enumerable.Range(0, packages).Select(_ => Guid.NewGuid()).ToList());
        foreach (var id in ids)
            await Service.Publish(Package(PackageStatus.Created, order, id));
        await Knows(order, packages);
        return (order, ids);
    }

    /// <summary>Waits until it has heard of so many packages that have not gone.</summary>
    public Task Knows(Guid order, int packages) => Eventually.True(async () =>
    {
        await using var db = Db();
        var known = await db.Buyers.AsNoTracking().Where(b => b.OrderId == order).Select(b => b.Packages).SingleOrDefaultAsync(TestContext.Current.CancellationToken);
        return (known ?? []).Count(p => !p.IsGone) == packages;
    });

    /// <summary>What the API shows of an order.</summary>
    public async Task<IReadOnlyList<JsonElement>> Told(Guid order, string query = "")
    {
        var page = await Service.Client.GetFromJsonAsync<JsonElement>($"/api/v1/notifications?orderId={order}{query}", TestContext.Current.CancellationToken);
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    /// <summary>Waits until the one notification of an order on a channel is as wanted.</summary>
    public Task<JsonElement> Becomes(Guid order, string channel, string status) =>
        Eventually.Get(
            async () => (await Told(order, $"&channel={channel}")).SingleOrDefault(),
            n => n.ValueKind == JsonValueKind.Object && n.GetProperty("status").GetString() == status,
            what: $"the {channel} becomes {status}");

    /// <summary>Lets time pass in steps, so that what waits for a poll gets its turn, until the condition holds.</summary>
    public Task PassTime(TimeSpan step, Func<Task<bool>> until) =>
        Eventually.True(async () =>
        {
            if (await until())
                return true;
            Service.Time.Advance(step);
            return false;
        });

    public async Task<JsonElement> Details(JsonElement notification) =>
        await Service.Client.GetFromJsonAsync<JsonElement>($"/api/v1/notifications/{notification.GetProperty("id").GetGuid()}", TestContext.Current.CancellationToken);
}

static class Json
{
    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();
}
