namespace StatusTracking.Testing;

/// <summary>Where the sources lie that these tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>global.json</c>, found by walking up from the test's own assembly.</summary>
    public static string Root { get; } = Find();

    /// <summary>The configuration that this assembly was built with, as artifacts are named: <c>debug</c> or <c>release</c>.</summary>
    public static string Configuration { get; } =
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;

    /// <summary>A path inside the repository.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>What a build of this configuration made of a project: <c>Orders</c> gives the full path of <c>Orders.dll</c>.</summary>
    public static string Assembly(string project) => File("artifacts", "bin", project, Configuration, $"{project}.dll");

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "global.json"))) return folder.FullName;
        throw new InvalidOperationException($"No global.json in any folder above {AppContext.BaseDirectory}");
    }
}
