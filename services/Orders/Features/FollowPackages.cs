using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Features;

/// <summary>A package moved.</summary>
sealed class FollowPackagesConsumer(Hearing hearing) : IConsumer<PackageStatusChanged>
{
    /// <summary>Statuses and signals, and not what Logistics noted as ignored.</summary>
    public static readonly string[] Keys =
        [.. Word.All<PackageStatus>().Concat(Word.All<PackageSignalKind>()).Select(word => $"{Subjects.Package}.{word}.*")];

    public Task Consume(ConsumeContext<PackageStatusChanged> context) => hearing.Tell(
        context.Message, (order, policy, occasion) => order.Hear(context.Message, policy, occasion), context.CancellationToken);
}

/// <summary>A package's clock spoke: it is late, silent, or well again.</summary>
sealed class FollowPackageSignalsConsumer(Hearing hearing) : IConsumer<PackageSignal>
{
    public Task Consume(ConsumeContext<PackageSignal> context) => hearing.Tell(
        context.Message, (order, policy, occasion) => order.Hear(context.Message, policy, occasion), context.CancellationToken);
}
