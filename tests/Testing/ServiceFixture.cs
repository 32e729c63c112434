using System.Collections.Concurrent;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;
using Xunit;

namespace StatusTracking.Testing;

/// <summary>
/// One service in this process, on a random port, with a data directory and an in-memory bus of its own. The test plays the other services:
/// it hears everything that is published and every command, and publishes and sends what they would.
/// </summary>
public sealed class ServiceFixture<T> : ServiceFixture where T : IService
{
    /// <summary>With default settings.</summary>
    public ServiceFixture() : this([]) { }

    /// <summary>With settings of one's own, <c>Key=value</c>.</summary>
    public ServiceFixture(params string[] settings) : base(host => host.With<T>(), T.Name, settings) { }
}

/// <summary>A fixture over any set of services.</summary>
public class ServiceFixture : IAsyncLifetime
{
    /// <summary>The queues of commands that one service sends to another.</summary>
    static readonly string[] CommandQueues =
    [
        "payments-start-payment", "payments-refund-order", "logistics-replace-package", "logistics-record-scan", "notifications-send-alert",
        "notifications-set-preference", "tracking-record-preference",
        Failures.Queue, Failures.QueueOf("orders"), Erasures.Queue,
    ];

    readonly Action<ServiceHost> _with;
    readonly string _applicationName;
    readonly string[] _settings;
    readonly Recorder _recorder = new();
    readonly TempDirectory _data = new();
    WebApplication? _app;

    /// <summary>Describes the host; it starts with <see cref="InitializeAsync"/>.</summary>
    public ServiceFixture(Action<ServiceHost> with, string applicationName, params string[] settings)
    {
        _with = with;
        _applicationName = applicationName;
        _settings = settings;
    }

    /// <summary>A key with every scope.</summary>
    public string ApiKey { get; } = "test-key-with-every-scope";

    /// <summary>The clock of the host. It stands still until it is advanced.</summary>
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));

    /// <summary>
    /// Lets days pass as if nobody had looked at the clock in between: what runs every few seconds runs for the last hour only, and not for
    /// each of the many times that it would have run.
    /// </summary>
    /// <param name="time">An hour at least.</param>
    public void LetPass(TimeSpan time)
    {
        var looked = TimeSpan.FromHours(1);
        Time.AdjustTime(Time.GetUtcNow() + time - looked);
        Time.Advance(looked);
    }

    /// <summary>Calls the API with a key that has every scope.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Calls without a key.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>Where the host keeps its files.</summary>
    public string DataDirectory => _data.Path;

    /// <summary>Everything that was published so far, and every command that went to another service, in the order of arrival.</summary>
    public IReadOnlyList<object> Messages => [.. _recorder.Messages];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var host = ServiceHost.Create(
            ["--urls=http://127.0.0.1:0", $"--Auth:ApiKey={ApiKey}", $"--DataDirectory={_data.Path}", "--Messaging:PollInterval=00:00:00.050", .. _settings.Select(s => s.StartsWith("--", StringComparison.Ordinal) ? s : "--" + s)],
            _applicationName);
        host.Builder.Services.AddSingleton<TimeProvider>(Time);
        host.Builder.Services.AddSingleton(_recorder);
        host.Builder.Logging.SetMinimumLevel(LogLevel.Warning);
        _with(host);
        if (!host.Bus.IsEmpty)
        {
            host.Bus.ListensTemporarily<Recorder>("recorder", "*.*.*");
            foreach (var queue in CommandQueues.Except(host.Bus.Queues))
                host.Bus.HandlesTemporarily<Recorder>(queue);
        }

        _app = host.Build();
        await _app.StartAsync();
        if (Services.GetService<IBusControl>() is { } bus)
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, Eventually.Patience);
        var address = new Uri(_app.Urls.First());
        Anonymous = new HttpClient { BaseAddress = address };
        Client = new HttpClient { BaseAddress = address };
        Client.DefaultRequestHeaders.Add("X-Api-Key", ApiKey);
    }

    /// <summary>Publishes what another service would; a repeated <paramref name="messageId"/> is the same message again.</summary>
    public Task Publish(IStatusEvent message, Guid? messageId = null) =>
        Services.GetRequiredService<IBus>().Publish(message, message.GetType(), context => context.MessageId = messageId ?? Guid.NewGuid());

    /// <summary>Sends a command as another service would.</summary>
    public async Task Send(string queue, object command, Guid? messageId = null)
    {
        var endpoint = await Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(command, command.GetType(), context => context.MessageId = messageId ?? Guid.NewGuid());
    }

    /// <summary>What was published of a type so far.</summary>
    public IReadOnlyList<TMessage> Heard<TMessage>(Func<TMessage, bool>? where = null) => [.. _recorder.Messages.OfType<TMessage>().Where(where ?? (_ => true))];

    /// <summary>Waits until so many messages of a type were published.</summary>
    public Task<IReadOnlyList<TMessage>> Published<TMessage>(int count = 1, Func<TMessage, bool>? where = null) =>
        Eventually.Get(() => Heard(where), messages => messages.Count >= count);

    /// <summary>Waits for the first message of a type that fits.</summary>
    public async Task<TMessage> First<TMessage>(Func<TMessage, bool>? where = null) => (await Published(1, where))[0];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        Anonymous?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        // The pool keeps files open, and a directory cannot be removed under it.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    sealed class Recorder :
        IConsumer<OrderStatusChanged>, IConsumer<PaymentStatusChanged>, IConsumer<StockStatusChanged>, IConsumer<PackageStatusChanged>,
        IConsumer<NotificationStatusChanged>, IConsumer<StatusChangeIgnored>, IConsumer<PackageSignal>, IConsumer<PackageEstimateChanged>, IConsumer<StockSignal>,
        IConsumer<StartPayment>, IConsumer<RefundOrder>, IConsumer<ReplacePackage>, IConsumer<RecordScan>, IConsumer<SendAlert>,
        IConsumer<SetPreference>, IConsumer<RecordPreference>, IConsumer<PersonErased>,
        IConsumer<RecordFailure>, IConsumer<ReportRetry>, IConsumer<ReleaseFailedMessage>, IConsumer<DropFailedMessage>, IConsumer<KeepFailedMessage>
    {
        public ConcurrentQueue<object> Messages { get; } = new();

        public Task Consume(ConsumeContext<OrderStatusChanged> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<PaymentStatusChanged> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<StockStatusChanged> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<PackageStatusChanged> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<NotificationStatusChanged> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<StatusChangeIgnored> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<PackageSignal> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<PackageEstimateChanged> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<StockSignal> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<StartPayment> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<RefundOrder> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<ReplacePackage> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<RecordScan> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<SendAlert> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<SetPreference> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<RecordPreference> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<PersonErased> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<RecordFailure> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<ReportRetry> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<ReleaseFailedMessage> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<DropFailedMessage> context) => Keep(context.Message);
        public Task Consume(ConsumeContext<KeepFailedMessage> context) => Keep(context.Message);

        Task Keep(object message)
        {
            Messages.Enqueue(message);
            return Task.CompletedTask;
        }
    }
}
