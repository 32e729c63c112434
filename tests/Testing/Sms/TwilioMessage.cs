namespace StatusTracking.Testing;

/// <summary>A message that the server took.</summary>
public sealed class TwilioMessage
{
    /// <summary>Its identifier, SM and 32 hexadecimal digits.</summary>
    public required string Sid { get; init; }

    /// <summary>The recipient.</summary>
    public required string To { get; init; }

    /// <summary>The sender; null where a messaging service chooses it.</summary>
    public string? From { get; init; }

    /// <summary>The messaging service, if one was named.</summary>
    public string? MessagingServiceSid { get; init; }

    /// <summary>The text.</summary>
    public required string Body { get; init; }

    /// <summary>Where status callbacks go.</summary>
    public string? StatusCallback { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>queued, sent, delivered, undelivered, failed …</summary>
    public string Status { get; internal set; } = "queued";

    /// <summary>Why it was not delivered.</summary>
    public int? ErrorCode { get; internal set; }

    /// <inheritdoc />
    public override string ToString() => $"{Sid} to {To} ({Status}): {Body}";
}

/// <summary>A request as it came, whatever became of it.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Form">The form's fields, or the query's.</param>
/// <param name="User">The user of basic authentication.</param>
/// <param name="Status">What it was answered; 0 where the connection was reset.</param>
public sealed record TwilioRequest(string Method, string Path, IReadOnlyDictionary<string, string> Form, string? User, int Status);

/// <summary>Something that goes wrong with a request to send.</summary>
public sealed record TwilioFault
{
    /// <summary>The HTTP status to answer with; 0 answers nothing and resets the connection.</summary>
    public required int Status { get; init; }

    /// <summary>Twilio's own code, such as 21610 (opted out), 21211 (no such number), 20429 (too many requests).</summary>
    public int Code { get; init; }

    /// <summary>Twilio's words.</summary>
    public string Message { get; init; } = "Something went wrong";

    /// <summary>Whether the message was taken all the same, so that only the answer is wrong or lost.</summary>
    public bool Keep { get; init; }

    /// <summary>How long the server waits first.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Sent as Retry-After, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How often it happens; every time by default.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>The recipients it happens to: all by default.</summary>
    public Func<string, bool> When { get; init; } = _ => true;

    /// <summary>The recipient has answered STOP.</summary>
    public static TwilioFault OptedOut { get; } = new() { Status = 400, Code = 21610, Message = "Attempt to send to unsubscribed recipient" };

    /// <summary>The recipient's number is none.</summary>
    public static TwilioFault NoSuchNumber { get; } = new() { Status = 400, Code = 21211, Message = "Invalid 'To' Phone Number" };

    /// <summary>Too many requests: nothing was sent.</summary>
    public static TwilioFault TooMany { get; } = new() { Status = 429, Code = 20429, Message = "Too Many Requests", RetryAfter = 1 };

    /// <summary>The server broke, and nobody knows whether it sent.</summary>
    public static TwilioFault Broken { get; } = new() { Status = 500, Code = 20500, Message = "Internal Server Error" };

    /// <summary>The message was taken, the answer lost.</summary>
    public static TwilioFault AnswerLost { get; } = new() { Status = 0, Keep = true };
}
