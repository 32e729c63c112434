using Microsoft.AspNetCore.Identity;

namespace StatusTracking.Admin;

/// <summary>Someone who signs in to the admin pages. An account without a password can only be entered by a sign-in link.</summary>
sealed class User : IdentityUser<Guid>
{
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Whether an administrator has locked it; wrong passwords only keep it shut for a while.</summary>
    public bool IsLocked => LockoutEnd == DateTimeOffset.MaxValue;

    /// <summary>A hash of the <c>Auth:AdminPassword</c> that was set last: only another one is set again, so that a password that its owner changed stays.</summary>
    public string? ConfiguredPasswordHash { get; set; }
}
