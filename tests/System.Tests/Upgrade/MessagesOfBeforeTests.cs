using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using Xunit;

namespace StatusTracking.WholeSystem.Upgrade;

/// <summary>Messages that lay in queues and outboxes when this version was put in the place of another.</summary>
public sealed class When_messages_of_a_version_before_are_read
{
    public static TheoryData<string> Urns => [.. Directory.GetFiles(MessageCorpus.Folder, "*.json").Select(file => MessageCorpus.Read(file)["urn"]!.GetValue<string>()).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_message_is_in_the_corpus()
    {
        if (MessageCorpus.MayWrite)
        {
            Directory.CreateDirectory(MessageCorpus.Folder);
            foreach (var (urn, type) in MessageCorpus.Types.Where(t => !File.Exists(MessageCorpus.FileOf(t.Key))))
                File.WriteAllText(MessageCorpus.FileOf(urn), MessageCorpus.Text(MessageCorpus.Write(urn, type)));
        }

        MessageCorpus.Types.Keys.Where(urn => !File.Exists(MessageCorpus.FileOf(urn)))
            .ShouldBeEmpty("A message is new: write it into the corpus, as MessageCorpus says.");
    }

    [Theory]
    [MemberData(nameof(Urns))]
    public void Each_field_is_what_it_was(string urn)
    {
        var golden = MessageCorpus.Read(MessageCorpus.FileOf(urn));
        MessageCorpus.Types.ShouldContainKey(urn, "Nobody takes it any more, and one may still lie in a queue.");
        var type = MessageCorpus.Types[urn];

        var again = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(golden["body"]!, type, Wire.Json), type, Wire.Json)!;

        Missing(golden["body"]!, again, "$").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Urns))]
    public void A_field_that_only_a_later_version_knows_harms_nobody(string urn)
    {
        if (!MessageCorpus.Types.TryGetValue(urn, out var type))
            return;
        var body = MessageCorpus.Read(MessageCorpus.FileOf(urn))["body"]!.AsObject();
        body["fieldOfTomorrow"] = new JsonObject { ["holds"] = new JsonArray(1, "two") };
        // Statuses are words on the wire, and a later version knows more of them.
        var isStatus = type.IsAssignableTo(typeof(IStatusChanged));
        if (isStatus)
            body["to"] = "teleported";

        var read = JsonSerializer.Deserialize(body, type, Wire.Json);

        if (isStatus)
            JsonSerializer.SerializeToNode(read, type, Wire.Json)!["to"]!.GetValue<string>().ShouldBe("teleported");
    }

    /// <summary>What the one holds and the other does not, by path.</summary>
    static IEnumerable<string> Missing(JsonNode golden, JsonNode? now, string path) => (golden, now) switch
    {
        (JsonObject before, JsonObject after) => before.Where(f => f.Value is not null).SelectMany(f => Missing(f.Value!, after[f.Key], $"{path}.{f.Key}")),
        (JsonArray before, JsonArray after) => before.Index().SelectMany(f => Missing(f.Item!, after.ElementAtOrDefault(f.Index), $"{path}[{f.Index}]")),
        _ => JsonNode.DeepEquals(golden, now) ? [] : [$"{path} was {golden.ToJsonString()} and is {now?.ToJsonString() ?? "gone"}"],
    };
}
