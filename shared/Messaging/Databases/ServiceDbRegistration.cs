using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StatusTracking.Messaging;

/// <summary>Registers a service's database.</summary>
public static class ServiceDbRegistration
{
    /// <summary>
    /// Adds <typeparamref name="TDb"/> (scoped) and <c>IDbContextFactory&lt;TDb&gt;</c> over whichever provider <c>Database:Provider</c>
    /// names, its <see cref="Outbox{TDb}"/>, inbox, delivery, schedules, migrations at start and clean-up.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="service">The service's name; in lower case it is the schema, the file and <c>{service}</c> of the connection string.</param>
    public static void AddServiceDb<TDb, TSqlite, TPostgreSql, TSqlServer>(this IHostApplicationBuilder builder, string service)
        where TDb : ServiceDb where TSqlite : TDb where TPostgreSql : TDb where TSqlServer : TDb
    {
        var services = builder.Services;
        services.AddOptions<DatabaseOptions>().BindConfiguration("Database").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MessagingOptions>().BindConfiguration("Messaging").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(p => DatabaseDialect.For(p.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider));

        var options = builder.Configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        switch (options.Provider)
        {
            case DatabaseProvider.PostgreSql:
                AddContext<TDb, TPostgreSql>(services, service, options);
                break;
            case DatabaseProvider.SqlServer:
                AddContext<TDb, TSqlServer>(services, service, options);
                break;
            default:
                AddContext<TDb, TSqlite>(services, service, options);
                break;
        }

        services.AddScoped<Outbox<TDb>>();
        services.AddScoped<IOutboxContextFactory<TDb>, InboxContextFactory<TDb>>();
        services.AddScoped<IOutboxContextFactory<GroupCommit<TDb>>, GroupInboxContextFactory<TDb>>();
        services.AddScoped<IOutboxContextFactory<Staging<TDb>>, StagingInboxContextFactory<TDb>>();
        services.AddSingleton<ErasedOrders<TDb>>();
        services.AddScoped<Erasure<TDb>>();
        services.AddSingleton<GroupCommit<TDb>>();
        services.AddSingleton(p => new SharedCommit<TDb>(p.GetRequiredService<GroupCommit<TDb>>(), p.GetRequiredService<IOptions<MessagingOptions>>()));
        services.TryAddSingleton(typeof(GroupLoader<,>));
        services.AddSingleton<FailureRecorder<TDb>>();
        services.AddHostedService<MigrateAtStart<TDb>>();
        services.AddSingleton<OutboxDelivery<TDb>>();
        services.AddHostedService(p => p.GetRequiredService<OutboxDelivery<TDb>>());
        services.AddHostedService<CleanUp<TDb>>();
        services.AddKeyedSingleton<ITellMessagingState>(service.ToLowerInvariant(), (p, name) => ActivatorUtilities.CreateInstance<TellMessagingState<TDb>>(p, (string)name!));
        services.AddKeyedSingleton<ICountChanges, CountChanges<TDb>>(service.ToLowerInvariant());
    }

    static void AddContext<TDb, TProvider>(IServiceCollection services, string service, DatabaseOptions options)
        where TDb : ServiceDb where TProvider : TDb
    {
        services.AddKeyedSingleton(typeof(TDb), (p, _) => new DatabaseClock(
            p.GetRequiredService<DatabaseDialect>(), p.GetRequiredService<TimeProvider>(), () => p.GetRequiredService<IDbContextFactory<TProvider>>().CreateDbContext()));
        services.AddDbContextFactory<TProvider>((p, o) =>
        {
            var dataDirectory = p.GetRequiredService<IConfiguration>().DataDirectory();
            if (options.Provider == DatabaseProvider.Sqlite)
                Directory.CreateDirectory(dataDirectory);
            p.GetRequiredService<DatabaseDialect>().Use(o, options.For(service, dataDirectory), service.ToLowerInvariant());
            o.AddInterceptors(CommitInterceptor.Instance);
            if (CrashPoint.IsArmedAt(CrashPoint.MigrationRunning))
                o.AddInterceptors(CrashWhileMigrating.Instance);
            // A duplicate key is how a race ends here, not an error; whoever meets it decides. And a count that ends early needs no order.
            o.ConfigureWarnings(w => w.Log((CoreEventId.RowLimitingOperationWithoutOrderByWarning, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug)));
            ((IDbContextOptionsBuilderInfrastructure)o).AddOrUpdateExtension(new ServiceDbHost(
                p.GetRequiredService<TimeProvider>(),
                p.GetRequiredService<DatabaseDialect>(),
                p.GetRequiredKeyedService<DatabaseClock>(typeof(TDb)),
                p.GetRequiredService<IOptions<MessagingOptions>>().Value,
                rows => p.GetRequiredService<OutboxDelivery<TDb>>().Committed(rows)));
        });
        services.AddScoped<TDb>(p => p.GetRequiredService<TProvider>());
        services.AddSingleton<IDbContextFactory<TDb>>(p => new ContextFactory<TDb, TProvider>(p.GetRequiredService<IDbContextFactory<TProvider>>()));
    }

    /// <summary>Where this process keeps its files: <c>DataDirectory</c>, default <c>data</c> in the working directory.</summary>
    public static string DataDirectory(this IConfiguration configuration) =>
        Path.GetFullPath(configuration["DataDirectory"] is { Length: > 0 } directory ? directory : "data");

    // IDbContextFactory is not covariant.
    sealed class ContextFactory<TDb, TProvider>(IDbContextFactory<TProvider> factory) : IDbContextFactory<TDb> where TDb : DbContext where TProvider : TDb
    {
        public TDb CreateDbContext() => factory.CreateDbContext();
    }
}
