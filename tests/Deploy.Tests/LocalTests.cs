using System.Diagnostics;
using System.Text.RegularExpressions;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Deploy.Tests;

public partial class When_it_runs_on_one_machine
{
    static readonly string Script = File.ReadAllText(Repository.File("deploy", "local.sh"));

    [Fact]
    public void Every_service_is_started() =>
        List().Match(Script).Groups["names"].Value.Split(' ').ShouldBe(Services.All, ignoreOrder: true);

    [Fact]
    public void Tests_start_the_same_services() =>
        RunningSystemOptions.AllServices.ShouldBe(Services.All, ignoreOrder: true);

    [Fact]
    public void Every_setting_that_it_gives_is_one_that_the_product_reads()
    {
        foreach (var key in Setting().Matches(Script).Select(match => match.Value.Replace("__", ":")).Distinct())
        {
            Settings.All.ShouldContain(key);
            Services.Read(key).ShouldBeTrue($"nothing reads {key}");
        }
    }

    [Theory]
    [InlineData("deploy/local.sh")]
    [InlineData("deploy/migrations.sh")]
    [InlineData("deploy/servers.sh")]
    [InlineData("deploy/health.sh")]
    [InlineData("deploy/rabbitmq/definitions.sh")]
    [InlineData("deploy/rabbitmq/start.sh")]
    [InlineData("deploy/sqlserver/setup.sh")]
    [InlineData("tests/run.sh")]
    [InlineData(".ci/run")]
    public void Its_scripts_can_be_read_by_bash_and_be_executed(string path)
    {
        using var bash = Process.Start("bash", ["-n", Repository.File(path)]);
        bash.WaitForExit();

        bash.ExitCode.ShouldBe(0);
        if (!OperatingSystem.IsWindows() && path != "deploy/health.sh") (File.GetUnixFileMode(Repository.File(path)) & UnixFileMode.UserExecute).ShouldNotBe(UnixFileMode.None);
    }

    [GeneratedRegex(@"^services=\((?<names>[\w ]+)\)$", RegexOptions.Multiline)]
    private static partial Regex List();

    [GeneratedRegex(@"\b(Auth|Database|RabbitMq|Payments|Email)(__\w+)+\b")]
    private static partial Regex Setting();
}
