namespace StatusTracking.Gateway;

/// <summary>Internal tokens are made here and never come from outside: one that does is dropped before anything looks at it.</summary>
sealed class DropForgedTokens : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            context.Request.Headers.Remove("Authorization");
            return rest(context);
        });
        next(app);
    };
}
