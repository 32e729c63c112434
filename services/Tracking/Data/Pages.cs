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
        if (await db.Packages.AsNoTracking().FirstOrDefaultAsync(p => p.Token == token, cancellationToken) is { } package)
            return new(token, package, null);
        return await db.Orders.AsNoTracking().FirstOrDefaultAsync(o => o.Token == token, cancellationToken) is { } order ? new(token, null, order) : null;
    }

    /// <summary>The token that begins with the code of a short link; null where none does.</summary>
    public static async Task<string?> FindToken(this TrackingDb db, string code, CancellationToken cancellationToken)
    {
        if (!PageToken.IsCode(code))
            return null;
        // Behind every character of a token.
        var end = code + '~';
#pragma warning disable CA1309 // Put into SQL, where the column's collation compares.
        return await db.Packages.Where(p => string.Compare(p.Token, code) > 0 && string.Compare(p.Token, end) < 0).Select(p => p.Token).FirstOrDefaultAsync(cancellationToken)
            ?? await db.Orders.Where(o => string.Compare(o.Token, code) > 0 && string.Compare(o.Token, end) < 0).Select(o => o.Token).FirstOrDefaultAsync(cancellationToken);
#pragma warning restore CA1309
    }
}
