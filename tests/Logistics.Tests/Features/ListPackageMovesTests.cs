using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_somebody_asks_what_can_follow(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    [Fact]
    public async Task Every_status_is_there_with_the_moves_of_the_table()
    {
        var moves = ((await api.Client.GetFromJsonAsync<JsonNode>("/api/v1/packages/moves", TestContext.Current.CancellationToken))!)["items"]!.AsArray();

        moves.Select(m => m!["from"]!.ToString()).ShouldBe(Word.All<PackageStatus>(), ignoreOrder: true);
        foreach (var move in moves)
        {
            var from = Word.Parse<PackageStatus>(move!["from"]!.ToString())!.Value;
            move["to"]!.AsArray().Select(to => Word.Parse<PackageStatus>(to!.ToString())!.Value).ShouldBe(PackageMoves.Legal.After(from), ignoreOrder: true);
            ((bool)move["canBeSet"]!).ShouldBe(from.CanBeCorrectedTo());
            move["details"]!.AsArray().Select(word => (string)word!).ShouldBe(Details.Of(from));
        }
    }
}
