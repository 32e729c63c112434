using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StatusTracking.Messaging;
using StatusTracking.Orders.Data;
using StatusTracking.Orders.Domain;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Orders.Features;

static class PlaceOrder
{
    public static void Map(IEndpointRouteBuilder orders) => orders.MapPost("/", Handle)
        .WithName("Orders.PlaceOrder")
        .WithSummary("Place an order")
        .RequireScope(Scopes.Write)
        .Validates<PlaceOrderRequest>()
        .Idempotent<OrdersDb>()
        .SharesCommits<OrdersDb>();

    static async Task<Results<Created<OrderReply>, ProblemHttpResult>> Handle(
        PlaceOrderRequest request, ClaimsPrincipal user, OrdersDb db, IOptions<OrdersOptions> options, IOptions<PublicUrlOptions> publicUrl,
        TimeProvider time, CancellationToken cancel)
    {
        if (request.PlacedAt is not null && !user.HasScope(Scopes.Import))
            return Problem.Forbidden("Only a key with the scope import may say when an order was placed. Leave placedAt out, or use such a key.");

        var id = Guid.CreateVersion7(time.GetUtcNow());
        var placed = new PlacedOrder
        {
            Id = id,
            // Two orders that draw the same 40 bits are rare: where the commit is shared, the one that is refused is placed again with another number.
            Number = db.Database.CurrentTransaction is null ? OrderNumber.New() : await FreeNumber(db, cancel),
            TrackingUrl = $"{publicUrl.Value.PublicUrl}/track/{OrderNumber.NewTrackingToken()}",
            Reference = request.Reference,
            Customer = request.Customer!.ToPerson(),
            Recipient = request.Recipient?.ToPerson(),
            ShippingAddress = request.ShippingAddress!.ToAddress(),
            Currency = request.Currency!,
            Lines = [.. request.Lines!.Select(line => line!.ToLine())],
            Shipping = request.Shipping ?? 0,
            Discount = request.Discount ?? 0,
            PaymentMethod = request.Payment!.Method!,
            PaymentToken = request.Payment.Token!,
        };
        var order = new Order(placed, request.PlacedAt is { } placedAt ? Occasion.Heard(placedAt.ToUniversalTime(), time) : Occasion.Now(time));
        db.Orders.Add(order);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Created($"/api/v1/orders/{id}", OrderReply.Of(order, options.Value.Policy));
    }

    /// <summary>A number that no order has; the unique index settles the race that is left.</summary>
    static async Task<string> FreeNumber(OrdersDb db, CancellationToken cancel)
    {
        while (true)
        {
            var number = OrderNumber.New();
            if (!await db.Orders.AnyAsync(o => o.Number == number, cancel))
                return number;
        }
    }
}
