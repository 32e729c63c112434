using StatusTracking.Contracts;
using StatusTracking.Orders.Tests.Domain;

namespace StatusTracking.Orders.Tests.Features;

/// <summary>What the other services say about an order.</summary>
static class OrderWords
{
    public static StockStatusChanged Stock(Guid order, StockStatus to, long sequence = 2, params SkuQuantity[] missing) =>
        Some.Stock(to, sequence, missing) with { OrderId = order, SubjectId = order };

    public static PaymentStatusChanged Payment(Guid order, PaymentStatus to, long sequence, Guid? payment = null, string? reason = null) =>
        Some.Payment(to, sequence, reason: reason) with { OrderId = order, SubjectId = payment ?? order };

    public static PackageStatusChanged Package(Guid order, PackageStatus to, long sequence, Guid? package = null, Guid? replaces = null)
    {
        var said = Some.Package(to, sequence);
        return said with { OrderId = order, SubjectId = package ?? order, Package = said.Package with { Replaces = replaces } };
    }

    public static PackageSignal Signal(Guid order, PackageSignalKind kind) => Some.Signal(kind, 1) with { OrderId = order, SubjectId = order };
}
