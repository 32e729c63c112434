using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>Sends a kept message again: the parked row gives way to one that leaves.</summary>
sealed class ReleaseFailedMessageConsumer<TDb>(TDb db, Outbox<TDb> outbox) : IConsumer<ReleaseFailedMessage> where TDb : ServiceDb
{
    static readonly byte[] Erased = Encoding.UTF8.GetBytes(Erasures.Erased);

    public async Task Consume(ConsumeContext<ReleaseFailedMessage> context)
    {
        var command = context.Message;
        if (await db.FindForUpdate<OutboxMessage>(command.KeptAs, context.CancellationToken) is { NextAttemptAt: null } kept)
            await Release(command, kept, context.CancellationToken);
        else
            await Refuse(command, $"{db.Schema} does not keep the message any more: it was released or dropped before.");
        await db.SaveChangesAsync(context.CancellationToken);
    }

    async Task Release(ReleaseFailedMessage command, OutboxMessage kept, CancellationToken cancellationToken)
    {
        var body = kept.Body;
        if (body.AsSpan().SequenceEqual(Erased))
        {
            await Refuse(command, "What it said was erased with a person whom it named, and as it was no JSON nothing of it is left to send. Discard it.");
            return;
        }

        if (command.Body is { } edited)
        {
            var (unmasked, unknown) = BodyView.Unmask(edited, kept.Body);
            if (unmasked is null)
            {
                await Refuse(command, $"{unknown} is masked, and the original has nothing there. Give the value itself.");
                return;
            }

            body = unmasked;
        }

        var now = await db.GetUtcNow(cancellationToken);
        db.Remove(kept);
        db.Add(new OutboxMessage
        {
            Id = Guid.CreateVersion7(now),
            MessageId = command.MessageId ?? kept.MessageId,
            Position = now.UtcTicks,
            PartitionKey = kept.PartitionKey,
            Destination = kept.Destination,
            MessageTypes = command.MessageTypes is { } types ? string.Join(';', types) : kept.MessageTypes,
            ContentType = command.Body is null ? kept.ContentType : Wire.ContentType,
            Body = body,
            RoutingKey = kept.RoutingKey,
            Headers = JsonSerializer.Serialize(HeadersOf(command, kept), Wire.Json),
            TraceParent = System.Diagnostics.Activity.Current?.Id,
            NextAttemptAt = now + db.Host.Options.Lease,
            Immediate = true,
        });
    }

    static Dictionary<string, string> HeadersOf(ReleaseFailedMessage command, OutboxMessage kept)
    {
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(kept.Headers, Wire.Json)!;
        headers[Failures.RetryHeader] = new RetryOf(command.FailureId, command.Retry).ToString();
        if (command.MessageTypes is { } types)
            headers[MessageHeaders.MessageType] = string.Join(';', types);
        if (command.MessageId is { } id)
        {
            // Another message, for the inbox too.
            headers.Remove(MessageHeaders.OriginalMessageId);
            headers[MessageHeaders.MessageId] = id.ToString();
            headers["cloudEvents:id"] = id.ToString();
        }

        return headers;
    }

    ValueTask Refuse(ReleaseFailedMessage command, string reason) =>
        outbox.Send(Failures.Queue, new ReportRetry { FailureId = command.FailureId, Retry = command.Retry, Handled = false, Reason = reason });
}

/// <summary>Forgets a kept message.</summary>
sealed class DropFailedMessageConsumer<TDb>(TDb db) : IConsumer<DropFailedMessage> where TDb : ServiceDb
{
    public Task Consume(ConsumeContext<DropFailedMessage> context)
    {
        var id = context.Message.KeptAs;
        return db.Set<OutboxMessage>().Where(m => m.Id == id && m.NextAttemptAt == null).ExecuteDeleteAsync(context.CancellationToken);
    }
}

/// <summary>Keeps a message that the broker gave up.</summary>
sealed class KeepFailedMessageConsumer<TDb>(TDb db) : IConsumer<KeepFailedMessage> where TDb : ServiceDb
{
    public async Task Consume(ConsumeContext<KeepFailedMessage> context)
    {
        await FailureRecorder<TDb>.Add(db, FailedMessage.From(context.Message));
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
