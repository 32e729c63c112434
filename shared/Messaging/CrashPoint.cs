using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace StatusTracking.Messaging;

/// <summary>
/// Places where this process kills itself when a test asks it to by <c>Testing:CrashAt</c>, as SIGKILL would at the worst moment: what is in
/// memory is gone, nothing is closed, no handler runs. Without that setting each place costs one comparison with null.
/// </summary>
public static class CrashPoint
{
    /// <summary>The setting: <c>point</c>, or <c>point:n</c> for the n-th time that it is reached.</summary>
    /// <value>Not set by default: no place does anything.</value>
    public const string Setting = "Testing:CrashAt";

    /// <summary>
    /// The path of a file that is written just before the kill. Where it is there already, the setting is ignored: so one environment crashes once,
    /// also where something starts the process again.
    /// </summary>
    /// <value>Not set by default: each start crashes.</value>
    public const string MarkerSetting = "Testing:CrashMarker";

    /// <summary>A message's inbox row is inserted; its handler has not run. The transaction is open.</summary>
    public const string InboxInserted = "inbox.inserted";

    /// <summary>A message is handled and all of its effects are written; the transaction is open.</summary>
    public const string InboxBeforeCommit = "inbox.before-commit";

    /// <summary>A message's effects are committed; the broker has no acknowledgement.</summary>
    public const string InboxCommitted = "inbox.committed";

    /// <summary>The inbox rows of a group of sagas' messages are inserted, their sagas are not written. The transaction is open.</summary>
    public const string GroupInserted = "group.inserted";

    /// <summary>Everything of a group is written; the transaction is open.</summary>
    public const string GroupBeforeCommit = "group.before-commit";

    /// <summary>A group is committed; no message of it has been acknowledged.</summary>
    public const string GroupCommitted = "group.committed";

    /// <summary>Committed rows of this process were taken from memory; the first is not sent yet.</summary>
    public const string OutboxTaken = "outbox.taken";

    /// <summary>A message was given to the transport; whether the broker has it is not known.</summary>
    public const string OutboxSending = "outbox.sending";

    /// <summary>A row of a batch is confirmed, and at least one other of it is not.</summary>
    public const string OutboxBetweenRows = "outbox.between-rows";

    /// <summary>All rows of a batch are confirmed; none is deleted.</summary>
    public const string OutboxConfirmed = "outbox.confirmed";

    /// <summary>In one process: all listeners have handled rows; none is deleted.</summary>
    public const string OutboxHandled = "outbox.handled";

    /// <summary>A due row was claimed from the table: a schedule, or what a crash left behind. It is not sent yet.</summary>
    public const string ScheduleClaimed = "schedule.claimed";

    /// <summary>A due row that was claimed from the table is sent and confirmed; it is not deleted.</summary>
    public const string ScheduleSent = "schedule.sent";

    /// <summary>An <c>Idempotency-Key</c> is stored; the work of its request has not begun.</summary>
    public const string IdempotencyStored = "idempotency.stored";

    /// <summary>What a request asked for is committed; no byte of the reply has left.</summary>
    public const string HttpBeforeReply = "http.before-reply";

    /// <summary>An attempt to send an e-mail or SMS is committed; no socket was touched.</summary>
    public const string SenderAttempted = "sender.attempted";

    /// <summary>It is committed that an e-mail or SMS may have left; no byte of it has.</summary>
    public const string SenderLeaving = "sender.leaving";

    /// <summary>The final dot of an e-mail is written; the server's answer was not read.</summary>
    public const string SmtpHandedOver = "smtp.handed-over";

    /// <summary>The last byte of a request to Twilio is written; its answer was not read.</summary>
    public const string TwilioHandedOver = "twilio.handed-over";

    /// <summary>The provider has taken a message; that is not recorded.</summary>
    public const string SenderAccepted = "sender.accepted";

    /// <summary>It is written down that the provider has taken a message; its notification does not say so yet.</summary>
    public const string SenderNoted = "sender.noted";

    /// <summary>A call to the payment gateway is leased and counted; the gateway was not asked.</summary>
    public const string GatewayBeforeCall = "gateway.before-call";

    /// <summary>The payment gateway has answered; that is not recorded.</summary>
    public const string GatewayAnswered = "gateway.answered";

    /// <summary>A statement of a migration has run.</summary>
    public const string MigrationRunning = "migration.running";

    /// <summary>A batch of a clean-up is deleted, and it goes on.</summary>
    public const string CleanUpBetweenBatches = "clean-up.between-batches";

    static Armed? _armed;

    /// <summary>All points.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        InboxInserted, InboxBeforeCommit, InboxCommitted, GroupInserted, GroupBeforeCommit, GroupCommitted, OutboxTaken, OutboxSending,
        OutboxBetweenRows, OutboxConfirmed, OutboxHandled, ScheduleClaimed, ScheduleSent, IdempotencyStored, HttpBeforeReply, SenderAttempted, SenderLeaving, SmtpHandedOver,
        TwilioHandedOver, SenderAccepted, SenderNoted, GatewayBeforeCall, GatewayAnswered, MigrationRunning, CleanUpBetweenBatches,
    ];

    /// <summary>The point at which this process is to die, with the count; null = none, as always outside of tests.</summary>
    public static string? ArmedAt => _armed?.ToString();

    /// <summary>Whether this process is to die at a point.</summary>
    public static bool IsArmedAt(string point) => _armed is { } armed && armed.Point == point;

    /// <summary>Dies here, where the setting says so.</summary>
    public static void Reached(string point)
    {
        if (_armed is { } armed && armed.Point == point)
            armed.Reach();
    }

    /// <summary>Reads the setting. Before the host is built, so that migrations are under it as well.</summary>
    /// <exception cref="InvalidOperationException">It names no point, or no count; the message lists the points.</exception>
    public static void Arm(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } setting)
            return;
        var (point, times) = Read(setting);
        var marker = configuration[MarkerSetting] is { Length: > 0 } path ? path : null;
        if (!File.Exists(marker))
            _armed = new(point, times, marker);
    }

    internal static (string Point, int Times) Read(string setting)
    {
        var parts = setting.Split(':');
        var times = 1;
        if (parts.Length > 2 || !All.Contains(parts[0]) || parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out times) || times < 1)
            throw new InvalidOperationException($"{Setting} is '{setting}'. It takes one of these points, or point:n for the n-th time: {string.Join(", ", All)}.");
        return (parts[0], times);
    }

    sealed class Armed(string point, int times, string? marker)
    {
        int _reached;

        public string Point => point;

        public void Reach()
        {
            if (Interlocked.Increment(ref _reached) != times)
                return;
            if (marker is not null)
                File.WriteAllText(marker, $"{this}\n");
            // Not through the logger, which writes later and would have nobody left to do so.
            Console.Error.WriteLine($"Crash point {this} was reached: this process kills itself.");
            using var self = Process.GetCurrentProcess();
            self.Kill();
            // The signal ends this thread with all others; whoever came this far must not go on in the meantime.
            new ManualResetEventSlim().Wait();
        }

        public override string ToString() => times == 1 ? point : $"{point}:{times.ToString(CultureInfo.InvariantCulture)}";
    }
}
