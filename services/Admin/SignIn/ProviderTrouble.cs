namespace StatusTracking.Admin;

/// <summary>Why somebody who went to the provider did not come in. The sign-in page puts it into words.</summary>
enum ProviderTrouble
{
    /// <summary>The provider did not let them in, or they broke it off there.</summary>
    Denied,

    /// <summary>The provider did not answer.</summary>
    Unreachable,

    /// <summary>Its answer is not one to what we asked, or cannot be trusted.</summary>
    Failed,

    /// <summary>They are known there, and have no role here.</summary>
    NoRole,

    /// <summary>Their account here is locked.</summary>
    Locked,
}
