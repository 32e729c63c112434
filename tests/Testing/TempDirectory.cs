namespace StatusTracking.Testing;

/// <summary>A folder of this test's own, gone with it.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Its full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("statustracking-").FullName;

    /// <summary>A path inside it.</summary>
    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <inheritdoc />
    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
