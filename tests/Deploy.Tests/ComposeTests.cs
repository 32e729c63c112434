using System.Text.RegularExpressions;
using Shouldly;
using StatusTracking.Testing;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace StatusTracking.Deploy.Tests;

public partial class When_the_containers_are_composed
{
    static readonly Dictionary<string, Dictionary<object, object>> Containers = Load();

    public static TheoryData<string> Names => [.. Services.All];

    [Fact]
    public void Every_service_is_in_it() =>
        Built().Select(container => container.Service).ShouldBe(Services.All, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_setting_of_it_is_one_that_the_product_reads(string service)
    {
        foreach (var key in Environment(service.ToLowerInvariant()).Keys.Select(key => key.Replace("__", ":")))
        {
            Settings.All.ShouldContain(key, $"{key} is no setting of INTERFACE");
            if (!key.StartsWith("Services:", StringComparison.Ordinal)) Services.Read(key).ShouldBeTrue($"nothing reads {key}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_service_waits_for_what_it_needs(string service)
    {
        var conditions = Conditions(service.ToLowerInvariant());

        if (service == "Gateway")
        {
            conditions.Keys.ShouldBe(Services.All.Where(other => other != "Gateway").Select(other => other.ToLowerInvariant()), ignoreOrder: true);
            conditions.Values.ShouldAllBe(condition => condition == "service_healthy");
        }
        else
        {
            conditions["rabbitmq"].ShouldBe("service_healthy");
            conditions["databases"].ShouldBe("service_completed_successfully");
        }
    }

    [Fact]
    public void Whatever_is_waited_for_as_healthy_says_when_it_is()
    {
        var waitedFor = Containers.Keys.SelectMany(Conditions).Where(condition => condition.Value == "service_healthy").Select(condition => condition.Key).Distinct();

        // The services' own check is in their image.
        var own = Built().Select(container => container.Name);
        foreach (var name in waitedFor.Except(own)) Containers[name].ShouldContainKey("healthcheck", name);
        File.ReadAllText(Repository.File("deploy", "Dockerfile")).ShouldContain("HEALTHCHECK");
    }

    [Fact]
    public void The_gateway_knows_where_every_service_is()
    {
        var environment = Environment("gateway");

        foreach (var service in Services.All.Where(service => service != "Gateway"))
            environment[$"Services__{service}"].ShouldBe($"http://{service.ToLowerInvariant()}:8080");
    }

    [Fact]
    public void Only_the_gateway_is_reachable_from_other_machines()
    {
        var open =
            from container in Containers
            where container.Value.ContainsKey("ports")
            from port in ((List<object>)container.Value["ports"]).Cast<string>()
            where !port.StartsWith("127.0.0.1:", StringComparison.Ordinal)
            select container.Key;

        open.ShouldBe(["gateway"]);
    }

    [Fact]
    public void Every_image_is_pinned()
    {
        var images = Containers.Values.Where(container => container.ContainsKey("image")).Select(container => (string)container["image"])
            .Concat(File.ReadLines(Repository.File("deploy", "Dockerfile")).Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));

        foreach (var image in images) Pinned().IsMatch(image).ShouldBeTrue(image);
    }

    [Fact]
    public void Every_secret_comes_from_the_environment_and_its_default_says_what_it_is()
    {
        foreach (var (name, container) in Containers)
            foreach (var (key, value) in EnvironmentOf(container).Where(entry => Secret().IsMatch(entry.Key) || entry.Value.Contains("Password=", StringComparison.Ordinal)))
            {
                var variable = Variable().Match(value);
                variable.Success.ShouldBeTrue($"{name}: {key} holds a secret as it is");
                // One that is empty is no secret: what needs it is off until it is given.
                if (Default(variable.Groups["default"].Value) is { Length: > 0 } known)
                    known.ShouldContain("development-only", Case.Insensitive, $"{name}: {key}");
            }
    }

    [Fact]
    public void Its_comment_names_every_variable_that_a_real_installation_sets()
    {
        var text = File.ReadAllText(Repository.File("docker-compose.yml"));
        var header = text[..text.IndexOf("\nname:", StringComparison.Ordinal)];

        foreach (var variable in Variable().Matches(text).Select(match => match.Groups["name"].Value).Distinct().Where(name => Secret().IsMatch(name)))
            (header.Contains(variable, StringComparison.Ordinal) || header.Contains(variable[..(variable.LastIndexOf('_') + 1)] + "*", StringComparison.Ordinal))
                .ShouldBeTrue(variable);
    }

    static string Default(string text) =>
        text.StartsWith("whsec_", StringComparison.Ordinal) ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text["whsec_".Length..])) : text;

    static IEnumerable<(string Name, string Service)> Built() =>
        Containers.Where(container => container.Value.ContainsKey("build"))
            .Select(container => (container.Key, (string)((Dictionary<object, object>)((Dictionary<object, object>)container.Value["build"])["args"])["SERVICE"]));

    static Dictionary<string, string> Environment(string container) => EnvironmentOf(Containers[container]);

    static Dictionary<string, string> EnvironmentOf(Dictionary<object, object> container) =>
        container.TryGetValue("environment", out var environment)
            ? ((Dictionary<object, object>)environment).ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value)
            : [];

    static Dictionary<string, string> Conditions(string container) =>
        Containers[container].TryGetValue("depends_on", out var conditions)
            ? ((Dictionary<object, object>)conditions).ToDictionary(entry => (string)entry.Key, entry => (string)((Dictionary<object, object>)entry.Value)["condition"])
            : [];

    static Dictionary<string, Dictionary<object, object>> Load()
    {
        using var reader = File.OpenText(Repository.File("docker-compose.yml"));
        var document = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(reader)));
        return ((Dictionary<object, object>)document["services"]).ToDictionary(entry => (string)entry.Key, entry => (Dictionary<object, object>)entry.Value);
    }

    [GeneratedRegex(@":(v?\d+\.\d+\.\d+(-[\w.]+)?|\d{4}-CU\d+-[\w.-]+)$")]
    private static partial Regex Pinned();

    [GeneratedRegex("(PASSWORD|SECRET|KEY|ApiKey|TokenKey|Password)")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+):-(?<default>[^}]*)\}")]
    private static partial Regex Variable();
}
