namespace StatusTracking.Admin.Clients;

/// <summary>The stock API.</summary>
sealed class InventoryClient(HttpClient http)
{
    const string Service = "Inventory";

    public Task<Listing<StockItem>> ListAsync(string? after, int limit, CancellationToken cancellation) =>
        http.ReadAsync<Listing<StockItem>>(Service, Link.To("api/v1/stock", ("after", after), ("limit", limit)), cancellation);

    public Task<StockItem> SetAsync(string sku, StockLevel level, CancellationToken cancellation) =>
        http.SendAsync<StockItem>(Service, HttpMethod.Put, $"api/v1/stock/{Uri.EscapeDataString(sku)}", level, cancellation);
}
