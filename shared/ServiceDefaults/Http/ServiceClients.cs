using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace StatusTracking.ServiceDefaults;

/// <summary>Who is asking, for calls to other services. By default the request's user; a Blazor circuit registers its own.</summary>
public interface ICurrentUser
{
    /// <summary>The user, or null where nobody has signed in.</summary>
    ValueTask<ClaimsPrincipal?> GetAsync();
}

/// <summary>Where the services are: <c>Services:{Name}</c>, or this process where they share one.</summary>
public sealed class ServiceAddresses(IConfiguration configuration, IServer server)
{
    /// <summary>The base address of a service.</summary>
    /// <exception cref="InvalidOperationException">Nothing is configured and this process listens nowhere yet.</exception>
    public Uri Of(string service)
    {
        if (configuration[$"Services:{service}"] is { Length: > 0 } configured)
            return new Uri(configured);
        var own = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException($"Services:{service} is not set, and this process does not listen yet. Set it to the service's base address.");
        return new Uri(own.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal));
    }
}

/// <summary>Clients of other services that ask in the name of the current user; scoped, as the user is.</summary>
public sealed class ServiceHttp(ICurrentUser user, InternalTokens tokens, IHttpMessageHandlerFactory handlers, ServiceAddresses addresses)
{
    /// <summary>A client of one service.</summary>
    // The handlers of IHttpClientFactory live in scopes of their own; the user is that of this scope.
    public HttpClient To(string service) => new(new ServiceClients.ForwardUser(user, tokens) { InnerHandler = handlers.CreateHandler(service) }, disposeHandler: false)
    {
        BaseAddress = addresses.Of(service),
        Timeout = TimeSpan.FromSeconds(30),
    };
}

/// <summary>Typed clients of other services.</summary>
public static class ServiceClients
{
    /// <summary>
    /// Adds <typeparamref name="T"/> (scoped; its constructor takes an <see cref="HttpClient"/>): it calls the service in the name of the
    /// current user, by an internal token.
    /// </summary>
    public static void AddServiceClient<T>(this IHostApplicationBuilder builder, string service) where T : class
    {
        builder.Services.AddHttpClient(service);
        builder.Services.AddScoped(p => ActivatorUtilities.CreateInstance<T>(p, p.GetRequiredService<ServiceHttp>().To(service)));
    }

    internal static void AddServiceClients(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<ServiceAddresses>();
        builder.Services.TryAddScoped<ServiceHttp>();
        builder.Services.TryAddScoped<ICurrentUser, RequestUser>();
    }

    sealed class RequestUser(IHttpContextAccessor http) : ICurrentUser
    {
        public ValueTask<ClaimsPrincipal?> GetAsync() => ValueTask.FromResult(http.HttpContext?.User);
    }

    internal sealed class ForwardUser(ICurrentUser user, InternalTokens tokens) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (await user.GetAsync() is { Identity.IsAuthenticated: true } principal)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(principal));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
