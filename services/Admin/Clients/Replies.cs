namespace StatusTracking.Admin.Clients;

// Public, since components are public classes and take these as parameters.
// The services' replies, as far as the pages show them. Statuses are words: a page shows one that it does not know as it is.

/// <summary>A keyset page of a list.</summary>
public sealed record Listing<T>(IReadOnlyList<T> Items, string? Next);

public sealed record Person(string? Name, string? Email, string? Phone, string? Locale, string? TimeZone);

public sealed record Address(string? Line1, string? Line2, string? City, string? Region, string? PostalCode, string? Country);

public sealed record Order
{
    public required Guid Id { get; init; }
    public required string Number { get; init; }
    public string? Reference { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public string? PaymentStatus { get; init; }
    public string? FulfilmentStatus { get; init; }
    public string? DeliveryHealth { get; init; }
    public string? Currency { get; init; }
    public decimal Total { get; init; }
    public Person? Customer { get; init; }
    public Person? Recipient { get; init; }
    public Address? ShippingAddress { get; init; }
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];
    public string? TrackingUrl { get; init; }
    public IReadOnlyList<Package> Packages { get; init; } = [];
    public DateTimeOffset PlacedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
}

public sealed record OrderLine(string Sku, string? Name, int Quantity, decimal UnitPrice);

