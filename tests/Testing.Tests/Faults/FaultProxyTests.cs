using System.Diagnostics;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

public sealed class When_a_proxy_stands_in_between : IAsyncDisposable
{
    const string Reset = nameof(SocketError.ConnectionReset);

    readonly EchoServer _server = new();
    readonly FaultProxy _proxy;

    public When_a_proxy_stands_in_between() => _proxy = FaultProxy.To("127.0.0.1", _server.Port);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    static async Task<string> Echo(Client client, string text)
    {
        await client.Send(text);
        return await client.Read(text.Length);
    }

    [Fact]
    public async Task Bytes_go_both_ways_as_they_are()
    {
        using var client = await Client.Of(_proxy);
        var text = new string([.. Enumerable.Range(0, 300_000).Select(n => (char)('a' + n * 7 % 26))]);
        var sending = client.Send(text);

        (await client.Read(text.Length)).ShouldBe(text);

        await sending;
        _server.Sessions.ShouldHaveSingleItem().Text.ShouldBe(text);
        _proxy.Connections.ShouldHaveSingleItem().Sent.ShouldBe(text.Length);
        await Eventually.Passes(() => _proxy.Connections[0].Received.ShouldBe(text.Length));
    }

    [Fact]
    public async Task The_end_of_what_one_side_says_is_not_the_end_of_the_other()
    {
        using var client = await Client.Of(_proxy);
        await client.Send("all");
        client.EndSending();

        (await client.ReadAll()).ShouldBe("all (end)");

        await Eventually.Passes(() => _server.Sessions[0].Ended.ShouldBe("end"));
        await Eventually.True(() => !_proxy.Connections[0].IsOpen);
    }

