using FluentValidation;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Features;
using StatusTracking.Tracking.Sagas;

namespace StatusTracking.Tracking;

/// <summary>Follows every subject and owns none: the saga of each package, the timelines, the recipient's page.</summary>
public sealed class TrackingService : IService
{
    /// <inheritdoc/>
    public static string Name => "Tracking";

    /// <inheritdoc/>
    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        builder.Services.AddOptions<TrackingOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        builder.AddServiceDb<TrackingDb, SqliteTrackingDb, PostgreSqlTrackingDb, SqlServerTrackingDb>(Name);
        builder.Services.AddSingleton<IErases<TrackingDb>, EraseFromTracking>();
        builder.Services.AddSingleton<IValidator<PersonAddresses>, PersonAddresses.Validator>();
        builder.Services.AddHostedService<ForgetWhatIsOver>();
    }

    /// <inheritdoc/>
    public static void ConfigureBus(BusTopology bus)
    {
        var on = bus.For<TrackingDb>("tracking");
        on.Publishes<PackageSignal>();
        on.Saga<PackageStateMachine, PackageState>("package-saga", "package.*.*");
        on.Listens<RecordTimelineConsumer>("record-timeline", "order.*.*", "payment.*.*", "stock.*.*", "package.*.*", "notification.*.*");
        on.Handles<RecordPreferenceConsumer>("record-preference");
        // All changes of an order write the one row that its page needs.
        on.GroupCommits("record-timeline", turn: message => (message as OrderStatusChanged)?.OrderId);
    }

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder app)
    {
        ReadTimeline.Map(app);
        ReadFeed.Map(app);
        ListPackageSagas.Map(app);
        ShowRecipientPage.Map(app);
        ChoosePreference.Map(app);
        FindPreferences.Map(app);
    }
}
