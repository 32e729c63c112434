namespace StatusTracking.Testing;

/// <summary>Somebody with an account at an <see cref="OidcProvider"/>.</summary>
/// <param name="Subject">What never changes of them.</param>
/// <param name="Name">Their <c>preferred_username</c>; null = they have none.</param>
/// <param name="Roles">The values of <c>roles</c>; none = no such claim.</param>
public sealed record OidcPerson(string Subject, string? Name, params string[] Roles)
{
    /// <summary>More claims of the ID token, by name.</summary>
    public IReadOnlyDictionary<string, object> Claims { get; init; } = new Dictionary<string, object>();

    /// <summary>Claims that only the user info has.</summary>
    public IReadOnlyDictionary<string, object> UserInfo { get; init; } = new Dictionary<string, object>();
}

/// <summary>What an <see cref="OidcProvider"/> does wrong when it is told to.</summary>
public enum OidcFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Sends people back with <c>access_denied</c>.</summary>
    AccessDenied,

    /// <summary>Sends people back with <c>temporarily_unavailable</c>.</summary>
    Unavailable,

    /// <summary>The ID token's nonce is another.</summary>
    WrongNonce,

    /// <summary>The ID token is signed by somebody else's key, under the name of the right one.</summary>
    WrongSignature,

    /// <summary>The ID token is not signed at all.</summary>
    NoSignature,

    /// <summary>The ID token is meant for another client.</summary>
    WrongAudience,

    /// <summary>The ID token comes from another issuer.</summary>
    WrongIssuer,

    /// <summary>The ID token has expired.</summary>
    Expired,

    /// <summary>The user info is somebody else's.</summary>
    OthersUserInfo,

    /// <summary>The code is not taken.</summary>
    NoToken,
}
