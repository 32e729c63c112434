using FluentValidation;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>Tells people: who, on which channel, in which words, once.</summary>
public sealed class NotificationsService : IService
{
    /// <inheritdoc/>
    public static string Name => "Notifications";

    /// <inheritdoc/>
    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        var services = builder.Services;
        services.AddOptions<NotificationsOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EmailOptions>().BindConfiguration(EmailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TwilioOptions>().BindConfiguration(TwilioOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.AddServiceDb<NotificationsDb, SqliteNotificationsDb, PostgreSqlNotificationsDb, SqlServerNotificationsDb>(Name);

        services.AddSingleton<TemplateFiles>();
        services.AddSingleton<TemplateBook>();
        services.AddHostedService(p => p.GetRequiredService<TemplateBook>());
        services.AddSingleton<Composer>();
        services.AddSingleton<TemplateCheck>();
        services.AddScoped<TellPerson>();
        services.AddSingleton<IErases<NotificationsDb>, EraseFromNotifications>();
        services.AddSingleton<CountOfAll<NotificationsDb, Notification, NotificationStatus>>();
        services.AddSingleton<MeasureDelays>();
        services.AddSingleton<IValidator<ResolveNotificationRequest>, ResolveNotificationValidator>();
        services.AddSingleton<IValidator<EditAlertRuleRequest>, EditAlertRuleValidator>();
        services.AddSingleton<IValidator<PersonAddresses>, PersonAddresses.Validator>();
        AddChannels(builder);

        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<BackOff>();
        services.AddSingleton<SenderSignal>();
        services.AddSingleton<Claims>();
        services.AddSingleton<EmailInstead>();
        services.AddSingleton<Outcomes>();
        services.AddSingleton<SenderMetrics>();
        services.AddHostedService<Sender>();
        services.AddSingleton<UncertainSms>();
        services.AddHostedService(p => p.GetRequiredService<UncertainSms>());
        services.AddHostedService<CountUncertain>();
        services.AddSingleton<PruneMessages>();
        services.AddHostedService(p => p.GetRequiredService<PruneMessages>());
    }

    /// <summary>Files where no provider is configured, so that nothing leaves a machine by mistake.</summary>
    static void AddChannels(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(p => new OutboxFolder(p.GetRequiredService<IConfiguration>().DataDirectory()));
        services.AddSingleton<StatusCallback>();
        services.AddSingleton<TwilioCallback>();
        services.AddHttpClient<TwilioChannel>((p, http) =>
            {
                var twilio = p.GetRequiredService<IOptions<TwilioOptions>>().Value;
                http.BaseAddress = new Uri(twilio.BaseUrl.AbsoluteUri.TrimEnd('/') + "/");
                // The channel limits the time itself: it must tell a time-out before the last byte from one after it.
                http.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(TwilioChannel.Handler)
            // The channel lives as long as the process; its handler renews connections, and so addresses, by itself.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.AddSingleton<IChannel>(p => p.GetRequiredService<IOptions<EmailOptions>>().Value is { Smtp.Host.Length: > 0 } email ? Mail(p, email) : ActivatorUtilities.CreateInstance<EmailFiles>(p));
        services.AddSingleton<IChannel>(p => p.GetRequiredService<IOptions<TwilioOptions>>().Value.IsConfigured
            ? p.GetRequiredService<TwilioChannel>()
            : ActivatorUtilities.CreateInstance<SmsFiles>(p));
    }

    static IChannel Mail(IServiceProvider services, EmailOptions email)
    {
        var first = ActivatorUtilities.CreateInstance<SmtpChannel>(services, email.Sender, email.Smtp);
        return email.Fallback.Host is not { Length: > 0 }
            ? first
            : ActivatorUtilities.CreateInstance<Failover>(services, first, ActivatorUtilities.CreateInstance<SmtpChannel>(services, email.Sender, email.Fallback), email.FallbackRest);
    }

    /// <inheritdoc/>
    public static void ConfigureBus(BusTopology bus)
    {
        var on = bus.For<NotificationsDb>("notifications");
        on.Publishes<NotificationStatusChanged>();
        on.Handles<SendAlertConsumer>("send-alert").GroupCommits("send-alert");
        on.Handles<SetPreferenceConsumer>("set-preference");
        on.Listens<RememberBuyerConsumer>("remember-buyer", RememberBuyerConsumer.Keys);
        on.Listens<RememberPackagesConsumer>("remember-packages", RememberPackagesConsumer.Keys);
        on.Listens<TellAboutOrderConsumer>("tell-about-order", TellAboutOrderConsumer.Keys);
        on.Listens<TellAboutPaymentConsumer>("tell-about-payment", TellAboutPaymentConsumer.Keys);
        on.Listens<TellAboutPackageConsumer>("tell-about-package", TellAboutPackageConsumer.Keys).GroupCommits("tell-about-package");
    }

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder app)
    {
        var notifications = app.MapApi("notifications");
        notifications.MapListNotifications();
        notifications.MapCountNotifications();
        MeasureDelays.Map(notifications);
        notifications.MapGetNotification();
        notifications.MapResendNotification();
        notifications.MapResolveNotification();
        notifications.MapEditAlertRules();
        notifications.MapListTemplates();
        notifications.MapEditTemplate();
        notifications.MapPreviewTemplate();
        notifications.MapTryAlertRule();
        notifications.MapRecordBounce();
        notifications.MapReviveAddress();

        app.MapApi("people").MapFindAddresses();

        var twilio = app.MapApi("twilio");
        twilio.MapRecordTwilioStatus();
        twilio.MapRecordOptOut();
    }
}
