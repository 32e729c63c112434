using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

namespace StatusTracking.Deploy.Tests;

/// <summary>The services that there are, by the folders under <c>services/</c>.</summary>
static class Services
{
    /// <summary>Every service that is a process of its own.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.GetDirectories(Repository.File("services")).Select(folder => Path.GetFileName(folder)).Where(name => name != "Standalone").Order()];

    /// <summary>Those with a place of their own on the bus and a database.</summary>
    public static IReadOnlyList<string> WithDatabase { get; } = [.. All.Where(name => Find($"SqlServer{name}Db", name) is not null)];

    /// <summary>What a service declares on the bus.</summary>
    public static BusTopology Topology(string service)
    {
        var type = Find($"{service}Service", service) ?? throw new InvalidOperationException($"{service} has no {service}Service");
        var bus = new BusTopology();
        type.GetMethod(nameof(IService.ConfigureBus), BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [bus]);
        return bus;
    }

    /// <summary>A service's database as its migrations are designed, without a server.</summary>
    /// <param name="service">The service.</param>
    /// <param name="provider">Sqlite, PostgreSql or SqlServer.</param>
    public static DbContext Database(string service, string provider)
    {
        var name = $"{provider}{service}DbFactory";
        dynamic factory = Activator.CreateInstance(Find(name, service) ?? throw new InvalidOperationException($"{service} has no {name}"), nonPublic: true)!;
        var create = ((object)factory).GetType().GetInterfaces().Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDesignTimeDbContextFactory<>))
            .GetMethod("CreateDbContext")!;
        return (DbContext)create.Invoke((object)factory, [Array.Empty<string>()])!;
    }

    /// <summary>Everything that the product's code says, to look whether a setting is read at all.</summary>
    public static string Sources { get; } = string.Join(
        '\n',
        new[] { "shared", "services" }
            .SelectMany(folder => Directory.GetFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("Migrations", StringComparison.Ordinal))
            .Select(File.ReadAllText));

    /// <summary>
    /// Whether the code reads a key: by its full name, or as a property of an options class that is bound to a section.
    /// </summary>
    public static bool Read(string key)
    {
        if (Sources.Contains($"\"{key}\"", StringComparison.Ordinal)) return true;
        var words = key.Split(':');
        if (words.Length == 1) return HasProperty(words[0]);
        return Enumerable.Range(1, words.Length - 1).Any(length =>
            Sources.Contains($"\"{string.Join(':', words.Take(length))}\"", StringComparison.Ordinal) && words.Skip(length).All(HasProperty))
            // Bound from the root, each word a property of the one before.
            || words.All(HasProperty);
    }

    static bool HasProperty(string name) => Regex.IsMatch(Sources, $@"\b{Regex.Escape(name)} \{{ get; (set|init);");

    static Type? Find(string type, string service) => Assembly.Load(service).GetTypes().FirstOrDefault(candidate => candidate.Name == type);
}
