using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StatusTracking.Admin.Clients;

/// <summary>How every client asks: JSON in and out, and a refusal or a silence becomes a <see cref="ServiceException"/> in people's words.</summary>
static class Http
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Task<T> ReadAsync<T>(this HttpClient http, string service, string path, CancellationToken cancellation) =>
        http.AskAsync<T>(service, new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    public static async Task<T?> FindAsync<T>(this HttpClient http, string service, string path, CancellationToken cancellation) where T : class
    {
        try
        {
            return await http.ReadAsync<T>(service, path, cancellation);
        }
        catch (ServiceException trouble) when (trouble.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public static Task<T> SendAsync<T>(this HttpClient http, string service, HttpMethod method, string path, object? body, CancellationToken cancellation, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return http.AskAsync<T>(service, request, cancellation);
    }

    static async Task<T> AskAsync<T>(this HttpClient http, string service, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using (request)
            using (var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation))
            {
                if (!reply.IsSuccessStatusCode)
                    throw await RefusalAsync(service, reply, cancellation);
                return await reply.Content.ReadFromJsonAsync<T>(Json, cancellation)
                    ?? throw new ServiceException(service, reply.StatusCode, $"{service} gave an empty answer.", "Try again; if it stays so, look at its log.");
            }
        }
        catch (HttpRequestException silence)
        {
            throw new ServiceException(service, null, $"{service} cannot be reached.", "Nothing was changed that it did not confirm. This page tries again by itself; if it stays so, see whether the service runs.", cause: silence);
        }
        catch (OperationCanceledException slow) when (!cancellation.IsCancellationRequested)
        {
            throw new ServiceException(service, null, $"{service} did not answer in time.", "It may still have done what was asked: look before you repeat it.", cause: slow);
        }
        catch (JsonException strange)
        {
            throw new ServiceException(service, null, $"{service} gave an answer that this page does not understand.", "Are both of the same version?", cause: strange);
        }
    }

    static async Task<ServiceException> RefusalAsync(string service, HttpResponseMessage reply, CancellationToken cancellation)
    {
        var problem = await ProblemOf(reply, cancellation);
        var (title, detail) = reply.StatusCode switch
        {
            HttpStatusCode.Unauthorized => ("You are not signed in any more.", "Sign in again and repeat it."),
            HttpStatusCode.Forbidden => ("Your role does not allow this.", "Ask an administrator for the role operator."),
            HttpStatusCode.TooManyRequests => ("Too many requests.", "Wait a second and try again."),
            HttpStatusCode.ServiceUnavailable => ($"{service} is not available.", problem?.Detail ?? "Try again in a moment."),
            _ when problem?.Title is { Length: > 0 } words => (words, problem.Detail),
            var status => ($"{service} answered {(int)status}.", "Try again; if it stays so, look at its log."),
        };
        return new ServiceException(service, reply.StatusCode, title, detail, problem?.Errors);
    }

    static async Task<ProblemReply?> ProblemOf(HttpResponseMessage reply, CancellationToken cancellation)
    {
        if (reply.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return null;
        return await reply.Content.ReadFromJsonAsync<ProblemReply>(Json, cancellation);
    }

    sealed record ProblemReply(string? Title, string? Detail, Dictionary<string, string[]>? Errors);
}
