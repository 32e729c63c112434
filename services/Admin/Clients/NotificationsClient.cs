namespace StatusTracking.Admin.Clients;

/// <summary>The notifications API.</summary>
sealed class NotificationsClient(HttpClient http)
{
    const string Service = "Notifications";
    const string Templates = "api/v1/notifications/templates";

    public Task<Listing<Message>> ListAsync(Guid? orderId, string? channel, string? status, string? kind, string? recipient, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<Message>>(
            Service,
            Link.To("api/v1/notifications", ("orderId", orderId), ("channel", channel), ("status", status), ("kind", kind), ("recipient", recipient), ("after", after), ("limit", limit)),
            cancellation);

    public Task<Message?> FindAsync(Guid id, CancellationToken cancellation) => http.FindAsync<Message>(Service, $"api/v1/notifications/{id}", cancellation);

    /// <summary>How many messages are in each status.</summary>
    public Task<StatusCounts> CountAsync(CancellationToken cancellation) => http.ReadAsync<StatusCounts>(Service, "api/v1/notifications/counts", cancellation);

    /// <summary>How long messages took from their cause on.</summary>
    public Task<Delays> DelaysAsync(CancellationToken cancellation) => http.ReadAsync<Delays>(Service, "api/v1/notifications/delays", cancellation);

    /// <summary>Tells the same person the same again, as a new message.</summary>
    public Task<Message> ResendAsync(Guid id, string idempotencyKey, CancellationToken cancellation) =>
        http.SendAsync<Message>(Service, HttpMethod.Post, $"api/v1/notifications/{id}/resend", null, cancellation, idempotencyKey);

    public Task<Message> ResolveAsync(Guid id, string outcome, string reason, CancellationToken cancellation) =>
        http.SendAsync<Message>(Service, HttpMethod.Post, $"api/v1/notifications/{id}/resolution", new { outcome, reason }, cancellation);

    /// <summary>Sends to the address of a message again from which one came back.</summary>
    public Task<AddressRevival> AddressWorksAsync(Guid id, CancellationToken cancellation) =>
        http.SendAsync<AddressRevival>(Service, HttpMethod.Post, $"api/v1/notifications/{id}/address-works", null, cancellation);

    /// <summary>Which news tells whom on which channel.</summary>
    public Task<IReadOnlyList<AlertRule>> RulesAsync(CancellationToken cancellation) => http.ReadAsync<IReadOnlyList<AlertRule>>(Service, "api/v1/notifications/rules", cancellation);

    /// <summary>Who changed a rule, the newest change first.</summary>
    public Task<IReadOnlyList<AlertRuleChange>> RuleHistoryAsync(string kind, string channel, CancellationToken cancellation) =>
        http.ReadAsync<IReadOnlyList<AlertRuleChange>>(Service, $"api/v1/notifications/rules/{kind}/{channel}/history", cancellation);

    /// <summary>What a rule would have sent in the last seven days.</summary>
    public Task<AlertRuleTrial> TryRuleAsync(string kind, string channel, IReadOnlyList<string> details, CancellationToken cancellation) =>
        http.ReadAsync<AlertRuleTrial>(Service, Link.To($"api/v1/notifications/rules/{kind}/{channel}/trial", ("details", details.Count == 0 ? null : string.Join(',', details))), cancellation);

    public Task<AlertRule> EditRuleAsync(string kind, string channel, AlertRuleEdit edit, CancellationToken cancellation) =>
        http.SendAsync<AlertRule>(Service, HttpMethod.Put, $"api/v1/notifications/rules/{kind}/{channel}", edit, cancellation);

    /// <summary>The words of all messages.</summary>
    public Task<IReadOnlyList<WordsInList>> TemplatesAsync(CancellationToken cancellation) => http.ReadAsync<IReadOnlyList<WordsInList>>(Service, Templates, cancellation);

    public Task<WordsInFull?> FindTemplateAsync(string kind, string channel, string language, CancellationToken cancellation) =>
        http.FindAsync<WordsInFull>(Service, $"{Templates}/{kind}/{channel}/{language}", cancellation);

    /// <summary>Keeps a draft, whatever is wrong with it.</summary>
    public Task<WordsInFull> DraftAsync(WordsInList words, string text, CancellationToken cancellation) => http.SendAsync<WordsInFull>(Service, HttpMethod.Put, PathOf(words), new { text }, cancellation);

    public Task<WordsInFull> DiscardDraftAsync(WordsInList words, CancellationToken cancellation) => http.SendAsync<WordsInFull>(Service, HttpMethod.Delete, $"{PathOf(words)}/draft", null, cancellation);

    public Task<WordsInFull> PublishAsync(WordsInList words, string? note, CancellationToken cancellation) => http.SendAsync<WordsInFull>(Service, HttpMethod.Post, $"{PathOf(words)}/publish", new { note }, cancellation);

    /// <summary>Lets an earlier version stand again; null = the one that comes with the service.</summary>
    public Task<WordsInFull> RollBackAsync(WordsInList words, int? version, string? note, CancellationToken cancellation) =>
        http.SendAsync<WordsInFull>(Service, HttpMethod.Post, $"{PathOf(words)}/rollback", new { version, note }, cancellation);

    /// <summary>Fills words with a sample's news, or an order's newest. Saves and sends nothing.</summary>
    public Task<WordsShown> ShowAsync(WordsInList words, string text, string? sample, Guid? orderId, CancellationToken cancellation) =>
        http.SendAsync<WordsShown>(Service, HttpMethod.Post, $"{PathOf(words)}/preview", new { text, sample, orderId }, cancellation);

    static string PathOf(WordsInList words) => $"{Templates}/{words.Kind}/{words.Channel}/{words.Language}";
}
