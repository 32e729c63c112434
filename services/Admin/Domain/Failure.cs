using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Admin;

/// <summary>Where a failure stands. One that fails again is open again.</summary>
enum FailureState
{
    /// <summary>Nobody has done anything about it yet, or it has failed again.</summary>
    Open,

    /// <summary>The message is on its way again.</summary>
    Retrying,

    /// <summary>The message has been handled.</summary>
    Resolved,

    /// <summary>The message is forgotten, on an operator's word.</summary>
    Discarded,
}

/// <summary>A message that failed: what people need to know of it. The message itself is with the service that it failed in.</summary>
sealed partial class Failure
{
    Failure() { }

    public Guid Id { get; private set; }

    /// <summary>Failures with the same group have the same cause, as far as anyone can tell: one queue, type of message, kind and error.</summary>
    public string Group { get; private set; } = "";

    public FailureState State { get; private set; }

    public FailureKind Kind { get; private set; }

    /// <summary>Who keeps the message.</summary>
    public string Service { get; private set; } = "";

    /// <summary>By this its keeper knows it.</summary>
    public Guid KeptAs { get; private set; }

    public string Queue { get; private set; } = "";

    /// <summary>The first of its types, without namespace; empty where it names none.</summary>
    public string MessageType { get; private set; } = "";

    /// <summary>All urns, joined by <c>;</c>.</summary>
    public string MessageTypes { get; private set; } = "";

    public Guid MessageId { get; private set; }

    public Guid? ConversationId { get; private set; }

    /// <summary>The order that it is about, where its body says so.</summary>
    public Guid? OrderId { get; private set; }

    public string? ContentType { get; private set; }

    /// <summary>A JSON object of its headers.</summary>
    public string Headers { get; private set; } = "{}";

    /// <summary>Its body as text, secrets masked, or base64.</summary>
    public string Body { get; private set; } = "";

    public bool IsBase64 { get; private set; }

    /// <summary>Whether <see cref="Body"/> is only the beginning.</summary>
    public bool IsCut { get; private set; }

    public long BodyLength { get; private set; }

