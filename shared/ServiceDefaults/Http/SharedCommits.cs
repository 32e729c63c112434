using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Messaging;

namespace StatusTracking.ServiceDefaults;

/// <summary>Requests that share transactions.</summary>
public static class SharedCommits
{
    /// <summary>
    /// What such requests save at the same time is committed together, before any of them is answered; see <see cref="SharedCommit{TDb}"/>. Ask for it
    /// after <see cref="Idempotency.Idempotent{TDb}"/>: a request with a key has a transaction of its own.
    /// </summary>
    public static RouteHandlerBuilder SharesCommits<TDb>(this RouteHandlerBuilder builder) where TDb : ServiceDb => builder.AddEndpointFilter(async (context, next) =>
    {
        var services = context.HttpContext.RequestServices;
        return await services.GetRequiredService<SharedCommit<TDb>>().Run(services.GetRequiredService<TDb>(), () => next(context));
    });
}
