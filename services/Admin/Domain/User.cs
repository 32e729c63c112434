using Microsoft.AspNetCore.Identity;

namespace StatusTracking.Admin;

/// <summary>Someone who signs in to the admin pages. An account without a password can only be entered by a sign-in link.</summary>
sealed class User : IdentityUser<Guid>
{
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }
}
