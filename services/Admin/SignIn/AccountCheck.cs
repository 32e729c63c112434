using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace StatusTracking.Admin;

/// <summary>Looks at the account again while a page is open: someone locked, removed or signed out everywhere loses the page too.</summary>
sealed class AccountCheck(ILoggerFactory logs, IServiceScopeFactory scopes, IOptions<AdminOptions> options) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => options.Value.CheckAccountEvery;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<StandingSignIn>().StandsAsync(authenticationState.User);
    }
}
