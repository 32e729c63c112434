using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>PostgreSQL behind a way that breaks as the test says.</summary>
public sealed class HostOnABreakingWay : ServerHost
{
    FaultProxy? _way;

    internal FaultProxy Way => _way ?? throw new InvalidOperationException("The host was not started.");

    private protected override async ValueTask<Dictionary<string, string?>> Settings()
    {
        var settings = await base.Settings();
        var server = new NpgsqlConnectionStringBuilder(settings["Database:ConnectionString"]);
        _way = FaultProxy.To(server.Host!, server.Port);
        (server.Host, server.Port) = (_way.Host, _way.Port);
        // An answer that never comes is waited for so long, and nobody waits for the answer to a cancellation.
        (server.CommandTimeout, server.CancellationTimeout) = (2, -1);
        settings["Database:ConnectionString"] = server.ToString();
        return settings;
    }

    private protected override async ValueTask Discard()
    {
        await base.Discard();
        if (_way is not null)
            await _way.DisposeAsync();
    }
}

/// <summary>A commit that breaks may have happened or not. Whoever sent it does not know, and must not need to.</summary>
[Trait("Category", "Server")]
public sealed class When_the_connection_breaks_at_a_commit(HostOnABreakingWay host) : Specification(host), IClassFixture<HostOnABreakingWay>
{
    const int Messages = 40;
    const int Breaks = 8;

    [Theory]
    [InlineData(Then.ResetBefore)]
    [InlineData(Then.ResetAfter)]
    [InlineData(Then.ResetAtReply)]
    [InlineData(Then.SwallowReplies)]
    public async Task Each_message_has_one_effect(Then then)
    {
        var broken = host.Way.When("COMMIT", then, Breaks);
        Guid[] notes = [.. Enumerable.Range(0, Messages).Select(_ => Guid.NewGuid())];
        Guid[] errands = [.. Enumerable.Range(0, Messages).Select(_ => Guid.NewGuid())];
        await Task.WhenAll(notes.Select(about => Host.Send("sample-take-note", new Note(about, "once"))).Concat(errands.Select(id => Host.Send("sample-errand", new AdvanceErrand(id, "once")))));

        // What each caused is heard by both listeners, after it has gone through an outbox and two more transactions.
        await Eventually.Passes(async () =>
        {
            broken.Hits.ShouldBe(Breaks);
            var heard = await Host.Read(db => db.Heard.AsNoTracking().Where(h => notes.Contains(h.About) || errands.Contains(h.About)).ToListAsync());
            var counts = heard.GroupBy(h => (h.About, h.By)).ToDictionary(g => g.Key, g => g.Count());
            counts.Count.ShouldBe(3 * notes.Length + 2 * errands.Length);
            counts.Values.ShouldAllBe(count => count == 1);
            (await Host.Read(db => db.Errands.AsNoTracking().Where(e => errands.Contains(e.CorrelationId)).Select(e => e.Steps).ToListAsync())).ShouldBe(Enumerable.Repeat(1, Messages));
        }, TimeSpan.FromMinutes(2));
        (await Host.Read(db => db.Set<OutboxMessage>().CountAsync(m => m.NextAttemptAt == null))).ShouldBe(0, "messages that were given up");
    }
}

/// <summary>More work than connections.</summary>
[Trait("Category", "Server")]
public sealed class When_there_are_fewer_connections_than_messages : IAsyncLifetime
{
    readonly FewConnections _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task They_wait_for_each_other_and_none_fails()
    {
        Guid[] notes = [.. Enumerable.Range(0, 200).Select(_ => Guid.NewGuid())];
        await Task.WhenAll(notes.Select(about => _host.Send("sample-take-note", new Note(about, "once"))));

        await Eventually.Passes(async () => (await _host.Read(db => db.Heard.AsNoTracking().CountAsync(h => h.By == "first" && notes.Contains(h.About)))).ShouldBe(notes.Length), TimeSpan.FromMinutes(1));
        notes.ShouldAllBe(about => _host.Tries.Of(about, null) == 1);
    }

    sealed class FewConnections : ServerHost
    {
        private protected override async ValueTask<Dictionary<string, string?>> Settings()
        {
            var settings = await base.Settings();
            settings["Database:ConnectionString"] += ";Maximum Pool Size=2";
            return settings;
        }
    }
}
