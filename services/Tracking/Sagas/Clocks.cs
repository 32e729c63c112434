namespace StatusTracking.Tracking.Sagas;

/// <summary>To the saga itself, when a package may have been silent for too long, or over for long enough. The saga looks and decides.</summary>
sealed record LookForSilence(Guid PackageId);

/// <summary>To the saga itself, when a package may be at risk of missing its estimate, or past it. The saga looks and decides.</summary>
sealed record LookAtEstimate(Guid PackageId);
