using MassTransit;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>A start that falls together with the death of the broker, which comes back a little later.</summary>
[Trait("Category", "Server")]
public sealed class When_the_broker_dies_while_a_process_starts
{
    /// <param name="at">What the process says when the broker dies.</param>
    /// <param name="then">What becomes of the connection on which it said so, before all others follow it.</param>
    [Theory]
    [InlineData("PLAIN", Then.ResetAfter)]
    [InlineData("x-delivery-limit", Then.ResetAfter)]
    [InlineData("sample-take-note", Then.Freeze)]
    public async Task It_starts_all_the_same(string at, Then then)
    {
        await using var host = new HostOnABreakingWayToTheBroker(at, then);
        var starting = host.InitializeAsync().AsTask();

        await Eventually.True(() => host.Dies is { Hits: > 0 });
        host.Way.Down();
        await Eventually.Never(() => Task.FromResult(starting.IsCompletedSuccessfully), TimeSpan.FromSeconds(3));
        host.Way.Heal();

        await starting;
        await Eventually.Get(() => host.Bus.CheckHealth().Status, status => status == BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));
        var about = Guid.NewGuid();
        await host.Send("sample-take-note", new Note(about, "heard"));
        await Eventually.Get(() => host.Heard(about), heard => heard.Count == 3);
    }

    sealed class HostOnABreakingWayToTheBroker(string at, Then then) : ServerHost
    {
        FaultProxy? _way;

        public FaultProxy Way => _way ?? throw new InvalidOperationException("The host was not started.");

        public FaultRule? Dies { get; private set; }

        private protected override async ValueTask<Dictionary<string, string?>> Settings()
        {
            var settings = await base.Settings();
            _way = FaultProxy.To(Broker.Url);
            Dies = _way.When(at, then);
            settings["RabbitMq:Url"] = _way.Instead(Broker.Url).ToString();
            return settings;
        }

        private protected override async ValueTask Discard()
        {
            await base.Discard();
            if (_way is not null)
                await _way.DisposeAsync();
        }
    }
}
