using StatusTracking.Contracts;
using static StatusTracking.Contracts.PackageStatus;

namespace StatusTracking.Logistics;

/// <summary>The finer words that we know, each of the statuses that it belongs to. Others may say more: a word that is none of these fits every status.</summary>
static class Details
{
    static readonly Dictionary<PackageStatus, string[]> Known = new()
    {
        [LabelCreated] = ["info_received"],
        [PickedUp] = ["accepted"],
        [InTransit] = ["departed_facility", "arrived_facility", "arrived_country", "customs_processing", "customs_released", "forwarded", "resolved"],
        [OutForDelivery] = ["vehicle", "appointment"],
        [AvailableForPickup] = ["ready"],
        [DeliveryAttempted] = ["not_home", "business_closed"],
        [PackageStatus.Exception] = ["bad_address", "refused", "damaged", "missorted", "weather"],
        [OnHold] = ["customs", "documents", "payment_due"],
        [Delivered] = ["to_recipient", "signed", "picked_up", "neighbour", "safe_place", "cod"],
        [Returning] = ["to_sender"],
        [Returned] = ["received"],
        [Lost] = ["confirmed"],
        [Expired] = ["silent"],
    };

    static readonly ILookup<string, PackageStatus> Owners = Known.SelectMany(k => k.Value, (k, detail) => (k.Key, detail)).ToLookup(k => k.detail, k => k.Key);

    /// <summary>The statuses that a word belongs to, where this is none of them; else empty.</summary>
    /// <param name="status">What it came with. <c>unknown</c> says nothing that a finer word could contradict.</param>
    /// <param name="detail">The word.</param>
    public static IEnumerable<PackageStatus> Contradicting(PackageStatus status, string? detail) =>
        detail is null || status == Unknown || Owners[detail].Contains(status) ? [] : Owners[detail];

    /// <summary>The words of a status.</summary>
    public static IReadOnlyList<string> Of(PackageStatus status) => Known.GetValueOrDefault(status) ?? [];
}
