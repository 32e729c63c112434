using System.Text;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.Extensions.Options;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_mapping_file_is_read
{
    static readonly string Folder = Path.Combine(Repository.Root, "services", "Logistics", "Carriers", "Mappings");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)).Where(f => f != "mapping.schema.json").Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_of_the_programs_own_is_right_by_the_schema_too(string file)
    {
        var schema = JsonSchema.FromFile(Path.Combine(Folder, "mapping.schema.json"));
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var results = schema.Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        results.IsValid.ShouldBeTrue(string.Join("; ", results.Details.Where(d => d.Errors is not null).Select(d => $"{d.InstanceLocation}: {string.Join(", ", d.Errors!.Values)}")));

        CarrierMappings.Own().ShouldContain(m => m.File == file);
    }

    [Theory]
    [InlineData("version", null, "version: It is missing.")]
    [InlineData("colour", "\"red\"", "colour: It is not a field here. Allowed are")]
    [InlineData("carriers", "[\"DHL!\"]", "carriers[0]: A carrier is")]
    [InlineData("packages", "\"a..b\"", "packages: 'a..b' is no path.")]
    [InlineData("packages", "\"a[b\"", "A bracket is not closed.")]
    [InlineData("packages", "\"$a\"", "After '$' comes a dot.")]
    [InlineData("formats", "[\"csv\"]", "formats[0]: It must be json, xml or form.")]
    [InlineData("event", "{ \"time\": \"at\" }", "event: It needs one of code, subCode and description")]
    [InlineData("event", "{ \"code\": \"c\", \"time\": { \"at\": \"t\", \"zone\": \"Europe/Nowhere\" } }", "event.time.zone: 'Europe/Nowhere' is no time zone.")]
    [InlineData("event", "{ \"code\": \"c\", \"time\": { \"at\": \"t\", \"formats\": [\"iso9000\"] } }", "event.time.formats[0]: It must be one of iso, unix, unix_ms, ticks or a pattern")]
    [InlineData("event", "{ \"code\": { \"path\": \"c\", \"constant\": \"d\" }, \"time\": \"t\" }", "event.code: It needs exactly one of path, first, join and constant.")]
    [InlineData("event", "{ \"code\": { \"path\": \"c\", \"match\": \"(?=a)\" }, \"time\": \"t\" }", "event.code.match: '(?=a)' is no pattern that is taken")]
    [InlineData("codes", "[{ \"status\": \"teleported\", \"code\": \"1\" }]", "codes[0].status: 'teleported' is no status of a package: write one of unknown, label_created")]
    [InlineData("codes", "[{ \"status\": \"delivered.vehicle\", \"code\": \"1\" }]", "codes[0].status: 'vehicle' is no finer word of delivered. Its own are to_recipient")]
    [InlineData("codes", "[{ \"status\": \"delivered\", \"code\": \"1\", \"blame\": \"cat\" }]", "codes[0].blame: 'cat' is nobody to blame. It is one of")]
    [InlineData("codes", "[{ \"status\": \"delivered\" }]", "codes[0]: It needs one of code, subCode and text.")]
    [InlineData("signature", "{ \"kind\": \"hmac\" }", "signature.header: It is missing.")]
    [InlineData("signature", "{ \"kind\": \"hmac\", \"header\": \"h\", \"algorithm\": \"md5\" }", "signature.algorithm: 'md5' is none of sha1, sha256, sha512.")]
    [InlineData("signature", "{ \"kind\": \"hmac\", \"header\": \"h\", \"signed\": \"{timestamp}.{body}\" }", "A timestampField and {timestamp} in signed belong together.")]
    public void What_is_wrong_is_named_with_its_place_and_what_is_allowed(string field, string? value, string message)
    {
        var json = JsonNode.Parse(Plain)!.AsObject();
        if (value is null)
            json.Remove(field);
        else
            json[field] = JsonNode.Parse(value);

        var error = Should.Throw<MappingException>(() => MappingFile.Read("mine.json", Encoding.UTF8.GetBytes(json.ToJsonString())));

        error.Message.ShouldContain("The carrier mapping mine.json is wrong");
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void What_is_no_JSON_is_named_with_its_line() =>
        Should.Throw<MappingException>(() => MappingFile.Read("mine.json", "{\n  \"carriers\": [,]\n}"u8.ToArray())).Message.ShouldContain("line 2: It is not valid JSON.");

    [Fact]
    public void Those_of_the_operators_folder_come_first_and_a_wrong_one_is_named()
    {
        using var folder = new TempDirectory();
        var own = JsonNode.Parse(Plain)!.AsObject();
        own["carriers"] = new JsonArray("hermes");
        own["version"] = "1";
        File.WriteAllText(Path.Combine(folder.Path, "hermes.json"), own.ToJsonString());
        var mappings = Load(folder.Path);
        mappings.For("hermes").First().Title.ShouldBe("Pigeons");
        mappings.For("hermes").ShouldNotContain(m => m.File == "hermes.json" && !m.IsOperators);

        File.WriteAllText(Path.Combine(folder.Path, "broken.json"), "{}");
        Should.Throw<MappingException>(() => Load(folder.Path)).Message.ShouldContain(Path.Combine(folder.Path, "broken.json"));
        Should.Throw<MappingException>(() => Load(Path.Combine(folder.Path, "nowhere"))).Message.ShouldContain("Logistics:CarrierMappings names the folder");
    }

    static CarrierMappings Load(string folder) => new(Options.Create(new LogisticsOptions { CarrierMappings = folder }));

    const string Plain = """
        { "carriers": ["pigeons"], "version": "1", "title": "Pigeons", "recognise": ["n"], "packages": "$", "package": { "trackingNumber": "n" },
          "events": "e", "event": { "code": "c", "time": "t" }, "codes": [{ "status": "delivered", "code": "1" }] }
        """;
}
