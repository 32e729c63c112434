using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace StatusTracking.Benchmarks.Million;

/// <summary>Scans that arrive by the beat of a clock, of packages in turn, while something else is measured.</summary>
sealed class Scans(HttpClient http, IReadOnlyList<Guid> packages, int perSecond)
{
    const int MostAtOnce = 50;

    int _accepted;

    /// <summary>How many were answered with 2xx.</summary>
    public int Accepted => _accepted;

    /// <summary>A scan that says something new of a package that is under way: it came to, or left, the next place.</summary>
    public static JsonObject Body(Guid package, string eventId, int n, DateTimeOffset at) => new()
    {
        ["packageId"] = package,
        ["eventId"] = eventId,
        ["status"] = "in_transit",
        ["detail"] = n % 2 == 0 ? "departed_facility" : "arrived_facility",
        ["occurredAt"] = at.ToString("O"),
        ["location"] = $"Depot {n / 2}",
    };

    /// <summary>Posts until cancelled. A beat at which <see cref="MostAtOnce"/> are unanswered is left out: what was had is told.</summary>
    public async Task Post(CancellationToken cancellation)
    {
        var run = Guid.NewGuid();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1) / perSecond);
        var posting = new HashSet<Task>();
        for (var n = 0; !cancellation.IsCancellationRequested; await beat.WaitForNextTickAsync(CancellationToken.None))
        {
            foreach (var done in posting.Where(p => p.IsCompleted).ToList())
            {
                await done;
                posting.Remove(done);
            }

            if (posting.Count < MostAtOnce)
                posting.Add(Post(Body(packages[n % packages.Count], $"{run}-{n}", n++ / packages.Count, TimeProvider.System.GetUtcNow())));
        }

        await Task.WhenAll(posting);
    }

    async Task Post(JsonObject scan)
    {
        using var reply = await http.PostAsJsonAsync("api/v1/packages/events", new JsonArray(scan), CancellationToken.None);
        reply.EnsureSuccessStatusCode();
        Interlocked.Increment(ref _accepted);
    }
}
