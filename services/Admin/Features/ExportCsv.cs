using System.Globalization;
using System.Security.Claims;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using StatusTracking.Admin.Clients;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>
/// What a list shows, all pages of it, as a file for a spreadsheet: <c>GET /admin/orders.csv</c> and <c>GET /admin/packages.csv</c> with the filters of the
/// page. A cell that a spreadsheet would take for a formula is written with an apostrophe before it: names and references are strangers' words.
/// </summary>
static class ExportCsv
{
    const int PageSize = 200;

    static readonly CsvConfiguration Safe = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape, NewLine = "\r\n" };

    static readonly (string Title, Func<Order, string?> Of)[] OfOrder =
    [
        ("number", o => o.Number), ("reference", o => o.Reference), ("status", o => o.Status), ("payment", o => o.PaymentStatus), ("fulfilment", o => o.FulfilmentStatus),
        ("delivery", o => o.DeliveryHealth), ("buyer", o => o.Customer?.Name), ("email", o => o.Customer?.Email), ("phone", o => o.Customer?.Phone),
        ("total", o => o.Total.ToString(CultureInfo.InvariantCulture)), ("currency", o => o.Currency), ("placedAt", o => Utc(o.PlacedAt)), ("id", o => o.Id.ToString()),
    ];

    static readonly (string Title, Func<Package, string?> Of)[] OfPackage =
    [
        ("order", p => p.OrderNumber), ("status", p => p.Status), ("detail", p => p.Detail), ("carrier", p => p.Carrier), ("trackingNumber", p => p.TrackingNumber),
        ("estimatedDelivery", p => Utc(p.EstimatedDelivery)), ("createdAt", p => Utc(p.CreatedAt)), ("updatedAt", p => Utc(p.UpdatedAt)), ("id", p => p.Id.ToString()),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/admin/orders.csv", Orders).RequireScope(Scopes.Read).ExcludeFromDescription();
        app.MapGet("/admin/packages.csv", Packages).RequireScope(Scopes.Read).ExcludeFromDescription();
    }

    static Task<IResult> Orders(string? q, string? status, string? sort, OrdersClient orders, AuthenticationStateProvider state, ClaimsPrincipal user, CancellationToken cancellation)
    {
        AskAs(user, state);
        return File("orders", OfOrder, after => orders.ListAsync(new OrderFilter(q, status, sort), after, PageSize, cancellation));
    }

    static Task<IResult> Packages(
        string? q, string? status, string? carrier, string? sort, LogisticsClient logistics, AuthenticationStateProvider state, ClaimsPrincipal user, CancellationToken cancellation)
    {
        AskAs(user, state);
        return File("packages", OfPackage, after => logistics.ListAsync(new PackageFilter(q, status, carrier, sort), after, PageSize, cancellation));
    }

    /// <summary>The clients ask in the name of a page's user, and here is no page.</summary>
    static void AskAs(ClaimsPrincipal user, AuthenticationStateProvider state) =>
        ((IHostEnvironmentAuthenticationStateProvider)state).SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));

    static async Task<IResult> File<T>(string name, (string Title, Func<T, string?> Of)[] columns, Func<string?, Task<Listing<T>>> read)
    {
        Listing<T> page;
        try
        {
            // Before the first byte has left, a refusal can still be told.
            page = await read(null);
        }
        catch (ServiceException trouble)
        {
            return Results.Problem(trouble.Detail, statusCode: (int?)trouble.Status ?? StatusCodes.Status503ServiceUnavailable, title: trouble.Title);
        }

        return Results.Stream(
            async stream =>
            {
                // Spreadsheets take a file without this mark for one of their country's old encodings.
                await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
                await using var csv = new CsvWriter(text, Safe);
                foreach (var (title, _) in columns)
                    csv.WriteField(title);
                await csv.NextRecordAsync();
                while (true)
                {
                    foreach (var item in page.Items)
                    {
                        foreach (var (_, of) in columns)
                            csv.WriteField(of(item));
                        await csv.NextRecordAsync();
                    }

                    if (page.Next is not { } next)
                        return;
                    page = await read(next);
                }
            },
            "text/csv; charset=utf-8",
            $"{name}.csv");
    }

    static string? Utc(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
