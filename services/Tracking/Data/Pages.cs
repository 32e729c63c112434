using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Tracking.Domain;
using StatusTracking.Tracking.Sagas;

namespace StatusTracking.Tracking.Data;

/// <summary>What the address of a page leads to: a package, or a whole order.</summary>
sealed record FoundPage(string Token, PackageState? Package, OrderOutline? Order)
{
    /// <summary>
    /// Theirs whose messages are chosen on the page: who was sent its address. News of a package have that of the package, news of an order
    /// that of the order and go to the buyer: so a recipient chooses nothing for a buyer, and neither learns the other's address.
    /// </summary>
    public string? AddressOn(Channel channel)
    {
        var (email, phone) = Package?.Package.Addressee is { } person ? (person.Email, person.Phone) : (Order?.Email, Order?.Phone);
        var address = channel is Channel.Email ? email : phone;
        return string.IsNullOrWhiteSpace(address) ? null : address;
    }

    public string? Locale => Package is { } package ? (package.Package.Recipient ?? package.Package.Customer).Locale : Order?.Locale;
}

static class Pages
{
    /// <summary>What a token leads to; null for one that leads nowhere, whatever is wrong with it.</summary>
    public static async Task<FoundPage?> FindPage(this TrackingDb db, string token, CancellationToken cancellationToken)
    {
        if (!PageToken.IsPlausible(token))
            return null;
        // Some databases take capitals and small letters for the same; a token does not.
        if (await db.Packages.AsNoTracking().FirstOrDefaultAsync(p => p.Token == token, cancellationToken) is { } package && package.Token == token)
            return new(token, package, null);
        return await db.Orders.AsNoTracking().FirstOrDefaultAsync(o => o.Token == token, cancellationToken) is { } order && order.Token == token
            ? new(token, null, order)
            : null;
    }
}
