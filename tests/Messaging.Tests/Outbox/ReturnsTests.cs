using System.Text;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>In one process, on memory: processes that died are played by rows of which the table says how often they had their turn.</summary>
public sealed class When_a_message_comes_back_in_one_process(EmbeddedHost host) : Specification(host), IClassFixture<EmbeddedHost>
{
    [Fact]
    public async Task Its_turn_is_counted_before_it_is_handed_over()
    {
        var about = Guid.NewGuid();
        var gate = Host.Gates.Shut($"{about}");
        OutboxMessage? row = null;
        await Host.Save((db, now) => [row = Row(db, about, now, turns: 0, gate: $"{about}")]);

        await gate.Reached;
        (await Host.Row(row!.Id)).ShouldNotBeNull().Attempts.ShouldBe(1);
        gate.Open();
        await Eventually.True(async () => await Host.Row(row.Id) is null);
        (await Host.Heard(about, "notes")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Those_that_may_be_guilty_are_handled_before_the_others_and_one_after_the_other()
    {
        var (first, second, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await Host.Save((db, now) => [Row(db, other, now, turns: 0), Row(db, first, now, Quarantine.Suspicious), Row(db, second, now, Quarantine.Suspicious)]);

        Guid[] abouts = [first, second, other];
        var heard = await Eventually.Get(() => Host.Read(db => db.Heard.Where(h => h.By == "notes" && abouts.Contains(h.About)).OrderBy(h => h.Id).Select(h => h.About).ToListAsync()), all => all.Count == abouts.Length);
        heard.ShouldBe(abouts);
        Host.Log.Lines.Count(line => line.Text.Contains($"came back {Quarantine.Suspicious} times")).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task One_that_even_so_comes_back_is_given_up_with_a_reason_and_the_others_are_handled()
    {
        var (guilty, innocent) = (Guid.NewGuid(), Guid.NewGuid());
        OutboxMessage? row = null;
        await Host.Save((db, now) => [row = Row(db, guilty, now, Returns.Most), Row(db, innocent, now, turns: 0)]);

        await IsHeard(innocent);
        var parked = (await Eventually.Get(() => Host.Row(row!.Id), r => r is { NextAttemptAt: null })).ShouldNotBeNull();
        parked.LastError.ShouldNotBeNull().ShouldStartWith($"{Returns.Most} times its process ended while it was handled");
        await Eventually.True(async () => (await Host.Read(db => db.Set<OutboxMessage>().AsNoTracking().Where(m => m.Destination == Contracts.Failures.Queue).ToListAsync()))
            .Select(m => Encoding.UTF8.GetString(m.Body)).Any(told => told.Contains($"{parked.Id}", StringComparison.Ordinal) && told.Contains("delivery_limit", StringComparison.Ordinal)));
        Host.Tries.Of(guilty, null).ShouldBe(0);
    }

    [Fact]
    public async Task One_that_could_not_be_sent_so_often_is_none_of_them()
    {
        var about = Guid.NewGuid();
        await Host.Save((db, now) =>
        {
            var row = Row(db, about, now, Returns.Most);
            row.LastError = "Its exchange was not declared.";
            return [row];
        });

        await IsHeard(about);
    }

    /// <summary>A row that was left behind by a process that died, after so many turns.</summary>
    static OutboxMessage Row(SampleDb db, Guid about, DateTimeOffset now, int turns, string? gate = null) => LeftBehind.Row(db, new Note(about, "came back", Gate: gate), now, turns);

    async Task IsHeard(Guid about) => await Eventually.Get(() => Host.Heard(about, "notes"), heard => heard.Count == 1);
}
