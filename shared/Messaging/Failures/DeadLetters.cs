using System.Security.Cryptography;
using System.Text;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>
/// Takes what the broker gave up, and has its owner keep it: from there operators may send it again. The command leaves by the outbox, so the
/// message is acknowledged once this database has it.
/// </summary>
sealed class DeadLetterFilter<TDb>(IDbContextFactory<TDb> databases) : IFilter<ReceiveContext> where TDb : ServiceDb
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var headers = context.GetPayload<RabbitMqBasicConsumeContext>().Properties.Headers ?? new Dictionary<string, object?>();
        var died = Text(headers, "x-first-death-queue");
        var queue = Quarantine.Patient(died ?? BusTopology.DeadLetters);
        var message = FailedMessage.Received(context, queue);
        await using var db = await databases.CreateDbContextAsync(context.CancellationToken);
        var now = await db.GetUtcNow(context.CancellationToken);
        // The same death, taken twice, is one; the same message, dead again after it was sent again, is another.
        db.Source.Cause = new MessageCause(message.MessageId, MessageCause.UuidFrom(SHA256.HashData(Encoding.UTF8.GetBytes($"{died} {TimeOfDeath(headers)} {message.RetryOf}"))), null);
        await new Outbox<TDb>(db).Send(Failures.QueueOf(died is null ? db.Schema : queue.Split('-')[0]), new KeepFailedMessage
        {
            Kind = FailureKind.DeadLettered.ToWord(),
            Queue = queue,
            Destination = queue,
            MessageId = message.MessageId,
            MessageTypes = message.MessageTypes,
            ContentType = message.ContentType,
            Headers = message.RetryOf is { } retry ? new Dictionary<string, string>(message.Headers) { [Failures.RetryHeader] = retry.ToString() } : message.Headers,
            Body = message.Body,
            Error = Text(headers, "x-first-death-reason") ?? "unknown",
            Reason = Reason(queue, Text(headers, "x-first-death-reason")),
            Attempts = message.Attempts,
            FailedAt = now,
        });
        await db.SaveChangesAsync(context.CancellationToken);
        context.GetOrAddPayload(() => new FailureIsRecorded());
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadLetters");

    static string Reason(string queue, string? reason) => reason switch
    {
        "delivery_limit" => $"Whoever took it from {queue} died with it, or gave it back, until the broker gave it up. See in the service's log what it does to the process before you send it again.",
        "expired" => $"It was not taken from {queue} before it expired.",
        _ => $"The broker gave it up ({reason ?? "it does not say why"}).",
    };

    static string? Text(IDictionary<string, object?> headers, string name) => headers.TryGetValue(name, out var value) ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString() : null;

    /// <summary>In seconds of Unix time; 0 where the broker says nothing of it.</summary>
    static long TimeOfDeath(IDictionary<string, object?> headers) =>
        headers.TryGetValue("x-death", out var deaths) && deaths is IList<object?> { Count: > 0 } list && list[0] is IDictionary<string, object?> death
        && death.TryGetValue("time", out var time) && time is AmqpTimestamp at ? at.UnixTime : 0;
}

/// <summary>The end of a dead letter's way: it has been kept, and stays nowhere else.</summary>
sealed class DeadLetterIsKeptFilter : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
        context.TryGetPayload<FailureIsRecorded>(out _) ? Task.CompletedTask : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadLetterIsKept");
}
