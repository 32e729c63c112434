using System.Net.Http.Json;
using System.Text.Json.Nodes;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.Features;

/// <summary>Admin with failures that a service has told it of; the test plays that service.</summary>
public class SomeFailures : IAsyncLifetime
{
    public static readonly Guid OrderId = Guid.Parse("0199a000-0000-7000-8000-000000000001");

    internal ServiceFixture Admin { get; } = new ServiceFixture<AdminService>("Admin:Failures:WorkEvery=00:00:00.050", "Admin:Failures:KeepClosed=00:10:00");

    public HttpClient Api => Admin.Client;

    public virtual ValueTask InitializeAsync() => Admin.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Admin.DisposeAsync();
    }

    /// <summary>What a service says of a message that failed.</summary>
    public static RecordFailure Failed(string type = nameof(RecordScan), string error = "System.NullReferenceException", string? body = null, string service = "orders") => new()
    {
        FailureId = Guid.NewGuid(),
        Kind = FailureKind.Faulted.ToWord(),
        Service = service,
        KeptAs = Guid.NewGuid(),
        Queue = "orders-something",
        MessageId = Guid.NewGuid(),
        ConversationId = Guid.NewGuid(),
        MessageTypes = type == "" ? [] : [$"urn:message:StatusTracking.Contracts:{type}"],
        ContentType = "application/json",
        Headers = new Dictionary<string, string> { ["cloudEvents:source"] = "/statustracking/orders" },
        Body = body ?? $$"""{"orderId":"{{OrderId}}","eventId":"scan-1","status":"in_transit","occurredAt":"2026-11-01T10:00:00Z"}""",
        BodyLength = 100,
        Error = error,
        Reason = "Something was null.",
        Details = "   at Orders.Something()",
        Attempts = 1,
        FailedAt = DateTimeOffset.UnixEpoch.AddYears(56),
    };

    /// <summary>Tells Admin, and waits until it lists it.</summary>
    public async Task<RecordFailure> Told(RecordFailure failure)
    {
        await Admin.Send(Failures.Queue, failure);
        await Eventually.True(async () => (await Get($"failures/{failure.FailureId}", orNull: true))?["lastFailedAt"]!.GetValue<DateTimeOffset>() == failure.FailedAt);
        return failure;
    }

    public async Task<JsonObject> Get(string path) => (await Get(path, orNull: false))!;

    async Task<JsonObject?> Get(string path, bool orNull)
    {
        using var reply = await Api.GetAsync($"/api/v1/{path}");
        if (orNull && !reply.IsSuccessStatusCode)
            return null;
        reply.EnsureSuccessStatusCode();
        return await reply.Content.ReadFromJsonAsync<JsonObject>();
    }

    /// <summary>Waits until a failure is in a state.</summary>
    public Task<JsonObject> Is(Guid failure, string state) => Eventually.Get(() => Get($"failures/{failure}"), f => f["state"]!.GetValue<string>() == state);
}
