using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>The section <c>Auth:Oidc</c>: people sign in at an OpenID Connect provider, beside local accounts or instead of them.</summary>
sealed class OidcOptions
{
    public const string Section = "Auth:Oidc";

    /// <summary>The provider's issuer: its discovery document lies below it, at <c>/.well-known/openid-configuration</c>. https; http only on this machine, or with <c>Auth:AllowHttp</c>.</summary>
    /// <value>Default: none; nobody signs in at a provider.</value>
    public string? Authority { get; set; }

    /// <summary>What the provider knows us by. It is to send people back to <c>{PublicUrl}/signin-oidc</c>.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret that goes with it.</summary>
    /// <value>Default: none, for a client that the provider knows as public; PKCE is used with and without.</value>
    public string? ClientSecret { get; set; }

    /// <summary>The scopes that are asked for, with spaces between; <c>openid</c> is always one of them.</summary>
    /// <value>Default <c>openid profile email</c>.</value>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>What people call the provider: the button says "Sign in with …".</summary>
    /// <value>Default: the authority's host.</value>
    public string? DisplayName { get; set; }

    /// <summary>The claim that holds someone's roles or groups, in the ID token or the user info; of a claim that is an object, a path with dots: <c>realm_access.roles</c>.</summary>
    /// <value>Default <c>roles</c>.</value>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The role of someone whose claim gives none: <c>viewer</c> or <c>operator</c>.</summary>
    /// <value>Default: none; whoever has no role is refused.</value>
    public string? DefaultRole { get; set; }

    /// <summary>Whether the provider is the only way in: no password is taken, and a start always prints a one-time link for the account <c>admin</c>, the way back in.</summary>
    /// <value>Default false.</value>
    public bool Only { get; set; }

    /// <summary>
    /// The values of the claim that give each role, from <c>Roles:{viewer|operator|admin}</c>: names with commas between, or, where a name holds a comma,
    /// <c>Roles:admin:0</c> and so on. The highest role that somebody has counts.
    /// </summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Mapping { get; set; } = new Dictionary<string, IReadOnlyList<string>>();

    internal bool IsOn => Authority is { Length: > 0 };

    /// <summary>What the pages call the provider.</summary>
    internal string Name => DisplayName is { Length: > 0 } name ? name : new Uri(Authority!).Host;

    /// <summary>Whether anything of the section is set; an empty value is none.</summary>
    internal static bool IsSet(IConfiguration configuration) => configuration.GetSection(Section).AsEnumerable().Any(setting => !string.IsNullOrEmpty(setting.Value));

    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> MappingOf(IConfigurationSection roles) =>
        roles.GetChildren().ToDictionary(role => role.Key, IReadOnlyList<string> (role) => role.Value is { Length: > 0 } names
            ? names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [.. role.GetChildren().Select(name => name.Value).OfType<string>()]);
}

/// <summary>Says at the start what is wrong with the section, rather than at somebody's sign-in.</summary>
sealed class OidcOptionsCheck(IConfiguration configuration, IOptions<AuthOptions> auth) : IValidateOptions<OidcOptions>
{
    const int LongestName = 100;

    public ValidateOptionsResult Validate(string? name, OidcOptions options)
    {
        if (!OidcOptions.IsSet(configuration))
            return ValidateOptionsResult.Skip;
        var wrong = Wrong(options).Select(words => $"{OidcOptions.Section}:{words}").ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    IEnumerable<string> Wrong(OidcOptions options)
    {
        if (options.Authority is not { Length: > 0 } authority)
            yield return "Authority is missing: the provider's issuer, such as https://login.example.org/realms/shop.";
        else if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            yield return $"Authority is '{authority}', which is no https address.";
        else if (uri.Scheme == "http" && !uri.IsLoopback && !auth.Value.AllowHttp)
            yield return $"Authority is '{authority}': over plain HTTP anybody between could sign in as anybody. Use https, or set Auth:AllowHttp where the network is your own.";
        if (string.IsNullOrEmpty(options.ClientId))
            yield return "ClientId is missing: what the provider knows this installation by.";
        if (options.DisplayName is { Length: > LongestName })
            yield return $"DisplayName is longer than {LongestName} characters.";
        if (string.IsNullOrEmpty(options.RoleClaim))
            yield return "RoleClaim is empty: name the claim that holds roles, or leave it out.";
        foreach (var unknown in options.Mapping.Keys.Except(Roles.All))
            yield return $"Roles:{unknown} is no role of ours. They are {string.Join(", ", Roles.All)}.";
        if (options.DefaultRole is { Length: > 0 } role && role is not (Roles.Viewer or Roles.Operator))
            yield return $"DefaultRole is '{role}': give viewer or operator. An administrator is named, by Roles:admin.";
        if (string.IsNullOrEmpty(options.DefaultRole) && options.Mapping.Values.All(values => values.Count == 0))
            yield return "Roles is empty, so nobody could come in. Set Roles:viewer, Roles:operator or Roles:admin to the provider's roles or groups, or DefaultRole.";
    }
}
