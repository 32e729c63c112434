using Npgsql;

namespace StatusTracking.Benchmarks.Saga;

/// <summary>Packages that are under way while others are measured: each a saga, with a clock that is set. All belong to one order.</summary>
static class LivePackages
{
    public static readonly Guid Order = new("11111111-1111-4111-8111-111111111111");

    // As one package of PackageEvents leaves it, and as its clock is kept.
    const string Sql = """
        INSERT INTO tracking.packages ("CorrelationId", "Version", "State", "OrderId", "Status", "Detail", "Sequence", "StatusRecordedAt", "HeardAt", "Package", "Token", "Said", "Noted",
            "PromisedInTime", "Promise", "Silent", "QuietToken", "QuietAt")
        SELECT md5('package' || n)::uuid, 4, 'in_transit', @order, 'in_transit', 'arrived_facility', 4, now(), now(), @package, 'pkg_' || md5('token' || n), ARRAY['left_distribution_centre/1', 'shipped/1'],
            ARRAY['left_distribution_centre/1', 'shipped/1'], ARRAY[639000000000000000], 'kept', false, md5('clock' || n)::uuid, now() + interval '5 days'
        FROM generate_series(1, @count) AS n;
        INSERT INTO tracking.outbox ("Id", "MessageId", "Position", "Destination", "MessageTypes", "ContentType", "Body", "Headers", "ScheduleToken", "NextAttemptAt", "Attempts")
        SELECT md5('row' || n)::uuid, md5('message' || n)::uuid, n, 'tracking-package-saga', 'urn:message:StatusTracking.Tracking.Sagas:LookForSilence', 'application/json', '\x7b7d', '{}', md5('clock' || n)::uuid,
            now() + interval '5 days' + n * interval '10 milliseconds', 0
        FROM generate_series(1, @count) AS n;
        ANALYZE tracking.packages; ANALYZE tracking.outbox;
        """;

    const string Package = """
        {"orderNumber":"ST-7F3K-2M9Q","carrier":"dhl","trackingNumber":"00340434161094042557","carrierUrl":"https://www.dhl.example/track?id=00340434161094042557",
        "trackingUrl":"http://localhost:8080/track/pkg_11111111111141118111111111111111","estimatedDelivery":null,"lines":[{"sku":"MUG-01","quantity":2}],
        "customer":{"name":"Ada Byron","email":"ada@example.org","phone":"+4915112345678","locale":"de","timeZone":"Europe/Berlin"},"recipient":null,
        "shippingAddress":{"line1":"Hauptstr. 1","line2":null,"city":"Berlin","region":null,"postalCode":"10115","country":"DE"},"lastScanAt":null,"replaces":null}
        """;

    public static async Task Make(string connectionString, int count)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(Sql);
        command.CommandTimeout = 600;
        command.Parameters.AddWithValue("order", Order);
        command.Parameters.AddWithValue("package", Package);
        command.Parameters.AddWithValue("count", count);
        await command.ExecuteNonQueryAsync();
    }
}
