using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>How often subjects changed, by the hour. Each test asks with a clock and about a subject of its own.</summary>
public abstract class ChangesByHourSpecification(SampleHost host) : Specification(host)
{
    static readonly DateTimeOffset Present = new(2024, 3, 5, 14, 20, 0, TimeSpan.Zero);

    readonly FakeTimeProvider _time = new(Present.AddMinutes(0.5));
    readonly string _subject = Guid.NewGuid().ToString("N")[..12];

    CountChanges<SampleDb> Counting() => new(Host.Services.GetRequiredService<IDbContextFactory<SampleDb>>(), _time);

    async Task<Dictionary<string, string>> Count(CountChanges<SampleDb> counting) => (await counting.Count(Cancelled)).Items
        .Where(c => c.Subject == _subject)
        .ToDictionary(c => $"{c.From}>{c.To}", c => string.Join(' ', c.Hours.Select((count, hour) => count == 0 ? "" : $"{hour}:{count}").Where(text => text.Length > 0)));

    Task Happen(string? from, string to, params DateTimeOffset[] recordedAt) => Write([.. recordedAt.Select(at => (from, to, at, false))]);

    Task Write(params (string? From, string To, DateTimeOffset At, bool Ignored)[] rows) => Host.Save((db, _) =>
    {
        db.AddRange(rows.Select(row => new StatusHistory
        {
            Id = Guid.CreateVersion7(),
            Subject = _subject,
            SubjectId = Guid.NewGuid(),
            From = row.From,
            To = row.To,
            Ignored = row.Ignored,
            RecordedAt = row.At,
            OccurredAt = row.At,
        }));
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Each_change_is_in_the_hour_in_which_it_was_recorded()
    {
        await Happen(null, "created", Present, Present.AddSeconds(1), Present.AddMinutes(-20), Present.AddMinutes(-20).AddTicks(-10), Present.AddHours(-23), Present.AddHours(-24));
        await Happen("created", "delivered", Present.AddHours(-3));

        var counting = Counting();
        (await counting.Count(Cancelled)).From.ShouldBe(new DateTimeOffset(2024, 3, 4, 15, 0, 0, TimeSpan.Zero));
        var counted = await Count(counting);

        counted.ShouldBe(new Dictionary<string, string> { [">created"] = "0:1 22:1 23:3", ["created>delivered"] = "20:1" }, ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_ignored_is_no_change()
    {
        await Write(("created", "lost", Present, true));

        (await Count(Counting())).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_comes_in_the_present_hour_is_counted_at_once_and_the_day_moves_on()
    {
        var counting = Counting();
        await Happen(null, "created", Present.AddHours(-23));
        (await Count(counting)).ShouldBe(new Dictionary<string, string> { [">created"] = "0:1" });

        await Happen(null, "created", Present.AddMinutes(-5), Present);
        (await Count(counting)).ShouldBe(new Dictionary<string, string> { [">created"] = "0:1 23:2" });

        _time.Advance(TimeSpan.FromHours(1));
        await Happen(null, "created", Present.AddHours(1));
        (await Count(counting)).ShouldBe(new Dictionary<string, string> { [">created"] = "22:2 23:1" });
    }

    [Fact]
    public async Task A_day_that_was_counted_is_not_read_again_and_what_was_committed_late_is_found_in_the_end()
    {
        var counting = Counting();
        (await Count(counting)).ShouldBeEmpty();
        await Happen(null, "created", Present.AddHours(-8));

        var asked = 1;
        while ((await Count(counting)).Count == 0 && asked < CountChanges<SampleDb>.Hours * 12)
            asked++;

        asked.ShouldBeGreaterThan(1);
        (await Count(counting)).ShouldBe(new Dictionary<string, string> { [">created"] = "15:1" });
    }
}

public sealed class Changes_by_hour_on_Sqlite(EmbeddedHost host) : ChangesByHourSpecification(host), IClassFixture<EmbeddedHost>;

[Trait("Category", "Server")]
public sealed class Changes_by_hour_on_PostgreSQL(ServerHost host) : ChangesByHourSpecification(host), IClassFixture<ServerHost>;

[Trait("Category", "Server")]
public sealed class Changes_by_hour_on_SQL_Server(SqlServerHost host) : ChangesByHourSpecification(host), IClassFixture<SqlServerHost>;
