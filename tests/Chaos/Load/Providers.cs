using System.Collections.Concurrent;
using System.Net.Sockets;
using StatusTracking.Testing;

namespace StatusTracking.Chaos;

/// <summary>
/// Whom the system tells by: a mail server and a server of Twilio's shape, in this process, which nobody kills. Each writes down what it got
/// before it says so to its client. Twilio calls back when a message has arrived, and again where nobody answers.
/// </summary>
sealed class Providers : IAsyncDisposable
{
    readonly ConcurrentQueue<Told> _mails = new();
    readonly ConcurrentQueue<Told> _sms = new();
    readonly StreamWriter _mailLog;
    readonly StreamWriter _smsLog;
    readonly Lock _gate = new();
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<Task, bool> _callbacks = new();
    SmtpServer _smtp = null!;
    TwilioServer _twilio = null!;

    Providers(string folder)
    {
        _mailLog = new StreamWriter(Path.Combine(folder, "mail.log")) { AutoFlush = true };
        _smsLog = new StreamWriter(Path.Combine(folder, "sms.log")) { AutoFlush = true };
    }

    public IReadOnlyList<Told> Mails => [.. _mails];

    public IReadOnlyList<Told> Sms => [.. _sms];

    /// <summary>Callbacks that nobody has taken yet.</summary>
    public int OpenCallbacks => _callbacks.Count;

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(_twilio.Settings)
    {
        ["Email:Smtp:Host"] = _smtp.Host,
        ["Email:Smtp:Port"] = $"{_smtp.Port}",
        ["Email:Smtp:Security"] = "None",
    };

    public static async Task<Providers> Start(string folder)
    {
        var providers = new Providers(folder);
        providers._smtp = new SmtpServer(new SmtpServerOptions { StartTls = false, Forgets = true }) { Taken = mail => Keep(Told.Of(mail), providers._mails, providers._mailLog, providers._gate) };
        providers._twilio = await TwilioServer.Start();
        providers._twilio.Taken = sms =>
        {
            Keep(Told.Of(sms), providers._sms, providers._smsLog, providers._gate);
            var callback = Task.Run(() => providers.CallBack(sms));
            providers._callbacks[callback] = true;
            _ = callback.ContinueWith(over => providers._callbacks.TryRemove(over, out _), TaskScheduler.Default);
        };
        return providers;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callbacks.Keys);
        await _smtp.DisposeAsync();
        await _twilio.DisposeAsync();
        await _mailLog.DisposeAsync();
        await _smsLog.DisposeAsync();
        _stop.Dispose();
    }

    static void Keep(Told told, ConcurrentQueue<Told> queue, StreamWriter log, Lock gate)
    {
        lock (gate)
            log.WriteLine($"{TimeProvider.System.GetUtcNow():O} {told.Recipient} {told.Kind} {told.Id}");
        queue.Enqueue(told);
    }

    async Task CallBack(TwilioMessage sms)
    {
        try
        {
            for (var tries = 1; ; tries++)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(8, 0.5 * tries)), _stop.Token);
                try
                {
                    using var answer = await _twilio.CallBack(sms, "delivered");
                    if (answer.IsSuccessStatusCode)
                        return;
                }
                catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
                {
                    continue; // Nobody is there just now.
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
