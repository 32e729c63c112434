namespace StatusTracking.Notifications;

/// <summary>Why someone is not told. Its word is the reason and the detail of <c>suppressed</c>.</summary>
enum SuppressionReason { OptedOut, NoConsent, NoAddress, Duplicate, Superseded, Stale, Preference, RateLimited, Replay, Bounced, Erased }
