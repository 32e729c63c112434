using Xunit;

namespace StatusTracking.Testing;

/// <summary>
/// A server that all tests of a run share, started when the first asks for it. Where it comes from is hidden from the
/// tests: an address in the environment (tests/run.sh starts one for all assemblies), else this machine's own packages,
/// else Docker. Where none of these is possible, the tests that need it skip and say why.
/// </summary>
/// <typeparam name="T">Its address.</typeparam>
sealed class SharedServer<T>(string name, Func<T?> given, Func<Task<T>> start, Func<Task<T>>? startInDocker) where T : class
{
    readonly Lazy<Task<Answer>> _answer = new(() => Find(name, given, start, startInDocker));

    /// <summary>The server's address, or the reason why there is none.</summary>
    public Task<Answer> Get() => _answer.Value;

    static async Task<Answer> Find(string name, Func<T?> given, Func<Task<T>> start, Func<Task<T>>? startInDocker)
    {
        if (given() is { } address) return new(address, null);
        if (await PrivateServers.WhyNot(name) is not { } missing) return new(await start(), null);
        if (startInDocker is null) return new(null, missing);
        try
        {
            return new(await startInDocker(), null);
        }
        catch (DotNet.Testcontainers.Builders.DockerUnavailableException)
        {
            return new(null, $"{missing}; and no Docker engine answers. As root on Debian, tests/run.sh installs what is missing");
        }
    }

    /// <summary>An address or a reason.</summary>
    internal sealed record Answer(T? Address, string? WhyNot);
}
