using MassTransit;
using StatusTracking.Contracts;

namespace StatusTracking.Orders.Features;

/// <summary>The stock is reserved, short, or there never was enough.</summary>
sealed class FollowStockConsumer(Hearing hearing) : IConsumer<StockStatusChanged>
{
    public static readonly string[] Keys = ["stock.reserved.*", "stock.backordered.*", "stock.rejected.*"];

    public Task Consume(ConsumeContext<StockStatusChanged> context) => hearing.Tell(
        context.Message, (order, policy, occasion) => order.Hear(context.Message, policy, occasion), context.CancellationToken);
}
