using System.Net.Sockets;
using StatusTracking.Testing;

namespace StatusTracking.Chaos;

/// <summary>Waits until there is nothing left to do: no message in a queue, no row that wants to leave, nobody to be told.</summary>
sealed class Drain(Databases databases, Queues queues, Failures failures, Providers providers, Action<string> say, TimeProvider time)
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>The broker's own counts are up to five seconds old: what is nothing now must be nothing for longer than that.</summary>
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    /// <returns>What was replayed, and what was left when it was given up.</returns>
    public async Task<(IReadOnlyList<string> Replayed, IReadOnlyList<string> Left)> Run()
    {
        var replayed = new List<string>();
        var began = time.GetTimestamp();
        long? restSince = null;
        var told = time.GetTimestamp();
        IReadOnlyList<string> undone = [];
        await Eventually.Holds(async () => await IsAtRest() || time.GetElapsedTime(began) >= Limit, CancellationToken.None);
        var stray = (await queues.Messages()).Where(q => q.Value > 0).Select(q => $"{q.Value} messages are left in {q.Key}");
        return (replayed, [.. undone, .. stray]);

        async Task<bool> IsAtRest()
        {
            undone = await Undone();
            if (undone.Count > 0)
            {
                restSince = null;
            }
            else if (await failures.Replay() is { Count: > 0 } again)
            {
                replayed.AddRange(again);
                say($"sent again: {string.Join(", ", again)}");
                restSince = null;
            }
            else
            {
                restSince ??= time.GetTimestamp();
                return time.GetElapsedTime(restSince.Value) > Rest;
            }

            if (time.GetElapsedTime(told) > TimeSpan.FromSeconds(15) && undone.Count > 0)
            {
                told = time.GetTimestamp();
                var hurried = await databases.HurryRedeliveries();
                say($"left: {string.Join(", ", undone)}{(hurried > 0 ? $"; {hurried} redeliveries are hurried" : "")}");
            }

            return false;
        }
    }

    async Task<IReadOnlyList<string>> Undone()
    {
        var undone = (await databases.Undone()).ToList();
        try
        {
            undone.AddRange((await queues.Messages()).Where(q => q.Value > 0 && !Valve.IsParked(q.Key)).Select(q => $"{q.Value} messages in {q.Key}"));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            undone.Add($"the broker's management does not answer: {e.Message}");
        }

        if (await failures.OnTheirWay() is > 0 and var retrying)
            undone.Add($"{retrying} messages that failed and are sent again");
        if (providers.OpenCallbacks > 0)
            undone.Add($"{providers.OpenCallbacks} callbacks of Twilio");
        return undone;
    }
}
