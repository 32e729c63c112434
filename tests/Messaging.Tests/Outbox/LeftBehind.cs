namespace StatusTracking.Messaging.Tests;

/// <summary>Rows as a process leaves them behind that dies: nobody has them in its memory, and their lease is over.</summary>
static class LeftBehind
{
    /// <summary>A message to <c>sample-take-note</c>.</summary>
    /// <param name="db">Who made it.</param>
    /// <param name="note">What it says.</param>
    /// <param name="now">When.</param>
    /// <param name="turns">How often it was taken from the table.</param>
    public static OutboxMessage Row(SampleDb db, Note note, DateTimeOffset now, int turns = 0)
    {
        var made = OutgoingMessage.Send(db.Source, note, "sample-take-note", due: null, now);
        return new OutboxMessage
        {
            Id = made.Id,
            MessageId = made.MessageId,
            Position = made.Position,
            Destination = made.Destination,
            MessageTypes = made.MessageTypes,
            ContentType = made.ContentType,
            Body = made.Body,
            Headers = made.Headers,
            NextAttemptAt = now,
            Attempts = turns,
        };
    }
}
