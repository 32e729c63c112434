using MassTransit;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;

namespace StatusTracking.Payments.Features;

/// <summary>
/// A package came back: its lines are refunded, by policy or because its order has ended. Packages are followed from the start, so that an
/// order that is cancelled in the moment of a pick-up does not pay for goods that are with the carrier.
/// </summary>
sealed class FollowPackagesConsumer(Till till, TimeProvider time, IOptions<PaymentsOptions> options) : IConsumer<PackageStatusChanged>
{
    public static readonly string[] Keys =
    [
        "package.created.*", "package.picked_up.*", "package.in_transit.*", "package.out_for_delivery.*", "package.delivery_attempted.*",
        "package.available_for_pickup.*", "package.delivered.*", "package.returning.*", "package.returned.*", "package.lost.*",
        "package.disposed.*", "package.cancelled.*",
    ];

    public async Task Consume(ConsumeContext<PackageStatusChanged> context)
    {
        var (change, cancellation) = (context.Message, context.CancellationToken);
        ShipmentState? state = change.Status switch
        {
            PackageStatus.Created => ShipmentState.Packed,
            PackageStatus.Cancelled => ShipmentState.Stopped,
            PackageStatus.Lost or PackageStatus.Disposed => ShipmentState.Gone,
            PackageStatus.Returned => ShipmentState.Back,
            { } status when status.ProvesPickUp() => ShipmentState.OnTheWay,
            _ => null,
        };
        if (state is null)
            return;
        // Of the many scans on the way the first is news; the others need no lock on the account.
        if (await till.HasGoneAsync(change.SubjectId, state.Value, cancellation))
            return;
        var account = await till.OpenAsync(change.OrderId, change.Package.OrderNumber, cancellation);
        account.Follow(change.SubjectId, change.Package.Lines, state.Value, options.Value.RefundOnReturn, Occasion.Heard(change.OccurredAt, time));
        await till.SaveAsync(cancellation);
    }
}
