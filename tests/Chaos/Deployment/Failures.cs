using System.Text.Json.Nodes;

namespace StatusTracking.Chaos;

/// <summary>What an operator does about messages that failed, by the API as anyone would: has them sent again, and leaves the rest to the inbox.</summary>
sealed class Failures(PatientClient client)
{
    /// <summary>A group that fails as often as this will always fail, and stays where it is.</summary>
    const int MostReplays = 3;

    readonly Dictionary<string, int> _replays = [];

    /// <summary>Sends all that failed again, but for groups that were sent again often enough.</summary>
    /// <returns>Of each group the queue, the reason and how many.</returns>
    public async Task<IReadOnlyList<string>> Replay()
    {
        var replayed = new List<string>();
        foreach (var group in await Groups("open"))
        {
            var id = group["group"]!.GetValue<string>();
            if ((_replays[id] = _replays.GetValueOrDefault(id) + 1) > MostReplays)
                continue;
            var order = new JsonObject { ["reason"] = "All runs again.", ["perSecond"] = 50, ["stopAfterFailures"] = 0 };
            if (await client.Post($"failures/groups/{id}/retry", order, $"{id}-{_replays[id]}", CancellationToken.None) is { } answer)
                replayed.Add($"{group["queue"]}: {group["kind"]} {group["example"]!["reason"]} ({answer.Json["total"]})");
        }

        return replayed;
    }

    /// <summary>How many messages are on their way again.</summary>
    public async Task<int> OnTheirWay() => (await Groups("retrying")).Sum(g => g["retrying"]!.GetValue<int>());

    async Task<IReadOnlyList<JsonNode>> Groups(string state) =>
        [.. (await client.Get($"failures?state={state}&limit=200", CancellationToken.None))!.Json["items"]!.AsArray().Select(g => g!)];
}
