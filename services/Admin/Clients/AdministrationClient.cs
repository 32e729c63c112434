namespace StatusTracking.Admin.Clients;

/// <summary>Keys, accounts and the audit log: Admin's own API, asked over HTTP as the others are.</summary>
sealed class AdministrationClient(HttpClient http)
{
    public const string Service = "Admin";

    public Task<Listing<ApiKeyEntry>> KeysAsync(string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<ApiKeyEntry>>(Service, Link.To("api/v1/api-keys", ("after", after), ("limit", limit)), cancellation);

    public Task<ApiKeyEntry> MakeKeyAsync(string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt, CancellationToken cancellation) =>
        http.SendAsync<ApiKeyEntry>(Service, HttpMethod.Post, "api/v1/api-keys", new { name, scopes, expiresAt }, cancellation);

    public Task<ApiKeyEntry> RevokeKeyAsync(Guid id, CancellationToken cancellation) =>
        http.SendAsync<ApiKeyEntry>(Service, HttpMethod.Post, $"api/v1/api-keys/{id}/revoke", null, cancellation);

    public Task<Listing<UserAccount>> UsersAsync(CancellationToken cancellation) => http.ReadAsync<Listing<UserAccount>>(Service, "api/v1/users", cancellation);

    public Task<UserAccount> AddUserAsync(string name, string role, CancellationToken cancellation) =>
        http.SendAsync<UserAccount>(Service, HttpMethod.Post, "api/v1/users", new { name, role }, cancellation);

    /// <summary>What is null stays.</summary>
    public Task<UserAccount> ChangeUserAsync(Guid id, string? role, bool? locked, CancellationToken cancellation) =>
        http.SendAsync<UserAccount>(Service, HttpMethod.Patch, $"api/v1/users/{id}", new { role, locked }, cancellation);

    public Task<UserAccount> MakeLinkAsync(Guid id, CancellationToken cancellation) => http.SendAsync<UserAccount>(Service, HttpMethod.Post, $"api/v1/users/{id}/link", null, cancellation);

    public Task<UserAccount> SignOutAsync(Guid id, CancellationToken cancellation) => http.SendAsync<UserAccount>(Service, HttpMethod.Post, $"api/v1/users/{id}/sign-out", null, cancellation);

    /// <summary>How much is held of a person. One address is enough.</summary>
    public Task<HeldOfPerson> FindPersonAsync(string? email, string? phone, CancellationToken cancellation) =>
        http.SendAsync<HeldOfPerson>(Service, HttpMethod.Post, "api/v1/people/searches", new { email, phone }, cancellation);

    public Task<Listing<AuditLine>> AuditAsync(string? who, string? action, string? target, string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<AuditLine>>(Service, Link.To("api/v1/audit", ("who", who), ("action", action), ("target", target), ("after", after), ("limit", limit)), cancellation);
}