public sealed record Payment
{
    public required Guid Id { get; init; }
    public Guid OrderId { get; init; }
    public string? OrderNumber { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public decimal Amount { get; init; }
    public decimal Refunded { get; init; }
    public string? Currency { get; init; }
    public string? Method { get; init; }
    public string? ActionUrl { get; init; }
    public string? Attention { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
}

public sealed record Refund(Guid Id, decimal Amount, string? Status);

public sealed record StockItem
{
    public required string Sku { get; init; }
    public string? Name { get; init; }
    public int OnHand { get; init; }
    public int Reserved { get; init; }
    public int? Available { get; init; }
    public int LowAt { get; init; }
    public bool AllowBackorder { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    public int Free => Available ?? OnHand - Reserved;
}

public sealed record StockLevel(int OnHand, int LowAt, string Name, bool AllowBackorder);

public sealed record Package
{
    public required Guid Id { get; init; }
    public Guid? OrderId { get; init; }
    public string? OrderNumber { get; init; }
    public required string Status { get; init; }
    public string? Detail { get; init; }
    public string? Reason { get; init; }
    public string? Carrier { get; init; }
    public string? TrackingNumber { get; init; }
    public bool? TrackingNumberValid { get; init; }
    public string? TrackingUrl { get; init; }
    public string? CarrierUrl { get; init; }
    public DateTimeOffset? EstimatedDelivery { get; init; }
    public string? Resolution { get; init; }
    public IReadOnlyList<PackageLine> Lines { get; init; } = [];
    public IReadOnlyList<Scan> Scans { get; init; } = [];
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
}

public sealed record PackageLine(string Sku, int Quantity);

public sealed record Scan
{
    public string? EventId { get; init; }
    public string? Source { get; init; }
    public required string Status { get; init; }
    public string? Detail { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public DateTimeOffset? RecordedAt { get; init; }
    public string? Location { get; init; }
    public string? Description { get; init; }
    public bool? Applied { get; init; }
    public string? Skipped { get; init; }
    public string? RawStatus { get; init; }
    public bool Late { get; init; }
    public string? Impossible { get; init; }
}

public sealed record StatusMoves(string From, IReadOnlyList<string> To, bool CanBeSet)
{
    /// <summary>The finer words of it.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

public sealed record SagaState(string State, int Packages);

public sealed record PackageSaga
{
    public required Guid Id { get; init; }
    public Guid OrderId { get; init; }
    public string? OrderNumber { get; init; }
    public required string State { get; init; }
    public required string Status { get; init; }
    public string? Detail { get; init; }
    public string? Promise { get; init; }
    public bool Silent { get; init; }
    public DateTimeOffset? EstimatedDelivery { get; init; }
    public DateTimeOffset HeardAt { get; init; }
    public DateTimeOffset? QuietAt { get; init; }
    public DateTimeOffset? OverdueAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public IReadOnlyList<string> Said { get; init; } = [];
    public IReadOnlyList<string> Noted { get; init; } = [];

    /// <summary>How it stands against its estimate, in the words that an order's delivery has.</summary>
    public static string HealthOf(PackageSaga saga) => saga.Promise switch { "broken" => "delayed", "at_risk" => "at_risk", _ => "on_time" };

    /// <summary>When one of its clocks runs out next.</summary>
    public static DateTimeOffset? NextLook(PackageSaga saga) => saga.QuietAt < saga.OverdueAt ? saga.QuietAt : saga.OverdueAt ?? saga.QuietAt;
}

public sealed record ApiKeyEntry(
    Guid Id, string Name, string Prefix, IReadOnlyList<string> Scopes, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, string? Secret = null);

public sealed record UserAccount(
    Guid Id, string Name, string Role, bool HasPassword, bool Locked, DateTimeOffset? LockedUntil, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt, string? SignInPath = null, string? Provider = null);

public sealed record AuditLine(Guid Id, DateTimeOffset At, string Who, string Action, string? Target, string? Note);

public sealed record SettingInForce(string Key, string Value);

public sealed record ServiceState
{
    public required string Service { get; init; }
    public string? Version { get; init; }
    public string? Host { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public required string Status { get; init; }
    public IReadOnlyList<string> Reasons { get; init; } = [];
    public string? Transport { get; init; }
    public string? Database { get; init; }
    public InHand? Messaging { get; init; }
}

public sealed record InHand(NotLeft Outbox, int? InboxRows, IReadOnlyList<QueueAtBroker>? Queues);

public sealed record NotLeft(int? Waiting, DateTimeOffset? WaitingSince, int? Failing, int? Scheduled, DateTimeOffset? NextDue, int? Parked);

public sealed record QueueAtBroker(string Queue, long? Messages, long? Consumers);

public sealed record Label(string Carrier, string TrackingNumber, DateTimeOffset? EstimatedDelivery);

public sealed record NewScan(string EventId, string Status, string? Detail, DateTimeOffset OccurredAt, string? Location, string? Description);

public sealed record ScanResult(string Result, string? Reason = null);

public sealed record TimelineEntry
{
    public required string Subject { get; init; }
    public Guid SubjectId { get; init; }
    public Guid OrderId { get; init; }
    public string? From { get; init; }
    public required string To { get; init; }
    public string? Detail { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public bool Late { get; init; }
    public bool Ignored { get; init; }
    public string? Impossible { get; init; }
    public bool Signal { get; init; }
    public string? Location { get; init; }
    public string? Description { get; init; }
}

public sealed record Message
{
    public required Guid Id { get; init; }
    public Guid OrderId { get; init; }
    public required string Channel { get; init; }
    public required string Kind { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public string? Recipient { get; init; }
    public string? Subject { get; init; }
    public string? Text { get; init; }
    public string? Html { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public int AttemptCount { get; init; }
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];
    public Guid? CarriedBy { get; init; }
    public IReadOnlyList<Guid> Carries { get; init; } = [];
}

public sealed record StatusCounts(int Total, IReadOnlyDictionary<string, int> ByStatus)
{
    /// <summary>How many are in one of these.</summary>
    public int Of(IEnumerable<string> statuses) => statuses.Sum(status => ByStatus.GetValueOrDefault(status));
}

public sealed record Delays(DateTimeOffset From, double? P50, double? P95, double? Slowest, int Measured, IReadOnlyList<double?> Hours);

public sealed record ChangesOfStatus(string Subject, string? From, string To, IReadOnlyList<int> Hours);

public sealed record RecognisedCarrier(string Carrier, string Format, bool CheckDigit, bool InUse);

public sealed record WaitingNumber(
    string Carrier, string TrackingNumber, int Scans, DateTimeOffset FirstReceivedAt, DateTimeOffset LastReceivedAt, DateTimeOffset DropsAt);

public sealed record CarrierInUse(string Carrier, DateTimeOffset? LastScanAt, long Gaps = 0, TimeSpan? UsualGap = null, TimeSpan? SilentAfter = null);

public sealed record CarrierMapping(string Carrier, IReadOnlyList<string> Names, string Version, string Title, string File, string Origin, IReadOnlyList<string> Formats, int Codes, string? Signature);

/// <summary>A carrier's webhook. Without a <paramref name="Verification"/> it needs an API key.</summary>
public sealed record CarrierWebhook(
    string Carrier, IReadOnlyList<string> Mappings, IReadOnlyList<string> Verification, DateTimeOffset? LastMessageAt, string? LastOutcome, int NotUnderstood, int UnknownCodes)
{
    /// <summary>Whether it was set up or has posted anything.</summary>
    public bool IsInUse => Verification.Count > 0 || LastMessageAt is not null || UnknownCodes > 0;
}

public sealed record UnknownCode(string Carrier, string Code, string? Text, int Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, Guid ExamplePackageId);

public sealed record CodeExample(Guid PackageId, string EventId, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, string? Location, string? Description, string? Raw);

/// <summary>What an operator said that a code means. <paramref name="AppliedAt"/>: when the packages that had it before had all followed.</summary>
public sealed record SaidOfCode(
    string Carrier, string Code, string Status, string? Detail, string? Blame, string Reason, string Who, DateTimeOffset At, DateTimeOffset? AppliedAt, int? Packages, int? Followed);

public sealed record NewMeaning(string Code, string Status, string? Detail, string? Blame, string Reason);

public sealed record CarrierMessage(Guid Id, string Carrier, DateTimeOffset ReceivedAt, string? ContentType, int Bytes, string VerifiedBy, string Outcome, string? Note);

/// <summary>A message with its body; without where that is no text.</summary>
public sealed record WholeCarrierMessage(CarrierMessage Message, string? Body);

public sealed record MappingToTry(string? Carrier, System.Text.Json.JsonElement? Mapping, string Body, string ContentType, string? TrackingNumber);

/// <summary>What a mapping makes of a body. <paramref name="Mapping"/>: the one that recognised it.</summary>
public sealed record MappingTrial(string? Mapping, string? Format, IReadOnlyList<TriedPackage> Packages, IReadOnlyList<string> Warnings);

public sealed record TriedField(string Value, string Path);

/// <summary>A time as it was written; without a value where it could not be read.</summary>
public sealed record TriedTime(string Text, string Path, DateTimeOffset? Value);

public sealed record TriedPackage(TriedField? TrackingNumber, TriedField? Carrier, string LabelledBy, TriedTime? EstimatedDelivery, IReadOnlyList<TriedEvent> Events, IReadOnlyList<string> Warnings);

public sealed record TriedEvent
{
    public required string EventId { get; init; }
    public TriedField? Id { get; init; }
    public TriedField? Code { get; init; }
    public TriedField? SubCode { get; init; }
    public TriedTime? Time { get; init; }
    public TriedField? Place { get; init; }
    public TriedField? Description { get; init; }
    public TriedField? SignedBy { get; init; }
    public string? Rule { get; init; }
    public required string Status { get; init; }
    public string? Detail { get; init; }
    public string? Blame { get; init; }
    public string? SaidBy { get; init; }
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

public sealed record Attempt(int Number, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome, string? Reply);

public sealed record NewOrder(
    string? Reference, Person Customer, Address ShippingAddress, string Currency, IReadOnlyList<OrderLine> Lines, PaymentMethod Payment);

public sealed record PaymentMethod(string Method, string Token);

/// <summary>Whom a kind of news tells on a channel. <paramref name="Details"/>: the finer words for which it holds; null = for any, and for none.</summary>
sealed record AlertRule(string Kind, string Channel, bool Enabled, bool ToBuyer, bool ToOperations, bool Urgent, IReadOnlyList<string>? Details);

/// <summary>A rule as somebody left it.</summary>
sealed record AlertRuleChange(DateTimeOffset At, string Who, bool Enabled, bool ToBuyer, bool ToOperations, bool Urgent, IReadOnlyList<string>? Details, string? Reason);

/// <summary>What an operator makes of a rule.</summary>
sealed record AlertRuleEdit(bool Enabled, bool ToBuyer, bool ToOperations, bool Urgent, IReadOnlyList<string> Details, string? Reason);

/// <summary>What a rule would have sent since then.</summary>
sealed record AlertRuleTrial(DateTimeOffset Since, int Alerts, RuleTrialMessages Messages, IReadOnlyDictionary<string, int> ByDetail);

/// <summary>Messages by whom they would have told.</summary>
sealed record RuleTrialMessages(int Recipients, int Buyers, int Operations);

/// <summary>The words of an alert on a channel in a language; which version stands, and by whose choice.</summary>
record WordsInList(string Kind, string Channel, string Language, int? Version, bool HasDraft, DateTimeOffset? ChosenAt, string? ChosenBy, string? Note);

/// <summary>The same in full.</summary>
sealed record WordsInFull(
    string Kind, string Channel, string Language, int? Version, bool HasDraft, DateTimeOffset? ChosenAt, string? ChosenBy, string? Note,
    string Text, string? Draft, IReadOnlyList<WordsFlaw> Errors, IReadOnlyList<string> Warnings, IReadOnlyList<WordsVersion> Versions, IReadOnlyList<string> Names, IReadOnlyList<string> Samples)
    : WordsInList(Kind, Channel, Language, Version, HasDraft, ChosenAt, ChosenBy, Note);

/// <summary>What keeps words from being published, and where it stands.</summary>
sealed record WordsFlaw(string Message, int? Line, int? Column);

/// <summary>A version of them; unpublished = the draft.</summary>
sealed record WordsVersion(int Version, string Text, string Author, DateTimeOffset EditedAt, DateTimeOffset? PublishedAt, string? Publisher, string? Note);

/// <summary>Words filled with news.</summary>
sealed record WordsShown(string? Subject, string? Html, string? Text, string? Encoding, int? Segments, int? Bytes, IReadOnlyList<WordsFlaw> Errors, IReadOnlyList<string> Warnings);

/// <summary>Whether an address was known as one that does not exist.</summary>
sealed record AddressRevival(bool WasDead);

/// <summary>A person's erasure, and how far it has come. <paramref name="CompletedAt"/>: when every service had looked a second time; null before.</summary>
public sealed record Erasure(
    Guid Id, int Orders, string Reason, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset? CompletedAt, IReadOnlyList<ErasureInService> Services);

/// <summary>The same in one service. <paramref name="ErasedAt"/>: when it was done; <paramref name="ConfirmedAt"/>: when it looked once more; null before.</summary>
public sealed record ErasureInService(string Service, int Rows, DateTimeOffset? ErasedAt, DateTimeOffset? ConfirmedAt);
