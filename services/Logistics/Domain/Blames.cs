using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>Who caused a package's trouble, as far as the code or the finer word tells.</summary>
static class Blames
{
    /// <summary>Whom the carrier's code names; else whom the finer word does. Null for a status that is no trouble.</summary>
    public static Blame? Of(Scan scan) => scan.Blame ?? Of(scan.Status, scan.Detail);

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
