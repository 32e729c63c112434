using Xunit;

namespace StatusTracking.Testing;

/// <summary>
/// Real data from outside, which is not in the repository: the folder that <c>STATUSTRACKING_TEST_DATA</c> names, or
/// <c>../shared/data</c> beside the repository.
/// </summary>
public static class TestData
{
    /// <summary>What a test says that cannot run without it.</summary>
    public const string Absent = "test data folder is not there";

    /// <summary>The folder, or null where it is not there.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The full path of a file of the test data. Skips the test where the folder is absent.</summary>
    /// <param name="parts">The path below the folder: <c>"twilio", "signature_vectors.json"</c>.</param>
    public static string Require(params string[] parts)
    {
        Assert.SkipWhen(Folder is null, Absent);
        var path = Path.Combine([Folder, .. parts]);
        // A folder that lacks one of its files is a mistake, not a machine without test data.
        if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException("The test data lacks this file", path);
        return path;
    }

    static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("STATUSTRACKING_TEST_DATA");
        var folder = string.IsNullOrEmpty(named) ? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data")) : named;
        return Directory.Exists(folder) ? folder : null;
    }
}
