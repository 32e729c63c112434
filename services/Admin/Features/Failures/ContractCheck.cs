using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Checks an edited message against its contract, more strictly than a service reads one: no field too many, none missing, none of the wrong type.</summary>
static class ContractCheck
{
    static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    static readonly IReadOnlyDictionary<string, Type> Contracts = typeof(IStatusEvent).Assembly.GetExportedTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false, IsSealed: true })
        .ToDictionary(t => t.Name);

    /// <summary>The contract of a message type; null for one that only its own service knows.</summary>
    /// <param name="type">An urn, or the type's name alone.</param>
    public static Type? Find(string type) =>
        Contracts.GetValueOrDefault(type) is { } named ? named
        : Contracts.GetValueOrDefault(type.Split(':')[^1]) is { } contract && MessageUrn.ForTypeString(contract) == type ? contract
        : null;

    /// <summary>All urns of a contract, as a message names them.</summary>
    public static string[] UrnsOf(Type contract) => MessageTypeCache.GetMessageTypeNames(contract);

    /// <summary>What is wrong with a body, by field; null where nothing is.</summary>
    public static IDictionary<string, string[]>? Errors(JsonElement body, Type contract)
    {
        if (body.ValueKind is not JsonValueKind.Object)
            return new Dictionary<string, string[]> { ["body"] = [$"Must be an object: a {contract.Name}."] };
        try
        {
            body.Deserialize(contract, Strict);
            return null;
        }
        catch (JsonException wrong)
        {
            return JsonErrors.Of(wrong).ToDictionary(e => e.Key is "body" ? e.Key : $"body.{e.Key}", e => e.Value);
        }
    }
}
