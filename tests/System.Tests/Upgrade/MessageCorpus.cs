using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MassTransit;
using StatusTracking.Admin;
using StatusTracking.Contracts;
using StatusTracking.Inventory;
using StatusTracking.Logistics;
using StatusTracking.Messaging;
using StatusTracking.Notifications;
using StatusTracking.Orders;
using StatusTracking.Payments;
using StatusTracking.Testing;
using StatusTracking.Tracking;

namespace StatusTracking.WholeSystem.Upgrade;

/// <summary>
/// One message of every type that lies in queues and outboxes, as the version of its folder wrote it: <c>Upgrade/1/{urn}.json</c>. They are written
/// once, when a type is new (<c>STATUSTRACKING_GOLDEN=write dotnet test tests/System.Tests --filter Upgrade</c>), and never changed: whatever
/// comes later has to read them.
/// </summary>
static class MessageCorpus
{
    static readonly Assembly[] Assemblies =
    [
        typeof(OrdersService).Assembly, typeof(PaymentsService).Assembly, typeof(InventoryService).Assembly, typeof(LogisticsService).Assembly,
        typeof(TrackingService).Assembly, typeof(NotificationsService).Assembly, typeof(AdminService).Assembly, typeof(BusTopology).Assembly,
    ];

    static readonly JsonSerializerOptions Wired = new(Wire.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Folder => Repository.File("tests", "System.Tests", "Upgrade", "1");

    public static bool MayWrite => Environment.GetEnvironmentVariable("STATUSTRACKING_GOLDEN") == "write";

    /// <summary>What this version publishes, sends and takes, services' own clocks and calls included.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = Contracts().Concat(Taken()).Distinct().ToDictionary(type => MessageUrn.ForTypeString(type));

    public static string FileOf(string urn) => Path.Combine(Folder, $"{urn["urn:message:".Length..].Replace(':', '.')}.json");

    public static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    /// <summary>A message of a type with something in every field.</summary>
    public static JsonObject Write(string urn, Type type)
    {
        var written = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(Value(type, "", new Numbers()), type, Wire.Json), type, Wire.Json);
        return new JsonObject { ["urn"] = urn, ["body"] = written };
    }

    public static string Text(JsonObject message) => message.ToJsonString(Indented) + "\n";

    static IEnumerable<Type> Contracts() => typeof(IStatusEvent).Assembly.GetExportedTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false, IsSealed: true } && (t.IsAssignableTo(typeof(IStatusEvent)) || Taken().Contains(t)));

    static IEnumerable<Type> Taken()
    {
        var types = Assemblies.SelectMany(a => a.GetTypes()).Where(t => t is { IsClass: true, IsAbstract: false }).ToList();
        var consumed = types.SelectMany(t => t.GetInterfaces()).Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConsumer<>));
        // A state machine's clocks are messages, too, and lie in outboxes for days.
        var events = types.Where(t => t.IsAssignableTo(typeof(StateMachine)))
            .SelectMany(t => t.GetProperties()).Select(p => p.PropertyType).Where(p => p.IsGenericType && (p.GetGenericTypeDefinition() == typeof(Event<>) || p.GetGenericTypeDefinition() == typeof(Schedule<,>)));
        return consumed.Concat(events).Select(i => i.GetGenericArguments()[^1]).Where(t => t is { IsClass: true, IsAbstract: false, IsGenericType: false });
    }

    static JsonNode Value(Type type, string name, Numbers numbers)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var info = Wired.GetTypeInfo(bare);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => new JsonObject(info.Properties.Where(CanBeRead).Select(p => KeyValuePair.Create(p.Name, (JsonNode?)Value(p.PropertyType, p.Name, numbers)))),
            JsonTypeInfoKind.Enumerable => new JsonArray(Value(info.ElementType!, name, numbers)),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["key"] = Value(info.ElementType!, name, numbers) },
            _ => Simple(bare, name, numbers),
        };

        bool CanBeRead(JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;
    }

    static JsonNode Simple(Type type, string name, Numbers numbers) =>
        type == typeof(string) ? $"{name} {numbers.Next()}"
        : type == typeof(Guid) ? new Guid(numbers.Next(), 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]).ToString()
        : type == typeof(bool) ? true
        : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 11, 26, 12, 0, numbers.Next() % 60, TimeSpan.Zero).ToString("O", CultureInfo.InvariantCulture)
        : type == typeof(TimeSpan) ? "1.02:03:04"
        : type == typeof(byte[]) ? Convert.ToBase64String([1, 2, 3])
        : type.IsEnum ? JsonSerializer.SerializeToNode(Enum.GetValues(type).GetValue(0), type, Wire.Json)!
        : type == typeof(decimal) || type == typeof(double) ? numbers.Next() + 0.25m
        : type == typeof(int) || type == typeof(long) ? numbers.Next()
        : throw new NotSupportedException($"A message holds a {type}, of which the corpus knows no example: teach it one.");

    /// <summary>Another one each time, so that a field that took the place of another is seen.</summary>
    sealed class Numbers
    {
        int _last;

        public int Next() => ++_last;
    }
}
