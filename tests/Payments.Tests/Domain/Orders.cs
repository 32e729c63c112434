using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.Payments.Domain;

namespace StatusTracking.Payments.Tests.Domain;

/// <summary>Orders and their accounts for tests of the domain.</summary>
static class Orders
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static Occasion Now => new(Monday, Monday);

    public static PaymentRequest Request(decimal amount = 30m) => new(amount, "EUR", "card", "tok_ok");

    public static OrderAccount Account(decimal total = 30m)
    {
        OrderAccount account = new(Guid.NewGuid(), "ST-1");
        account.Learn(Snapshot(total));
        return account;
    }

    public static OrderSnapshot Snapshot(decimal total = 30m) => new()
    {
        Number = "ST-1",
        Customer = new("Ada", "ada@example.org", null, null, null),
        ShippingAddress = new("Hauptstr. 1", null, "Berlin", null, "10115", "DE"),
        Currency = "EUR",
        Total = total,
        Lines = [new("MUG", "Mug", 2, 10m, null), new("POSTER", "Poster", 1, 10m, null)],
        PlacedAt = Monday,
    };

    /// <summary>An account whose first payment waits for the gateway.</summary>
    public static (OrderAccount Account, Payment Payment) Collecting(decimal total = 30m)
    {
        var account = Account(total);
        account.Collect(Request(total), Now);
        return (account, account.Payments[0]);
    }

    /// <summary>An account that was paid in full.</summary>
    public static (OrderAccount Account, Payment Payment) Paid(decimal total = 30m)
    {
        var (account, payment) = Collecting(total);
        account.Hear(payment, new(PaymentStatus.Captured), Now);
        return (account, payment);
    }

    public static GatewayNews At(this PaymentStatus status, int minutes, decimal? amount = null) => new(status, amount, At: Monday.AddMinutes(minutes));
}