    [Fact]
    public async Task A_server_that_is_away_ends_the_connection()
    {
        await using var proxy = FaultProxy.To("127.0.0.1", FreePort.Next());
        var end = await Should.ThrowAsync<SocketException>(async () =>
        {
            // The reset may be there before connecting has come to its end.
            using var client = await Client.Of(proxy);
            await client.Read(1);
        });
        end.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Latency_holds_each_byte_for_its_time_and_does_not_narrow_the_way()
    {
        _proxy.Faults = new Faults { Latency = TimeSpan.FromMilliseconds(300) };
        using var client = await Client.Of(_proxy);
        var watch = Stopwatch.StartNew();
        (await Echo(client, "x")).ShouldBe("x");
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(600));

        // One after the other, each waiting for the one before, these would take two minutes.
        watch.Restart();
        for (var n = 0; n < 400; n++) await client.Send("y");
        await client.Read(400);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Jitter_is_the_same_for_the_same_seed()
    {
        await using var one = FaultProxy.To("127.0.0.1", 1, seed: 42);
        await using var two = FaultProxy.To("127.0.0.1", 1, seed: 42);
        await using var other = FaultProxy.To("127.0.0.1", 1, seed: 43);
        var faults = new Faults { Latency = TimeSpan.FromSeconds(1), Jitter = TimeSpan.FromSeconds(2) };

        var delays = Enumerable.Range(0, 50).Select(_ => one.Delay(faults)).ToList();

        Enumerable.Range(0, 50).Select(_ => two.Delay(faults)).ShouldBe(delays);
        Enumerable.Range(0, 50).Select(_ => other.Delay(faults)).ShouldNotBe(delays);
        delays.ShouldAllBe(delay => delay >= TimeSpan.FromSeconds(1) && delay < TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Bandwidth_lets_so_many_bytes_through_in_a_second()
    {
        _proxy.Faults = new Faults { BytesPerSecond = 50_000 };
        using var client = await Client.Of(_proxy);
        var watch = Stopwatch.StartNew();

        await client.Send(new string('x', 50_000));
        await client.Read(50_000);

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.99));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_of_what_the_client_sends_lets_exactly_so_many_bytes_through(bool orderly)
    {
        _proxy.Faults = new Faults { CutAfterSent = 5, CutOrderly = orderly };
        using var client = await Client.Of(_proxy);

        await client.Send("0123456789");

        var session = await _server.Session(1);
        await Eventually.True(() => session.Ended is not null);
        session.Text.ShouldBe("01234");
        if (!orderly) session.Ended.ShouldBe(Reset);
        (await client.ReadAll()).ShouldEndWith(orderly ? "(end)" : $"({Reset})");
    }

    [Fact]
    public async Task A_cut_of_what_the_server_answers_lets_exactly_so_many_bytes_through()
    {
        _proxy.Faults = new Faults { CutAfterReceived = 3 };
        using var client = await Client.Of(_proxy);

        await client.Send("0123456789");

        (await client.ReadAll()).ShouldBe($"012 ({Reset})");
        _server.Sessions[0].Text.ShouldBe("0123456789");
    }

    [Fact]
    public async Task A_cut_after_nothing_ends_the_connection_before_the_server_hears_of_it()
    {
        _proxy.Faults = new Faults { CutAfterSent = 0, CutOrderly = true };
        using var client = await Client.Of(_proxy);

        (await client.ReadAll()).ShouldBe("(end)");

        _server.Sessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reset_ends_the_connection_for_both_sides()
    {
        using var client = await Client.Of(_proxy);
        await Echo(client, "hello");

        _proxy.Reset();

        (await client.ReadAll()).ShouldBe($"({Reset})");
        await Eventually.Passes(() => _server.Sessions[0].Ended.ShouldBe(Reset));
        using var next = await Client.Of(_proxy);
        (await Echo(next, "again")).ShouldBe("again");
    }

    [Fact]
    public async Task A_frozen_connection_passes_nothing_on_and_ends_nothing_until_it_thaws()
    {
        using var frozen = await Client.Of(_proxy);
        await Echo(frozen, "1");
        using var whole = await Client.Of(_proxy);
        await Echo(whole, "1");

        _proxy.Connections[0].Faults = new Faults { Frozen = true };
        await frozen.Send("2");
        await Echo(whole, "2");
        await Echo(whole, "3");

        _server.Sessions[0].Text.ShouldBe("1");
        _proxy.Connections[0].IsOpen.ShouldBeTrue();
        _proxy.Connections[0].Faults = null;
        (await frozen.Read(1)).ShouldBe("2");
    }

    [Fact]
    public async Task Whoever_connects_to_a_frozen_proxy_is_accepted_and_never_answered_until_it_thaws()
    {
        _proxy.Faults = new Faults { Frozen = true };
        using var client = await Client.Of(_proxy);
        await client.Send("anybody there?");
        await Eventually.True(() => _proxy.Connections.Count == 1);
        _server.Sessions.ShouldBeEmpty();

        _proxy.Faults = Faults.None;

        (await client.Read(14)).ShouldBe("anybody there?");
    }

    [Fact]
    public async Task Refusing_turns_new_connections_away_and_leaves_the_open_ones()
    {
        using var open = await Client.Of(_proxy);
        await Echo(open, "1");
        _proxy.Refuse();

        (await Should.ThrowAsync<SocketException>(() => Client.Of(_proxy))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);

        (await Echo(open, "2")).ShouldBe("2");
        _proxy.Accept();
        using var next = await Client.Of(_proxy);
        (await Echo(next, "3")).ShouldBe("3");
    }

    [Fact]
    public async Task Down_refuses_and_resets()
    {
        using var open = await Client.Of(_proxy);
        await Echo(open, "1");

        _proxy.Down();

        (await open.ReadAll()).ShouldBe($"({Reset})");
        await Should.ThrowAsync<SocketException>(() => Client.Of(_proxy));
        _proxy.Heal();
        using var next = await Client.Of(_proxy);
        (await Echo(next, "3")).ShouldBe("3");
    }

    [Fact]
    public async Task Swallowed_replies_never_come_and_the_requests_arrive()
    {
        using var client = await Client.Of(_proxy);
        await Echo(client, "1");
        _proxy.Faults = new Faults { SwallowReplies = true };

        await client.Send("22");
        await Eventually.True(() => _proxy.Connections[0].Swallowed == 2);
        _proxy.Faults = Faults.None;

        (await Echo(client, "3")).ShouldBe("3");
        _server.Sessions[0].Text.ShouldBe("1223");
    }

    [Theory]
    [InlineData(Then.ResetBefore, "pay now", "pay ")]
    [InlineData(Then.ResetAfter, "pay now, please", "pay now")]
    [InlineData(Then.ResetAtReply, "pay now, please", "pay now, please")]
    public async Task Bytes_that_a_rule_looks_for_reset_the_connection_before_them_after_them_or_at_the_reply(Then then, string said, string arrived)
    {
        var rule = _proxy.When("now", then);
        using var client = await Client.Of(_proxy);

        await client.Send(said);

        (await client.ReadAll()).ShouldEndWith($"({Reset})");
        await Eventually.Passes(() => _server.Sessions[0].Ended.ShouldBe(Reset));
        _server.Sessions[0].Text.ShouldBe(arrived);
        rule.Hits.ShouldBe(1);
    }

    [Fact]
    public async Task Bytes_that_a_rule_looks_for_can_lose_their_reply()
    {
        _proxy.When("now", Then.SwallowReplies);
        using var client = await Client.Of(_proxy);
        using var other = await Client.Of(_proxy);

        await Echo(client, "later");
        await client.Send("now");
        await Eventually.True(() => _proxy.Connections[0].Swallowed == 3);

        (await Echo(other, "now")).ShouldBe("now");
        _proxy.Connections[0].Received.ShouldBe(5);
        _proxy.Connections[0].IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Bytes_that_a_rule_looks_for_can_freeze_their_connection()
    {
        var rule = _proxy.When("now", Then.Freeze);
        using var client = await Client.Of(_proxy);
        using var other = await Client.Of(_proxy);

        await client.Send("pay now");
        var session = await _server.Session(1);
        await Eventually.Passes(() => session.Text.ShouldBe("pay "));
        await Echo(other, "now");
        await client.Send("please");

        rule.Hits.ShouldBe(1);
        // What the server says to the bytes before may overtake the freeze; nothing of what comes after it goes on.
        await Eventually.Never(() => Task.FromResult(session.Text != "pay "), TimeSpan.FromMilliseconds(200));
        _proxy.Connections[0].Received.ShouldBeOneOf(0, 4);
        _proxy.Connections[0].IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task A_rule_holds_as_often_as_it_was_told_and_also_where_its_bytes_come_in_pieces()
    {
        var rule = _proxy.When("abc", Then.ResetAtReply, times: 2);
        for (var n = 0; n < 2; n++)
        {
            using var client = await Client.Of(_proxy);
            await Echo(client, "xa");
            await Echo(client, "b");
            await client.Send("cx");
            (await client.ReadAll()).ShouldBe($"({Reset})");
        }

        using var third = await Client.Of(_proxy);
        (await Echo(third, "abc")).ShouldBe("abc");
        rule.Hits.ShouldBe(2);
    }
}