    /// <summary>The exception's type, or a word.</summary>
    public string Error { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>The exception with its stack.</summary>
    public string? Details { get; private set; }

    /// <summary>How often it was delivered before it failed the last time.</summary>
    public int Attempts { get; private set; }

    public DateTimeOffset FirstFailedAt { get; private set; }

    public DateTimeOffset LastFailedAt { get; private set; }

    /// <summary>How often it was sent again; the number of the last retry.</summary>
    public int Retries { get; private set; }

    /// <summary>How many of the retries failed.</summary>
    public int FailedAgain { get; private set; }

    /// <summary>The operation that will send or discard it, or has sent it and waits to hear how that went.</summary>
    public Guid? OperationId { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who discarded it.</summary>
    public string? ClosedBy { get; private set; }

    /// <summary>Why it was discarded, or what became of the last retry.</summary>
    public string? Note { get; private set; }

    /// <summary>What its message said was erased with a person whom it named.</summary>
    public bool IsErased => Body == Erasures.Erased;

    public bool IsClosed => State is FailureState.Resolved or FailureState.Discarded;

    /// <summary>A message that failed for the first time.</summary>
    public static Failure Of(RecordFailure told)
    {
        var failure = new Failure { Id = told.FailureId, FirstFailedAt = told.FailedAt };
        failure.Take(told);
        return failure;
    }

    /// <summary>
    /// The same message failed again, or is told of twice: it is open, whatever was known before.
    /// </summary>
    /// <returns>What its keeper had and need not keep any more; null where there is nothing.</returns>
    public Guid? Join(RecordFailure told)
    {
        var before = State is FailureState.Open ? KeptAs : (Guid?)null;
        if (told.Retry is not null && told.Retry == Retries && State is FailureState.Retrying)
            FailedAgain++;
        State = FailureState.Open;
        (ClosedAt, ClosedBy, Note, OperationId) = (null, null, null, null);
        Take(told);
        return before == told.KeptAs ? null : before;
    }

    /// <summary>It is sent again.</summary>
    /// <returns>The retry's number.</returns>
    public int Retry(Guid? operation)
    {
        if (State is not FailureState.Open)
            throw new InvalidOperationException($"The failure {Id} is {State.ToWord()}: only an open one is tried again.");
        State = FailureState.Retrying;
        OperationId = operation;
        Note = null;
        return ++Retries;
    }

    /// <summary>A retry has been handled.</summary>
    /// <returns>What its keeper need not keep any more; null where there is nothing.</returns>
    public Guid? Resolve(DateTimeOffset now)
    {
        var kept = State is FailureState.Open ? KeptAs : (Guid?)null;
        State = FailureState.Resolved;
        ClosedAt = now;
        OperationId = null;
        return kept;
    }

    /// <summary>A retry could not be sent.</summary>
    public void Refuse(string reason)
    {
        State = FailureState.Open;
        Note = Cut(reason, 2000);
        FailedAgain++;
        OperationId = null;
    }

    /// <summary>It is forgotten.</summary>
    public void Discard(string who, string why, DateTimeOffset now)
    {
        if (State is not FailureState.Open)
            throw new InvalidOperationException($"The failure {Id} is {State.ToWord()}: only an open one is discarded.");
        (State, ClosedAt, ClosedBy, Note, OperationId) = (FailureState.Discarded, now, who, why, null);
    }

    /// <summary>
    /// Forgets what its message said. The message itself was emptied of people by whoever keeps it, and can still be tried again as it is, but not
    /// edited: nobody sees what is left of it.
    /// </summary>
    /// <returns>Whether anything was known.</returns>
    public bool Erase()
    {
        if (IsErased)
            return false;
        (Body, IsBase64, IsCut, Headers, Reason, Details) = (Erasures.Erased, false, false, "{}", Erasures.Erased, null);
        return true;
    }

    /// <summary>Takes people's words out of what somebody noted when it was discarded or sent again.</summary>
    /// <returns>Whether they were there.</returns>
    public bool EraseNote(Scrubbing scrubbing)
    {
        var before = Note;
        Note = before is null ? null : scrubbing.Of(before);
        return Note != before;
    }

    void Take(RecordFailure told)
    {
        Kind = Word.Parse<FailureKind>(told.Kind) ?? FailureKind.Faulted;
        Service = Cut(told.Service, 40);
        KeptAs = told.KeptAs;
        Queue = Cut(told.Queue, 300);
        MessageType = told.MessageTypes.Count > 0 ? Cut(told.MessageTypes[0].Split(':')[^1], 200) : "";
        MessageTypes = string.Join(';', told.MessageTypes);
        MessageId = told.MessageId;
        ConversationId = told.ConversationId;
        OrderId = Order().Match(told.Body) is { Success: true } match ? Guid.Parse(match.Groups[1].Value) : null;
        ContentType = told.ContentType is { } type ? Cut(type, 200) : null;
        Headers = JsonSerializer.Serialize(told.Headers, JsonSerializerOptions.Web);
        (Body, IsBase64, IsCut, BodyLength) = (told.Body, told.IsBase64, told.IsCut, told.BodyLength);
        (Error, Reason, Details, Attempts, LastFailedAt) = (Cut(told.Error, 200), Cut(told.Reason, 2000), told.Details, told.Attempts, told.FailedAt);
        Group = GroupOf(Queue, MessageType, told.Kind, Error);
    }

    static string GroupOf(string queue, string messageType, string kind, string error) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{queue}\n{messageType}\n{kind}\n{error}")).AsSpan(0, 8));

    // What is too long for its column is no reason to lose sight of it.
    static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    [GeneratedRegex("""
        "orderId"\s*:\s*"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Order();
}
