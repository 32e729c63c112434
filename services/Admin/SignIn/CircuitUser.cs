using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>Who asks the services: the user of the page, also long after its HTTP request has ended.</summary>
sealed class CircuitUser(AuthenticationStateProvider state) : ICurrentUser
{
    public async ValueTask<ClaimsPrincipal?> GetAsync() => (await state.GetAuthenticationStateAsync()).User;
}
