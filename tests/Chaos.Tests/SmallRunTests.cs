using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Chaos.Tests;

/// <summary><c>tests/run.sh --chaos --events 1000 --kills 5</c>, with a seed of its own each time.</summary>
[Trait("Category", "Server")]
public sealed class When_anything_may_be_killed
{
    [Fact]
    public async Task Nothing_that_was_accepted_is_lost_and_nobody_is_told_twice()
    {
        Assert.SkipUnless(OwnServers.CanRun(), "RabbitMQ and PostgreSQL are not installed here, and a chaos run kills only servers of its own");
        var options = new ChaosOptions { Events = 1_000, Kills = 5, Seed = Random.Shared.Next(1, 1_000_000) };
        var folder = Repository.File("artifacts", "chaos", $"{options.Seed}-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        using var run = new ChaosRun(options, folder, TimeProvider.System);
        Report report;
        try
        {
            report = await run.Run();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The chaos run with seed {options.Seed} broke off: {e.Message}", e);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(report.ForPeople());
        report.IsGood.ShouldBeTrue($"seed {options.Seed}\n{report.ForPeople()}");
        Directory.Delete(folder, recursive: true);
    }
}
