namespace StatusTracking.Chaos;

sealed record OrderRow(Guid Id, string? Reference, string Status, decimal Total);

sealed record PackageRow(Guid Id, Guid OrderId, string Status, long Sequence);

sealed record ScanRow(Guid PackageId, string EventId);

sealed record PaymentRow(Guid Id, Guid OrderId, string Status, decimal Captured, decimal Refunded);

sealed record RefundRow(Guid OrderId, decimal Amount, string Status);

sealed record StockRow(string Sku, int OnHand, int Reserved);

sealed record SagaRow(Guid PackageId, string State, long Sequence);

sealed record NotificationRow(Guid Id, string Recipient, string Kind, string Channel, string Status, string? Reason, int Attempts, bool WaitedLong, DateTimeOffset? LastTry);

/// <summary>A change of a subject: in its owner's history, or in the timeline.</summary>
readonly record struct Change(string Subject, Guid SubjectId, long Sequence);

/// <summary>All that is known when everything has come to rest: the client's book, what the providers got, and the services' databases.</summary>
sealed record Facts
{
    public required int Seed { get; init; }

    /// <summary>Orders that were begun, numbered from 1.</summary>
    public required int Lives { get; init; }

    public required IReadOnlyList<Acknowledged> Ledger { get; init; }

    public IReadOnlyList<Told> Mails { get; init; } = [];

    public IReadOnlyList<Told> Sms { get; init; } = [];

    public IReadOnlyList<OrderRow> Orders { get; init; } = [];

    public IReadOnlyList<PackageRow> Packages { get; init; } = [];

    public IReadOnlyList<ScanRow> Scans { get; init; } = [];

    public IReadOnlyList<PaymentRow> Payments { get; init; } = [];

    public IReadOnlyList<RefundRow> Refunds { get; init; } = [];

    public IReadOnlyList<StockRow> Stock { get; init; } = [];

    public IReadOnlyList<SagaRow> Sagas { get; init; } = [];

    public IReadOnlyList<NotificationRow> Notifications { get; init; } = [];

    /// <summary>From all services' own history.</summary>
    public IReadOnlyList<Change> History { get; init; } = [];

    /// <summary>From Tracking's timeline.</summary>
    public IReadOnlyList<Change> Timeline { get; init; } = [];

    /// <summary>What was heard and not applied, counted by subject: in the owners' history, and in the timeline.</summary>
    public IReadOnlyDictionary<Guid, int> IgnoredInHistory { get; init; } = new Dictionary<Guid, int>();

    public IReadOnlyDictionary<Guid, int> IgnoredInTimeline { get; init; } = new Dictionary<Guid, int>();

    /// <summary>When nobody could know what became of an attempt to tell somebody: a process of Notifications was killed or frozen, or its database was away.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> SendWindows { get; init; } = [];

    /// <summary>Notifications that the API lists as uncertain.</summary>
    public IReadOnlySet<Guid> ListedUncertain { get; init; } = new HashSet<Guid>();

    /// <summary>Orders whose client still waits, and what for.</summary>
    public IReadOnlyDictionary<int, string> Unfinished { get; init; } = new Dictionary<int, string>();

    /// <summary>Refusals, contradictions, messages that no queue took or that are left in a queue or an outbox: none is expected.</summary>
    public IReadOnlyList<string> Oddities { get; init; } = [];
}
