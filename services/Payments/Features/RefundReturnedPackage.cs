using MassTransit;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Data;
using StatusTracking.Payments.Domain;

namespace StatusTracking.Payments.Features;

/// <summary>
/// A package came back: its lines are refunded, by policy or because its order has ended. What left is kept in mind, so that an order that
/// is cancelled in the same moment does not pay for goods that are with the carrier.
/// </summary>
sealed class RefundReturnedPackageConsumer(Till till, TimeProvider time, IOptions<PaymentsOptions> options) : IConsumer<PackageStatusChanged>
{
    public static readonly string[] Keys = ["package.picked_up.*", "package.returned.*", "package.lost.*", "package.disposed.*"];

    public async Task Consume(ConsumeContext<PackageStatusChanged> context)
    {
        var (package, occasion) = (context.Message, Occasion.Heard(context.Message.OccurredAt, time));
        var contents = package.Package.Lines;
        var account = await till.OpenAsync(package.OrderId, package.Package.OrderNumber, context.CancellationToken);
        switch (package.Status)
        {
            case PackageStatus.PickedUp:
                account.Ship(package.SubjectId, contents);
                break;
            case PackageStatus.Returned:
                account.Land(package.SubjectId, contents, ShipmentState.Back, options.Value.RefundOnReturn, occasion);
                break;
            case PackageStatus.Lost or PackageStatus.Disposed:
                account.Land(package.SubjectId, contents, ShipmentState.Gone, byPolicy: false, occasion);
                break;
        }

        await till.SaveAsync(context.CancellationToken);
    }
}
