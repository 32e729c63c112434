using StatusTracking.Contracts;
using static StatusTracking.Contracts.AlertKind;

namespace StatusTracking.Notifications;

/// <summary>Colour and progress of an e-mail, by what it is about.</summary>
static class Look
{
    public static readonly IReadOnlyList<string> StepLabels = ["step_ordered", "step_shipped", "step_out_for_delivery", "step_delivered"];

    /// <summary>Dark enough for white text on it, light enough to be seen on a dark page.</summary>
    public static string Accent(AlertKind kind) => kind switch
    {
        Delivered or OrderConfirmed or Refunded => "#1a7f4b",
        AlertKind.Exception or PaymentFailed or OrderCancelled => "#c4372c",
        Delayed or DeliveryAttempted or PaymentActionRequired or Returned => "#a85d00",
        _ => "#2463c9",
    };

    /// <summary>The four steps of a package's journey; none where progress is not what the message is about.</summary>
    public static IEnumerable<StepWords> Steps(AlertKind kind)
    {
        var reached = kind switch
        {
            OrderConfirmed => 1,
            Shipped or LeftDistributionCentre or Delayed or AlertKind.Exception => 2,
            OutForDelivery or AvailableForPickup or DeliveryAttempted => 3,
            Delivered => 4,
            _ => 0,
        };
        return reached == 0 ? [] : StepLabels.Select((label, i) => new StepWords(label, i < reached, i == reached - 1));
    }
}
