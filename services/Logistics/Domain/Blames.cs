using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>Who caused a package's trouble, as far as the finer word tells.</summary>
static class Blames
{
    /// <summary>Null for a status that is no trouble.</summary>
    public static Blame? Of(PackageStatus status, string? detail) => status is not (PackageStatus.Exception or PackageStatus.OnHold)
        ? null
        : detail switch
        {
            "bad_address" => Blame.Shipper,
            "refused" or "payment_due" or "documents" => Blame.Recipient,
            "damaged" or "missorted" => Blame.Carrier,
            "customs" => Blame.Customs,
            "weather" => Blame.ForceMajeure,
            _ => Blame.Unknown,
        };
}
