using System.Text.Json;
using System.Text.Json.Nodes;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications;

/// <summary>
/// What an e-mail says, for mail programs that show a package or an order by themselves: schema.org's ParcelDelivery and Order as JSON-LD,
/// of several packages a list.
/// It says nothing that the e-mail's words do not say.
/// </summary>
static class StructuredData
{
    const string Schema = "https://schema.org";

    // The default encoder writes <, >, & and quotes as \u003C and so on: nothing that anybody wrote can end the script element that it stands in.
    static readonly JsonSerializerOptions Json = new();

    public static string Of(Alert alert, string shop, string? url)
    {
        if (alert.Others is null)
            return Whole(alert, shop, url).ToJsonString(Json);
        return new JsonArray([.. alert.All.Select(a => Whole(a, shop, Composer.IsWeb(a.TrackingUrl) ? a.TrackingUrl : null))]).ToJsonString(Json);
    }

    static JsonObject Whole(Alert alert, string shop, string? url)
    {
        var data = alert.Package is { } package ? Parcel(alert, package, shop, url) : Order(alert, shop, url);
        data.Insert(0, "@context", Schema);
        return data;
    }

    static JsonObject Parcel(Alert alert, PackageFacts package, string shop, string? url)
    {
        var parcel = new JsonObject { ["@type"] = "ParcelDelivery" };
        if (package.Carrier is { } carrier)
            parcel["carrier"] = Organization(CarrierName.Of(carrier));
        if (package.TrackingNumber is { } number)
            parcel["trackingNumber"] = number;
        if (url is not null)
            parcel["trackingUrl"] = url;
        if (package.ExpectedAt is { } expected && alert.Kind is not (AlertKind.Delivered or AlertKind.Returned))
            parcel["expectedArrivalUntil"] = expected;
        parcel["deliveryStatus"] = new JsonObject { ["@type"] = "DeliveryEvent", ["name"] = alert.Kind.ToWord(), ["startDate"] = alert.OccurredAt };
        parcel["partOfOrder"] = Order(alert, shop, null);
        return parcel;
    }

    static JsonObject Order(Alert alert, string shop, string? url)
    {
        var order = new JsonObject { ["@type"] = "Order", ["merchant"] = Organization(shop), ["orderNumber"] = alert.OrderNumber };
        if (Status(alert.Kind) is { } status)
            order["orderStatus"] = $"{Schema}/{status}";
        if (url is not null)
            order["url"] = url;
        if (alert.Money is { } money)
            (order["price"], order["priceCurrency"]) = (money.Amount, money.Currency);
        if (alert.Lines is { } lines)
            order["acceptedOffer"] = new JsonArray([.. lines.Take(Composer.MostLines).Select(Offer)]);
        return order;
    }

    static JsonObject Offer(LineFacts line) => new()
    {
        ["@type"] = "Offer",
        ["itemOffered"] = new JsonObject { ["@type"] = "Product", ["name"] = Composer.Short(line.Name) },
        ["eligibleQuantity"] = new JsonObject { ["@type"] = "QuantitativeValue", ["value"] = line.Quantity },
    };

    static JsonObject Organization(string name) => new() { ["@type"] = "Organization", ["name"] = Composer.Short(name) };

    /// <summary>A value of schema.org's OrderStatus; null where none says what happened.</summary>
    static string? Status(AlertKind kind) => kind switch
    {
        AlertKind.OrderConfirmed => "OrderProcessing",
        AlertKind.OrderCancelled => "OrderCancelled",
        AlertKind.PaymentFailed or AlertKind.PaymentActionRequired => "OrderPaymentDue",
        AlertKind.Shipped or AlertKind.LeftDistributionCentre or AlertKind.OutForDelivery or AlertKind.DeliveryAttempted or AlertKind.Delayed => "OrderInTransit",
        AlertKind.AvailableForPickup => "OrderPickupAvailable",
        AlertKind.Delivered => "OrderDelivered",
        AlertKind.Exception => "OrderProblem",
        AlertKind.Returned => "OrderReturned",
        _ => null,
    };
}
