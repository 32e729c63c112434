using System.Text.Json.Nodes;

namespace StatusTracking.Gateway.Tests.Features;

public sealed class When_documents_are_merged
{
    readonly JsonObject _merged = MergeDocuments.Merge(
        [("Orders", Document("/api/v1/orders", "string")), ("Tracking", Document("/api/v1/sagas", "integer")), ("Payments", Document("/api/v1/payments", "string"))],
        ["Logistics"]);

    [Fact]
    public void All_paths_are_there() =>
        _merged["paths"]!.AsObject().Select(path => path.Key).ShouldBe(["/api/v1/orders", "/api/v1/sagas", "/api/v1/payments"]);

    [Fact]
    public void What_two_services_mean_differently_by_one_name_stays_apart()
    {
        _merged["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).ShouldBe(["Reply", "Tracking.Reply"]);
        ReferenceOf("/api/v1/orders").ShouldBe("#/components/schemas/Reply");
        ReferenceOf("/api/v1/sagas").ShouldBe("#/components/schemas/Tracking.Reply");
        ReferenceOf("/api/v1/payments").ShouldBe("#/components/schemas/Reply");
    }

    [Fact]
    public void Who_did_not_answer_is_named() => _merged["info"]!["description"]!.GetValue<string>().ShouldContain("Logistics");

    string ReferenceOf(string path) => _merged["paths"]![path]!["get"]!["$ref"]!.GetValue<string>();

    static JsonObject Document(string path, string type) => new()
    {
        ["openapi"] = "3.1.1",
        ["paths"] = new JsonObject { [path] = new JsonObject { ["get"] = new JsonObject { ["$ref"] = "#/components/schemas/Reply" } } },
        ["components"] = new JsonObject { ["schemas"] = new JsonObject { ["Reply"] = new JsonObject { ["type"] = type } } },
        ["tags"] = new JsonArray(new JsonObject { ["name"] = "all" }),
    };
}
