using System.Security.Claims;

namespace StatusTracking.Admin;

/// <summary>Who did what, when. Rows are only ever added.</summary>
sealed class AuditEntry
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The user's or the key's name.</summary>
    public required string Who { get; init; }

    /// <summary>Such as <c>signed_in</c>, <c>order_cancelled</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to: an id.</summary>
    public string? Target { get; init; }

    public string? Note { get; init; }

    /// <summary>To be saved with what was done, as one.</summary>
    public static AuditEntry Of(ClaimsPrincipal user, string action, Guid target, string? note, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new() { Id = Guid.CreateVersion7(now), At = now, Who = user.Name(), Action = action, Target = target.ToString(), Note = note };
    }
}
