using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace StatusTracking.Gateway;

/// <summary>What happens to every request on its way to a service.</summary>
static class PassOn
{
    static readonly object CallerKey = new();

    /// <summary>Who asks, how often, how much; and words for a service that does not answer.</summary>
    public static void Pipeline(IReverseProxyApplicationBuilder proxy)
    {
        proxy.Use(LimitBodyAsync);
        proxy.Use(ResolveAsync);
        proxy.Use(ExplainSilenceAsync);
        proxy.UseSessionAffinity();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    }

    /// <summary>The headers: proofs of identity out, the internal token in, the public host kept.</summary>
    public static void Headers(TransformBuilderContext transforms)
    {
        transforms.AddOriginalHost();
        transforms.AddRequestTransform(request =>
        {
            request.ProxyRequest.Headers.Remove("Authorization");
            request.ProxyRequest.Headers.Remove(ResolveCaller.ApiKeyHeader);
            if (request.HttpContext.Items[CallerKey] is Caller { Token: { } token })
                request.ProxyRequest.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            return ValueTask.CompletedTask;
        });
    }

    static async Task LimitBodyAsync(HttpContext context, RequestDelegate next)
    {
        var most = context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxBodyBytes;
        if (context.Request.ContentLength > most)
        {
            await Answer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too large.", $"At most {most} bytes are taken. Send it in smaller parts.");
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most;
        await next(context);
    }

    static async Task ResolveAsync(HttpContext context, RequestDelegate next)
    {
        // Admin's own pages read their cookie themselves, and everything else outside the API is for anybody.
        if (!context.Request.Path.StartsWithSegments("/api"))
        {
            await next(context);
            return;
        }

        var caller = await context.RequestServices.GetRequiredService<ResolveCaller>().FindAsync(context.Request, context.RequestAborted);
        if (caller is null)
        {
            await Answer.UnavailableAsync(context, "Admin");
            return;
        }

        if (!caller.Unlimited)
        {
            using var permit = context.RequestServices.GetRequiredService<RequestLimit>().Take(caller, context.Connection.RemoteIpAddress);
            if (!permit.IsAcquired)
            {
                var wait = permit.TryGetMetadata(MetadataName.RetryAfter, out var span) ? Math.Max(1, (int)Math.Ceiling(span.TotalSeconds)) : 1;
                context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
                await Answer.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests.", $"A key may ask {RequestLimit.PerSecond} times a second. Wait as Retry-After says.");
                return;
            }
        }

        context.Items[CallerKey] = caller;
        await next(context);
    }

    static async Task ExplainSilenceAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is not { } error || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;
        context.Response.Clear();
        if (error.Exception is { } cause && TooLarge(cause))
            await Answer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too large.", "Send it in smaller parts.");
        else if (error.Error is ForwarderError.RequestBodyClient or ForwarderError.RequestCanceled or ForwarderError.UpgradeRequestClient)
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        else
            await Answer.UnavailableAsync(context, context.GetReverseProxyFeature().Cluster.Config.ClusterId);
    }

    static bool TooLarge(Exception cause) =>
        cause is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } || (cause.InnerException is { } inner && TooLarge(inner));
}
