using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace StatusTracking.Gateway;

/// <summary>What happens to every request on its way to a service.</summary>
static class PassOn
{
    /// <summary>How much, from whom, and words for a service that does not answer.</summary>
    public static void Pipeline(IReverseProxyApplicationBuilder proxy)
    {
        proxy.Use(LimitBodyAsync);
        proxy.Use(ExplainSilenceAsync);
        proxy.UseSessionAffinity();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    }

    /// <summary>What the caller proved itself with stays here; the internal token goes on, and the public host with it.</summary>
    public static void Headers(TransformBuilderContext transforms)
    {
        transforms.AddOriginalHost();
        transforms.AddRequestTransform(request =>
        {
            request.ProxyRequest.Headers.Remove(ResolveCaller.ApiKeyHeader);
            request.ProxyRequest.Headers.Authorization = null;
            var user = request.HttpContext.User;
            if (user.Identity?.IsAuthenticated == true)
                request.ProxyRequest.Headers.Authorization = new("Bearer", request.HttpContext.RequestServices.GetRequiredService<InternalTokens>().Issue(user));
            return ValueTask.CompletedTask;
        });
    }

    static async Task LimitBodyAsync(HttpContext context, RequestDelegate next)
    {
        var most = context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxBodyBytes;
        if (context.Request.ContentLength > most)
        {
            await Answer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", $"At most {most} bytes are taken at once. Send it in smaller parts.");
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most;
        await next(context);
    }

    static async Task ExplainSilenceAsync(HttpContext context, RequestDelegate next)
    {
        if (ResolveCaller.IsUndecided(context))
        {
            await Answer.UnavailableAsync(context, "Admin");
            return;
        }

        await next(context);
        if (context.GetForwarderErrorFeature() is not { } error || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;
        context.Response.Clear();
        if (error.Exception is { } cause && IsTooLarge(cause))
            await Answer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", "Send it in smaller parts.");
        else if (error.Error is ForwarderError.RequestBodyClient or ForwarderError.RequestCanceled or ForwarderError.UpgradeRequestClient)
            await Answer.WriteAsync(context, StatusCodes.Status400BadRequest, "The request broke off.", "Send it again, whole.");
        else
            await Answer.UnavailableAsync(context, context.GetReverseProxyFeature().Cluster.Config.ClusterId);
    }

    static bool IsTooLarge(Exception cause) =>
        cause is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } || (cause.InnerException is { } inner && IsTooLarge(inner));
}
