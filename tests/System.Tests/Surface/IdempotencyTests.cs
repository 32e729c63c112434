using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.WholeSystem.Surface;

/// <summary>Every POST that creates takes an <c>Idempotency-Key</c>.</summary>
public sealed class When_a_request_that_creates_is_repeated(OpenShop shop) : IClassFixture<OpenShop>
{
    /// <param name="Database">The service's, by its file.</param>
    /// <param name="Path">Where to, and the body, of a request that works once.</param>
    /// <param name="Count">How many there are of what it makes.</param>
    /// <param name="Status">Of the first reply.</param>
    sealed record Creation(string Database, Func<OpenShop, Task<(string Path, JsonObject? Body)>> Path, Func<OpenShop, string, Task<int>> Count, HttpStatusCode Status = HttpStatusCode.Created);

    static readonly IReadOnlyDictionary<string, Creation> Creations = new Dictionary<string, Creation>
    {
        ["an order"] = new("orders", _ => To("orders", Bodies.Order().With("reference", $"\"{Guid.NewGuid()}\"")), async (s, _) => (await s.Shop.Get("orders?limit=200"))["items"]!.AsArray().Count),
        ["a payment"] = new(
            "orders",
            async s =>
            {
                var order = await s.Shop.Place(Shop.Order(token: "tok_declined"));
                await s.Shop.Reaches(order, "action_required");
                return ($"orders/{order}/payments", Bodies.PayAgain().With("token", "\"tok_down\""));
            },
            async (s, path) => await Settled(async () => (await s.Shop.Get($"payments?orderId={path.Split('/')[1]}"))["items"]!.AsArray().Count, 2)),
        ["a choice for a lost package"] = new(
            "orders",
            async s => await s.Lost() is var (order, package) ? ($"orders/{order}/resolve", Bodies.Resolve(package)) : default,
            async (s, path) => await Settled(async () => (await s.Shop.Get($"packages?orderId={path.Split('/')[1]}"))["items"]!.AsArray().Count, 2),
            HttpStatusCode.OK),
        ["a refund"] = new(
            "payments", async s => ($"payments/{await s.PaymentOf((await s.Confirmed()).Order)}/refunds", Bodies.Refund()), async (s, path) => (await s.Shop.Get(path[..path.LastIndexOf('/')]))["refunds"]!.AsArray().Count),
        ["a split package"] = new("logistics", async s => ($"packages/{(await s.Confirmed()).Package}/split", Bodies.Split()), OfItsOrder),
        ["a replacement"] = new("logistics", async s => ($"packages/{(await s.Lost()).Package}/replace", Bodies.Reason()), OfItsOrder),
        ["a correction"] = new(
            "logistics", async s => ($"packages/{(await s.Confirmed()).Package}/corrections", Bodies.Correction()), async (s, path) => (await s.Shop.Get(path[..path.LastIndexOf('/')]))["scans"]!.AsArray().Count, HttpStatusCode.OK),
        ["a message once more"] = new(
            "notifications", async s => ($"notifications/{await s.NotificationOf((await s.Confirmed()).Order)}/resend", null),
            async (s, path) => (await s.Shop.Get($"notifications?orderId={(await s.Shop.Get(path[..path.LastIndexOf('/')]))["orderId"]}"))["items"]!.AsArray().Count),
    };

    public static TheoryData<string> All => [.. Creations.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task It_has_one_effect_and_the_first_reply_again_byte_for_byte(string what)
    {
        var creation = Creations[what];
        var (path, body) = await creation.Path(shop);
        var key = Guid.NewGuid().ToString();

        var first = await Post(path, body, key);
        first.Status.ShouldBe(creation.Status, first.Text);
        var made = await creation.Count(shop, path);
        var again = await Post(path, body, key);

        again.ShouldBe(first);
        (await creation.Count(shop, path)).ShouldBe(made);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Another_body_under_the_same_key_is_422_and_a_running_first_request_409(string what)
    {
        var creation = Creations[what];
        var (path, body) = await creation.Path(shop);
        var key = Guid.NewGuid().ToString();
        (await Post(path, body, key)).Status.ShouldBe(creation.Status);
        var made = await creation.Count(shop, path);

        // A body of another form that says the same is another one, too.
        using (var other = await Send(path, body is null ? "{}"u8.ToArray() : Encoding.UTF8.GetBytes(body.ToJsonString() + " "), key))
        {
            other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            await OpenShop.IsAProblem(other);
        }

        Unfinish(creation.Database, key);
        using (var running = await Send(path, body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()), key))
        {
            running.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            running.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
            await OpenShop.IsAProblem(running);
        }

        (await creation.Count(shop, path)).ShouldBe(made);
    }

    [Fact]
    public async Task The_key_is_its_owners_alone()
    {
        var (path, body) = ("orders", Encoding.UTF8.GetBytes(Bodies.Order().With("placedAt", null).ToJsonString()));
        var key = Guid.NewGuid().ToString();

        using var mine = await Send(path, body, key);
        using var yours = await Send(path, body, key, "write");

        mine.StatusCode.ShouldBe(HttpStatusCode.Created);
        yours.StatusCode.ShouldBe(HttpStatusCode.Created);
        yours.Headers.Location.ShouldNotBe(mine.Headers.Location);
    }

    [Fact]
    public async Task A_refused_request_leaves_its_key_free()
    {
        var key = Guid.NewGuid().ToString();
        (await Post("orders", Bodies.Order().With("currency", "\"XYZ\""), key)).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await Post("orders", Bodies.Order(), key)).Status.ShouldBe(HttpStatusCode.Created);
    }

    /// <summary>As it is while the first request runs: the row is there, locked, and has no reply yet.</summary>
    void Unfinish(string database, string key)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(shop.DataDirectory, $"{database}.db")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE idempotency_keys SET StatusCode = NULL, Body = NULL, LockedUntil = $until WHERE \"Key\" = $key";
        command.Parameters.AddWithValue("$until", shop.Now.AddMinutes(1).UtcTicks);
        command.Parameters.AddWithValue("$key", key);
        command.ExecuteNonQuery().ShouldBe(1);
    }

    async Task<Reply> Post(string path, JsonObject? body, string key)
    {
        using var reply = await Send(path, body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()), key);
        return new(reply.StatusCode, reply.Headers.Location?.ToString(), reply.Content.Headers.ContentType?.ToString(), await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    Task<HttpResponseMessage> Send(string path, byte[]? body, string key, string owner = KnownKeys.Root) =>
        shop.Send(HttpMethod.Post, $"/api/v1/{path}", body, key: owner, with: request => request.Headers.Add("Idempotency-Key", key));

    sealed record Reply(HttpStatusCode Status, string? Location, string? ContentType, string Text);

    static Task<(string, JsonObject?)> To(string path, JsonObject body) => Task.FromResult<(string, JsonObject?)>((path, body));

    static async Task<int> OfItsOrder(OpenShop shop, string path)
    {
        var package = await shop.Shop.Get(path[..path.LastIndexOf('/')]);
        return (await shop.Shop.Get(string.Create(CultureInfo.InvariantCulture, $"packages?orderId={package["orderId"]}")))["items"]!.AsArray().Count;
    }

    /// <summary>What another service makes of it is there a little later.</summary>
    static Task<int> Settled(Func<Task<int>> count, int least) => Eventually.Get(count, n => n >= least);
}
