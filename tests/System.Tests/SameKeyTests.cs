using System.Net;
using System.Text;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem;

/// <summary>
/// RELIABILITY G14: the same request, ten times at once, at two processes of Orders on one database. Whoever is told that the first one still runs
/// asks again, as the reply asks for.
/// </summary>
[Trait("Category", "Server")]
public sealed class When_a_key_is_used_many_times_at_once : IAsyncLifetime
{
    const int AtOnce = 10;

    RabbitMqVirtualHost? _broker;
    PostgreSqlDatabases? _databases;
    RunningSystem? _system;
    HttpClient[] _clients = [];

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitMqVirtualHost.Create();
        _databases = await PostgreSqlDatabases.Create();
        _system = await RunningSystem.Start(new RunningSystemOptions { Services = ["Orders", "Orders"], Broker = _broker.Url, Database = _databases.Database });
        _clients = [.. _system.Services.Select(service => _system.ClientOf(service.Instance))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        if (_system is not null)
            await _system.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
    }

    [Fact]
    public Task Each_of_50_has_one_effect_and_one_reply() => Repeat(50);

    [Fact]
    [Trait("Category", "Long")]
    public Task Each_of_10_000_has_one_effect_and_one_reply() => Repeat(10_000);

    async Task Repeat(int keys)
    {
        await Parallel.ForEachAsync(Enumerable.Range(1, keys), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (number, cancelled) =>
        {
            var (key, body) = (Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes(Shop.Order().ToJsonString()));
            var replies = await Task.WhenAll(Enumerable.Range(number, AtOnce).Select(n => Place(_clients[n % _clients.Length], key, body, cancelled)));
            replies.Distinct().ShouldHaveSingleItem().Status.ShouldBe(HttpStatusCode.Created);
        });

        var tables = ServiceTables.OnPostgreSql(service => _databases!.Template.Replace("{service}", service, StringComparison.Ordinal));
        (await tables.Read("orders", "orders", r => r.Id(0), "Id")).Count.ShouldBe(keys);
        (await tables.Read("orders", "status_history", r => r.Id(0), "SubjectId")).Count.ShouldBe(keys);
    }

    static Task<Reply> Place(HttpClient client, string key, byte[] body, CancellationToken cancelled) => Eventually.Get<Reply>(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/orders") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Idempotency-Key", key);
        using var reply = await client.SendAsync(request, cancelled);
        if (reply.StatusCode == HttpStatusCode.Conflict)
            reply.Headers.RetryAfter.ShouldNotBeNull();
        return new(reply.StatusCode, reply.Headers.Location?.ToString(), reply.Content.Headers.ContentType?.ToString(), await reply.Content.ReadAsStringAsync(cancelled));
    }, reply => reply.Status != HttpStatusCode.Conflict);

    sealed record Reply(HttpStatusCode Status, string? Location, string? ContentType, string Text);
}
