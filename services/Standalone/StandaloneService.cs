using System.Security.Cryptography;
using StatusTracking.Inventory;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Standalone;

/// <summary>What a single program needs so that its first minute works without settings: a key, sample stock, a banner, a demo.</summary>
public sealed class StandaloneService : IService
{
    /// <inheritdoc/>
    public static string Name => "Standalone";

    /// <inheritdoc/>
    public static void Add(IHostApplicationBuilder builder, IConfigurationSection settings)
    {
        if (string.IsNullOrEmpty(builder.Configuration["Auth:ApiKey"]))
            builder.Configuration.AddInMemoryCollection([new("Auth:ApiKey", KeyOf(builder.Configuration.DataDirectory()))]);
        if (string.IsNullOrEmpty(builder.Configuration["Inventory:Samples"]))
            builder.Configuration.AddInMemoryCollection([new("Inventory:Samples", "true")]);

        builder.Services.AddSingleton<ReadyHost>();
        builder.Services.AddHostedService<Banner>();
        builder.Services.AddOptions<StandaloneOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        if (settings.GetValue<bool>("Demo"))
        {
            if (string.IsNullOrEmpty(builder.Configuration[DemoShop.SecretKey]))
                builder.Configuration.AddInMemoryCollection([new(DemoShop.SecretKey, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)))]);
            builder.Services.AddHostedService<DemoShop>();
        }
    }

    /// <inheritdoc/>
    public static void ConfigureBus(BusTopology bus) { }

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder app) { }

    /// <summary>The key of this installation, made at its first start and readable by its owner only.</summary>
    static string KeyOf(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, "api-key");
        if (File.Exists(file))
            return File.ReadAllText(file).Trim();
        Directory.CreateDirectory(dataDirectory);
        var key = $"st_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(key);
        return key;
    }
}
