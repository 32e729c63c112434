using FluentValidation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Radzen;
using StatusTracking.Admin.Clients;
using StatusTracking.Admin.Components;
using StatusTracking.Admin.Components.Pages;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin;

/// <summary>What operators see, and who may: sign-in, users, API keys, the audit log, and the pages over the services' HTTP APIs.</summary>
public sealed class AdminService : IService
{
    /// <inheritdoc/>
    public static string Name => "Admin";

    /// <inheritdoc/>
    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        var services = builder.Services;
        services.AddOptions<AdminOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        builder.AddServiceDb<AdminDb, SqliteAdminDb, PostgreSqlAdminDb, SqlServerAdminDb>(Name);
        // It warns at each start that its keys are stored as they are. They protect this database's own accounts, and lie beside them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        services.AddHostedService<WorkOnOperations>();
        services.AddSingleton<PruneFailures>();
        services.AddSingleton<IValidator<PersonAddresses>, PersonAddresses.Validator>();
        services.AddSingleton<PersonFile>();
        services.AddSingleton<IErases<AdminDb>, EraseFromFailures>();
        services.AddSingleton<IErases<AdminDb>, EraseFromBroker<AdminDb>>();
        services.AddSingleton<IErases<AdminDb>, EraseFromAudit>();
        services.AddHostedService(p => p.GetRequiredService<PruneFailures>());
        AddSignIn(builder);
        AddPages(builder);
    }

    /// <inheritdoc/>
    public static void ConfigureBus(BusTopology bus)
    {
        // Of the subjects that the pages show, and not of all: what nobody knows must still be seen as unrouted.
        bus.ListensTemporarily<TellPagesConsumer>(
            "admin-live", [.. new[] { Subjects.Order, Subjects.Payment, Subjects.Stock, Subjects.Package, Subjects.Notification }.Select(subject => $"{subject}.*.*")]);
        var on = bus.For<AdminDb>("admin");
        on.Handles<RecordFailureConsumer>("record-failure");
        on.Handles<ReportRetryConsumer>("record-failure");
        on.TakesDeadLetters();
    }

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder app)
    {
        IssueToken.Map(app);
        GoToProvider.Map(app);
        SignOut.Map(app);
        var failures = app.MapApi("failures");
        failures.MapListFailures();
        failures.MapGetFailure();
        failures.MapGetFailureHistory();
        failures.MapRetryFailure();
        failures.MapDiscardFailure();
        failures.MapRetryGroup();
        failures.MapDiscardGroup();
        failures.MapGroupOperations();
        ManageApiKeys.Map(app);
        ManageUsers.Map(app);
        ListAudit.Map(app);
        ExportCsv.Map(app);
        ExportPerson.Map(app);
        FindPerson.Map(app);
        app.MapGet("/", () => Results.LocalRedirect("/admin")).AllowAnonymous().ExcludeFromDescription();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    static void AddSignIn(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddIdentityCore<User>(identity =>
            {
                // Length is what makes a password strong; rules about kinds of characters only make it hard to remember.
                identity.Password = new PasswordOptions { RequiredLength = 10, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<AdminDb>()
            .AddClaimsPrincipalFactory<ScopeClaims>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.AddOptions<IdentityOptions>().Configure<IOptions<AdminOptions>>((identity, admin) =>
        {
            identity.Lockout.MaxFailedAccessAttempts = admin.Value.LockOut.Attempts;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(admin.Value.LockOut.Minutes);
        });
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<StandingSignIn>();
        services.AddScoped<ISecurityStampValidator, CookieCheck>();
        services.AddAuthentication().AddIdentityCookies();
        builder.AddOidcSignIn();
        services.AddSingleton(new CookieSignIn(IdentityConstants.ApplicationScheme, SignInCookie.CookieName));
        services.AddOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IOptions<AuthOptions>, IOptions<AdminOptions>>((cookie, signIn, admin) =>
            {
                cookie.Cookie = new SignInCookie(signIn.Value.AllowHttp);
                cookie.LoginPath = "/login";
                cookie.AccessDeniedPath = "/denied";
                cookie.ExpireTimeSpan = admin.Value.SignInLasts;
                cookie.SlidingExpiration = true;
            });
        services.AddOptions<SecurityStampValidatorOptions>().Configure<IOptions<AdminOptions>>((stamp, admin) => stamp.ValidationInterval = admin.Value.CheckAccountEvery);
        services.AddDataProtection().SetApplicationName("StatusTracking");
        services.AddSingleton<ProtectionKeysInDatabase>();
        services.AddOptions<KeyManagementOptions>().Configure<ProtectionKeysInDatabase>((keys, database) => keys.XmlRepository = database);
        services.AddSingleton<SignInLink>();
        services.AddHostedService<FirstUser>();
        services.AddSingleton<IApiKeys, FindApiKey>();
        services.AddSingleton<KeepAudit>();
        services.AddSingleton<IValidator<MakeApiKeyRequest>, MakeApiKeyValidator>();
        services.AddSingleton<IValidator<AddUserRequest>, AddUserValidator>();
        services.AddSingleton<IValidator<ChangeUserRequest>, ChangeUserValidator>();
    }

    static void AddPages(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        // A carrier's body is pasted whole: what a field sends must fit, quoted.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = 4 * TryMappingPage.LongestBody);
        services.AddRadzenComponents();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, AccountCheck>();
        services.AddScoped<ICurrentUser, CircuitUser>();
        services.AddSingleton<LiveFeed>();
        builder.AddServiceClient<OrdersClient>("Orders");
        builder.AddServiceClient<PaymentsClient>("Payments");
        builder.AddServiceClient<InventoryClient>("Inventory");
        builder.AddServiceClient<LogisticsClient>("Logistics");
        builder.AddServiceClient<TrackingClient>("Tracking");
        builder.AddServiceClient<NotificationsClient>("Notifications");
        builder.AddServiceClient<FailuresClient>(FailuresClient.Service);
        builder.AddServiceClient<AdministrationClient>(AdministrationClient.Service);
        services.AddScoped<SystemClient>();
    }
}
