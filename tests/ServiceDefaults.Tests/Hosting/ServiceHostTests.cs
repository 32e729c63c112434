using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Sample;

namespace StatusTracking.ServiceDefaults.Tests.Hosting;

public sealed class The_settings_of_a_service
{
    const string Variable = "Sample__FromEnvironment";

    [Fact]
    public async Task Come_from_its_file_unless_the_environment_or_the_command_line_say_otherwise()
    {
        Environment.SetEnvironmentVariable(Variable, "environment");
        try
        {
            await using var host = SampleFixture.With("Sample:FromCommandLine=command line");
            await host.InitializeAsync();
            var sample = host.Services.GetRequiredService<IConfiguration>().GetSection("Sample");

            sample["FromFile"].ShouldBe("file");
            sample["FromEnvironment"].ShouldBe("environment");
            sample["FromCommandLine"].ShouldBe("command line");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }
}

public sealed class The_clock_of_a_process
{
    [Theory]
    [InlineData("01:00:00", 1)]
    [InlineData("-01:00:00", -1)]
    public void Is_off_where_a_test_asks_for_it(string offset, int hours) =>
        ClockOf($"--Testing:ClockOffset={offset}").GetUtcNow().ShouldBe(TimeProvider.System.GetUtcNow().AddHours(hours), TimeSpan.FromMinutes(1));

    [Fact]
    public void Is_its_machines_otherwise() => ClockOf().ShouldBe(TimeProvider.System);

    [Fact]
    public void Refuses_an_offset_that_is_none() =>
        Should.Throw<InvalidOperationException>(() => ServiceHost.Create(["--Testing:ClockOffset=an hour"])).Message.ShouldBe("Testing:ClockOffset is 'an hour', which is no time span: give one such as 01:00:00, or leave it out.");

    static TimeProvider ClockOf(params string[] args)
    {
        using var services = ServiceHost.Create(args).Builder.Services.BuildServiceProvider();
        return services.GetRequiredService<TimeProvider>();
    }
}

public sealed class A_host_of_two_services(SampleFixture fixture) : IClassFixture<SampleFixture>
{
    [Fact]
    public void Knows_their_names() => fixture.Services.GetRequiredService<HostedServices>().Names.ShouldBe(["Sample", "Other"]);

    [Fact]
    public void Is_itself_the_address_of_services_that_are_configured_nowhere() =>
        fixture.Services.GetRequiredService<ServiceAddresses>().Of("Other").ShouldBe(fixture.Address);
}
