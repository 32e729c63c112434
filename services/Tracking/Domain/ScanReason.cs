namespace StatusTracking.Tracking.Domain;

/// <summary>Reasons that Logistics gives, where they change what a line of a package's history is.</summary>
static class ScanReason
{
    /// <summary>Of an ignored change: the scan has its place in the history, the status that came later stands.</summary>
    public const string LateScan = "late_scan";

    /// <summary>Of a change: no scan, but a label that came after one. It repeats the status that the package has.</summary>
    public const string Labelled = "labelled";
}
