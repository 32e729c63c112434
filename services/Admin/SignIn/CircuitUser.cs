using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>
/// Who asks the services: the user of the page, also long after its HTTP request has ended. Looked at each time, so that a page that was open before a role
/// was taken away can do nothing with it any more, not even until it is looked at itself.
/// </summary>
sealed class CircuitUser(AuthenticationStateProvider state, IServiceScopeFactory scopes) : ICurrentUser
{
    public async ValueTask<ClaimsPrincipal?> GetAsync()
    {
        var user = (await state.GetAuthenticationStateAsync()).User;
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<StandingSignIn>().StandsAsync(user) ? user : null;
    }
}
