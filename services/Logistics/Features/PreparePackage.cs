using System.Security.Cryptography;
using MassTransit;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Logistics;

/// <summary>An order is confirmed: one package with all its lines. An operator may split it.</summary>
sealed class PreparePackageConsumer(LogisticsDb db, IOptions<PublicUrlOptions> publicUrl, TimeProvider time) : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var message = context.Message;
        if (message.Status != OrderStatus.Confirmed)
            return;
        var order = await db.Fulfilments.FindAsync([message.OrderId], context.CancellationToken);
        if (order is null)
            db.Fulfilments.Add(order = new Fulfilment(message.OrderId));
        if (order.Confirm())
            db.Packages.Add(new Package(FirstPackageOf(message.OrderId), message.OrderId, Shipment.Of(message.Order), LinesOf(message.Order), new Uri(publicUrl.Value.PublicUrl), Occasion.Heard(message.OccurredAt, time)));
        await db.SaveChangesAsync(context.CancellationToken);
    }

    /// <summary>The id of an order's first package follows from the order's, so that no repeat can make a second one.</summary>
    internal static Guid FirstPackageOf(Guid orderId)
    {
        Span<byte> input = stackalloc byte[17];
        orderId.TryWriteBytes(input, bigEndian: true, out _);
        input[16] = 1;
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    static List<PackageLine> LinesOf(OrderSnapshot order) =>
        [.. order.Lines.GroupBy(l => l.Sku, StringComparer.Ordinal).Select(g => new PackageLine { Sku = g.Key, Quantity = g.Sum(l => l.Quantity) })];
}
