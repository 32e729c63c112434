using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StatusTracking.Benchmarks.Orders;

/// <summary>The least that could take an order: read the JSON, insert one row, answer 201. A process of its own, as the service is.</summary>
static class BareApi
{
    public const string Argument = "bare-api";

    public static async Task Run(string url, string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using (var create = database.CreateCommand("CREATE TABLE IF NOT EXISTS bare_orders (id uuid PRIMARY KEY, reference text NOT NULL, body jsonb NOT NULL, at timestamptz NOT NULL)"))
            await create.ExecuteNonQueryAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add(url);
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost("/api/v1/orders", async (System.Text.Json.JsonElement order) =>
        {
            var id = Guid.CreateVersion7();
            await using var insert = database.CreateCommand("INSERT INTO bare_orders VALUES ($1, $2, $3, now())");
            insert.Parameters.Add(new() { Value = id });
            insert.Parameters.Add(new() { Value = order.GetProperty("reference").GetString()! });
            insert.Parameters.Add(new() { Value = order.GetRawText(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
            await insert.ExecuteNonQueryAsync();
            return Results.Created($"/api/v1/orders/{id}", new { id });
        });
        await app.RunAsync();
    }
}
