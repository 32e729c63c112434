namespace StatusTracking.Logistics;

/// <summary>How long each text may be.</summary>
static class Limits
{
    public const int Carrier = 40;
    public const int TrackingNumber = 60;
    public const int EventId = 100;
    public const int Source = 60;
    public const int Detail = 40;
    public const int Location = 200;
    public const int Description = 500;
    public const int Reason = 500;
    public const int RawStatus = 100;
    public const int SignedBy = 100;
    public const int ContentType = 100;
    public const int Outcome = 500;
    public const int Who = 200;
}
