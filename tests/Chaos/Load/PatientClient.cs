using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace StatusTracking.Chaos;

/// <summary>
/// A good client: repeats what was not answered (a time-out, a broken connection, 5xx, 429, 409 with Retry-After) with the same key and body,
/// for as long as it takes, a little later each time. Any other refusal is written down, and not repeated.
/// </summary>
sealed class PatientClient(HttpClient http, int atOnce, TimeProvider time) : IDisposable
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    readonly SemaphoreSlim _free = new(atOnce, atOnce);
    readonly ConcurrentQueue<string> _refused = new();
    readonly ConcurrentQueue<(DateTimeOffset At, double Seconds)> _orders = new();
    int _requests;
    int _unanswered;

    /// <summary>Refusals that nobody should have got.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    public int Requests => _requests;

    /// <summary>How many tries had no answer, or one that means: later.</summary>
    public int Unanswered => _unanswered;

    /// <summary>When orders were accepted, and how long the reply to the try that succeeded took.</summary>
    public IReadOnlyCollection<(DateTimeOffset At, double Seconds)> Orders => _orders;

    /// <summary>Null where it was refused for good.</summary>
    public async Task<Answer?> Post(string path, JsonNode body, string? idempotencyKey, CancellationToken stop)
    {
        var text = body.ToJsonString();
        return await Ask(path, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{path}") { Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json") };
            if (idempotencyKey is not null)
                request.Headers.Add("Idempotency-Key", idempotencyKey);
            return request;
        }, stop);
    }

    public Task<Answer?> Put(string path, JsonNode body, CancellationToken stop) =>
        Ask(path, () => new HttpRequestMessage(HttpMethod.Put, $"api/v1/{path}") { Content = JsonContent.Create(body) }, stop);

    public Task<Answer?> Get(string path, CancellationToken stop) => Ask(path, () => new HttpRequestMessage(HttpMethod.Get, $"api/v1/{path}"), stop);

    public void Dispose() => _free.Dispose();

    async Task<Answer?> Ask(string path, Func<HttpRequestMessage> make, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await Try(path, make, stop);
            if (answer is { IsLater: false })
                return answer.Value.Text is null ? null : new(answer.Value.Text, tries);
            Interlocked.Increment(ref _unanswered);
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 50 << Math.Min(tries, 10))), stop);
        }
    }

    /// <summary>Null where there was no answer.</summary>
    async Task<(bool IsLater, string? Text)?> Try(string path, Func<HttpRequestMessage> make, CancellationToken stop)
    {
        await _free.WaitAsync(stop);
        try
        {
            Interlocked.Increment(ref _requests);
            using var request = make();
            var started = time.GetTimestamp();
            using var response = await http.SendAsync(request, stop);
            var text = await response.Content.ReadAsStringAsync(stop);
            if (response.IsSuccessStatusCode)
            {
                if (path == "orders" && request.Method == HttpMethod.Post)
                    _orders.Enqueue((time.GetUtcNow(), time.GetElapsedTime(started).TotalSeconds));
                return (false, text);
            }

            if ((int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
                || response.StatusCode is HttpStatusCode.Conflict && response.Headers.RetryAfter is not null)
                return (true, null);
            _refused.Enqueue($"{request.Method} {path}: {(int)response.StatusCode} {text}");
            return (false, null);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is HttpRequestException or SocketException or OperationCanceledException or IOException)
        {
            return null;
        }
        finally
        {
            _free.Release();
        }
    }
}

/// <summary>A 2xx reply, and at which try it came.</summary>
sealed record Answer(string Text, int Tries)
{
    public JsonNode Json => JsonNode.Parse(Text)!;
}
