using System.Xml.Linq;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Deploy.Tests;

/// <summary>Contracts ← Messaging ← ServiceDefaults ← service ← Standalone, none between services.</summary>
public class When_projects_refer_to_each_other
{
    static readonly Dictionary<string, string[]> AllowedInShared = new()
    {
        ["Contracts"] = [],
        ["Messaging"] = ["shared/Contracts"],
        ["ServiceDefaults"] = ["shared/Contracts", "shared/Messaging"],
        ["SimulatedCarrier"] = [],
    };

    public static TheoryData<string> Shared => [.. Projects("shared")];

    public static TheoryData<string> SingleServices => [.. Projects("services").Where(name => name != "Standalone")];

    [Theory]
    [MemberData(nameof(Shared))]
    public void Shared_ones_point_only_towards_the_contracts(string project) =>
        References("shared", project).ShouldBeSubsetOf(AllowedInShared[project]);

    [Theory]
    [MemberData(nameof(SingleServices))]
    public void A_service_points_only_at_what_is_shared(string project) =>
        References("services", project).ShouldBeSubsetOf(AllowedInShared.Keys.Select(shared => $"shared/{shared}"));

    [Fact]
    public void Standalone_points_at_every_service_that_fits_into_one_process()
    {
        // One process has one address: it needs nobody who passes requests on to others.
        var fitting = Services.All.Where(name => name != "Gateway").Select(name => $"services/{name}").ToList();

        var references = References("services", "Standalone");

        fitting.ShouldBeSubsetOf(references);
        references.Except(fitting).ShouldBeSubsetOf(AllowedInShared.Keys.Select(shared => $"shared/{shared}"));
    }

    [Fact]
    public void The_contracts_depend_on_no_package() => Packages("shared", "Contracts").ShouldBeEmpty();

    [Fact]
    public void Nobody_outside_the_tests_points_at_the_tests()
    {
        var pointing =
            from folder in new[] { "shared", "services" }
            from project in Projects(folder)
            from reference in References(folder, project)
            where reference.StartsWith("tests/", StringComparison.Ordinal)
            select $"{project} → {reference}";

        pointing.ShouldBeEmpty();
    }

    static IEnumerable<string> Projects(string folder) =>
        Directory.GetDirectories(Repository.File(folder)).Select(path => Path.GetFileName(path)).Order();

    static List<string> References(string folder, string project)
    {
        var file = Repository.File(folder, project, $"{project}.csproj");
        return
        [
            .. XDocument.Load(file).Descendants("ProjectReference")
                .Select(reference => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, reference.Attribute("Include")!.Value.Replace('\\', '/'))))
                .Select(path => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(path)!)),
        ];
    }

    static IEnumerable<string> Packages(string folder, string project) =>
        XDocument.Load(Repository.File(folder, project, $"{project}.csproj")).Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value);
}
