using System.Text.Json;
using MassTransit;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>A process that dies is played by a client that takes messages and gives them back: to the broker that is the same.</summary>
[Trait("Category", "Server")]
public sealed class When_a_message_came_back_too_often : IAsyncLifetime
{
    const string Queue = "sample-take-note";

    readonly ServerHost _host = new();
    RawAmqp _anyone = null!;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.Stop();
        _anyone = await RawAmqp.Connect(_host.Broker.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _anyone.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task It_is_handled_in_its_queue_s_quarantine_and_known_by_its_inbox()
    {
        var (about, id) = (Guid.NewGuid(), Guid.NewGuid());
        await Send(about, id);
        await _anyone.GiveBack(Queue, Quarantine.Suspicious);

        await _host.Restart();

        await Eventually.Get(() => _host.Heard(about, "notes"), heard => heard.Count == 1);
        _host.Log.Lines.ShouldContain(line => line.Text.Contains($"{Quarantine.Of(Queue)}") && line.Text.Contains($"{id} came back to {Queue} 3 times"));
        // The same message by the usual way is the same message.
        await Send(about, id);
        await Eventually.Get(() => _host.Arrivals.Of(id), arrived => arrived >= 3);
        // A process that stops has handled what had arrived.
        await _host.Stop();
        await _host.Restart();
        (await _host.Heard(about, "notes")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Those_that_came_back_less_often_stay()
    {
        var (about, id) = (Guid.NewGuid(), Guid.NewGuid());
        await Send(about, id);
        await _anyone.GiveBack(Queue, Quarantine.Suspicious - 1);

        await _host.Restart();

        await Eventually.Get(() => _host.Heard(about, "notes"), heard => heard.Count == 1);
        _host.Log.Lines.ShouldNotContain(line => line.Text.Contains($"{id}"));
    }

    [Fact]
    public async Task It_is_given_up_after_twenty_more_deaths_and_the_others_are_handled()
    {
        var (guilty, id, innocent) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await _anyone.Publish(Quarantine.Of(Queue), "", Note(guilty), Headers(id), $"{id}");
        await Send(innocent, Guid.NewGuid());
        await _anyone.GiveBack(Quarantine.Of(Queue), 21);

        var dead = await (await _anyone.Drain(BusTopology.DeadLetters)).First();
        (dead.MessageId, dead.Text).ShouldBe(($"{id}", Note(guilty)));
        dead.Headers["x-first-death-queue"].ShouldBe(Quarantine.Of(Queue));
        await _host.Restart();
        await Eventually.Get(() => _host.Heard(innocent, "notes"), heard => heard.Count == 1);
        (await _host.Heard(guilty)).ShouldBeEmpty();
    }

    Task Send(Guid about, Guid id) => _anyone.Send(Queue, Note(about), Headers(id), $"{id}");

    static string Note(Guid about) => JsonSerializer.Serialize(new Note(about, "alone"), Wire.Json);

    static Dictionary<string, object?> Headers(Guid id) => new() { [MessageHeaders.MessageType] = MessageUrn.ForTypeString<Note>(), [MessageHeaders.MessageId] = $"{id}" };
}
