using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StatusTracking.Testing;

namespace StatusTracking.WholeSystem;

/// <summary>Who will ask to be forgotten, and where any trace of them is looked for.</summary>
static class Somebody
{
    public const string Email = "wilhelmina.quist@example.org";
    public const string Phone = "+4915112987654";
    public static readonly string[] Services = ["orders", "payments", "inventory", "logistics", "tracking", "notifications", "admin"];
    static readonly string[] Traces = [Email, "Wilhelmina", "Quist", "Fasanenweg", "15112987654"];

    public static JsonObject Order()
    {
        var order = Shop.Order(email: Email);
        order["customer"]!["name"] = "Wilhelmina Quist";
        order["customer"]!["phone"] = Phone;
        order["shippingAddress"]!["line1"] = "Fasanenweg 7";
        return order;
    }

    /// <summary>Their package is on its way, and its carrier says for whom.</summary>
    public static async Task<Guid> IsSent(Shop shop, Guid order, TimeProvider time, string trackingNumber = "100000000001")
    {
        await shop.Reaches(order, "confirmed");
        var package = await shop.PackageOf(order);
        await shop.Label(package, trackingNumber);
        await shop.Post($"packages/{package}/events", new JsonObject
        {
            ["eventId"] = "1",
            ["status"] = "picked_up",
            ["detail"] = "accepted",
            ["occurredAt"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["description"] = "For Wilhelmina Quist",
        });
        return package;
    }

    public static IEnumerable<string> TracesIn(string text) => Traces.Where(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase));

    /// <summary>Looks through every column of every table of a database, whatever the product says of them.</summary>
    /// <param name="db">Open.</param>
    /// <param name="service">Whose.</param>
    /// <param name="tables">Asks for the tables' names, in quotes.</param>
    /// <param name="found">Takes what is found.</param>
    public static async Task Search(DbConnection db, string service, string tables, List<string> found)
    {
        var names = new List<string>();
        await Read(db, tables, row => names.Add(row.GetString(0)));
        foreach (var table in names)
        {
            await Read(db, $"SELECT * FROM {table}", row =>
            {
                for (var column = 0; column < row.FieldCount; column++)
                {
                    var text = row.GetValue(column) switch
                    {
                        byte[] bytes => Encoding.UTF8.GetString(bytes),
                        string[] texts => string.Join(' ', texts),
                        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
                    };
                    found.AddRange(TracesIn(text).Select(t => $"{service}: {table}.{row.GetName(column)}: {t} in {text[..Math.Min(300, text.Length)]}"));
                }
            });
        }
    }

    static async Task Read(DbConnection db, string sql, Action<DbDataReader> row)
    {
        await using var ask = db.CreateCommand();
        ask.CommandText = sql;
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            row(rows);
    }
}
