using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Features;

/// <summary>A package moved.</summary>
sealed class FollowPackagesConsumer(Hearing hearing) : IConsumer<PackageStatusChanged>
{
    /// <summary>Not <c>package.*.*</c>: what Logistics noted as ignored changes no order.</summary>
    public static readonly string[] Keys = [.. Word.All<PackageStatus>().Select(status => $"{Subjects.Package}.{status}.*")];

    public Task Consume(ConsumeContext<PackageStatusChanged> context) => hearing.Tell(
        context.Message, (order, policy, occasion) => order.Hear(context.Message, policy, occasion), context.CancellationToken);
}

/// <summary>A package's clock spoke: it is late, silent, or well again.</summary>
sealed class FollowPackageSignalsConsumer(Hearing hearing) : IConsumer<PackageSignal>
{
    public static readonly string[] Keys = [.. Word.All<PackageSignalKind>().Select(kind => $"{Subjects.Package}.{kind}.*")];

    public Task Consume(ConsumeContext<PackageSignal> context) => hearing.Tell(
        context.Message, (order, policy, occasion) => order.Hear(context.Message, policy, occasion), context.CancellationToken);
}

/// <summary>The day of a package's delivery is another one.</summary>
sealed class FollowPackageEstimatesConsumer(Hearing hearing) : IConsumer<PackageEstimateChanged>
{
    public static readonly string[] Keys = [$"{Subjects.Package}.estimate_revised.*"];

    public Task Consume(ConsumeContext<PackageEstimateChanged> context) => hearing.Tell(
        context.Message, (order, policy, occasion) => order.Hear(context.Message, policy, occasion), context.CancellationToken);
}
