using System.Net;
using Npgsql;
using StatusTracking.Sample;
using StatusTracking.Testing;

namespace StatusTracking.ServiceDefaults.Tests.Http;

/// <summary>The sample service on a PostgreSQL behind a line that breaks.</summary>
public sealed class SampleBehindProxy : IAsyncLifetime
{
    PostgreSqlDatabases? _databases;
    FaultProxy? _proxy;
    SampleFixture? _sample;

    public FaultProxy Proxy => _proxy!;

    public SampleFixture Sample => _sample!;

    public async ValueTask InitializeAsync()
    {
        _databases = await PostgreSqlDatabases.Create();
        var server = new NpgsqlConnectionStringBuilder(_databases.Template);
        foreach (var service in new[] { "sample", "other" })
            await _databases.Database(service);
        _proxy = FaultProxy.To(server.Host!, server.Port);
        (server.Host, server.Port, server.Timeout) = (_proxy.Host, _proxy.Port, 5);
        _sample = SampleFixture.With("Database:Provider=PostgreSql", $"Database:ConnectionString={server.ConnectionString}");
        await _sample.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _proxy?.Heal();
        if (_sample is not null)
            await _sample.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
    }
}

[Trait("Category", "Server")]
public sealed class When_the_database_cannot_be_reached(SampleBehindProxy behind) : IClassFixture<SampleBehindProxy>
{
    readonly string _name = $"thing-{Guid.NewGuid():N}";
    readonly string _key = Guid.NewGuid().ToString();

    string Body => $$"""{"name":"{{_name}}"}""";

    Task<HttpResponseMessage> Make(bool withKey = true) => behind.Sample.Client.PostJson(Calls.Things, Body, withKey ? _key : null);

    /// <summary>Repeats as a client would that does what the reply says.</summary>
    Task<HttpResponseMessage> Repeat() => Eventually.Get(() => Make(), reply => reply.StatusCode != HttpStatusCode.ServiceUnavailable);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Callers_are_told_when_to_come_again_and_are_served_then(bool withKey)
    {
        behind.Proxy.Down();
        try
        {
            await IsAway(await Make(withKey));
            await IsAway(await behind.Sample.Client.GetAsync(Calls.Things));
        }
        finally
        {
            behind.Proxy.Heal();
        }

        (await Repeat()).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Holds(1);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_still_said()
    {
        behind.Proxy.Down();
        try
        {
            (await behind.Sample.Client.PostJson(Calls.Things, """{"name":"a","quantity":-1}""")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
        finally
        {
            behind.Proxy.Heal();
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_commit_leaves_nothing()
    {
        behind.Sample.Fates.ByName[_name] = _ =>
        {
            behind.Proxy.Reset();
            return Task.FromResult(true);
        };
        await IsAway(await Make());
        behind.Sample.Fates.ByName.TryRemove(_name, out _);
        await Holds(0);

        (await Repeat()).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Holds(1);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_told_by_the_repeat_and_not_done_twice()
    {
        behind.Sample.Fates.ByName[_name] = _ =>
        {
            behind.Proxy.When("COMMIT", Then.ResetAtReply, times: 1000);
            return Task.FromResult(true);
        };
        try
        {
            await IsAway(await Make());
        }
        finally
        {
            behind.Proxy.Heal();
        }

        (await Repeat()).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Holds(1);
    }

    /// <summary>The line of the one who asks may be a broken one too.</summary>
    Task Holds(int count) => Eventually.Passes(async () => (await behind.Sample.CountOf(_name)).ShouldBe(count));

    static async Task IsAway(HttpResponseMessage reply)
    {
        reply.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await reply.Content.ReadAsStringAsync());
        reply.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(5));
        var problem = await reply.Problem();
        problem.GetProperty("title").GetString().ShouldBe("Try again soon");
        problem.GetProperty("detail").GetString()!.ShouldContain("The database cannot be reached.");
        reply.Dispose();
    }
}
