using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_keys_are_managed(AdminSite site) : IClassFixture<AdminSite>
{
    [Fact]
    public async Task A_key_is_shown_once_opens_what_it_may_and_nothing_once_revoked()
    {
        var made = await Make("The shop's server", "read", "operate");
        var (id, secret) = ((string)made["id"]!, (string)made["secret"]!);
        made["prefix"]!.ToString().ShouldBe(secret[..11]);

        (await Listed(id)).ContainsKey("secret").ShouldBeTrue();
        (await Listed(id))["secret"].ShouldBeNull();
        (await Ask(secret, "/api/v1/failures")).ShouldBe(HttpStatusCode.OK);
        (await Ask(secret, "/api/v1/api-keys")).ShouldBe(HttpStatusCode.Forbidden);
        (await Ask(secret, "/api/v1/users")).ShouldBe(HttpStatusCode.Forbidden);
        (await Ask(secret, "/api/v1/audit")).ShouldBe(HttpStatusCode.Forbidden);
        (await Ask(secret, "/api/v1/system/admin/settings")).ShouldBe(HttpStatusCode.Forbidden);

        foreach (var _ in new[] { 1, 2 })
        {
            using var revoked = await site.Host.Client.PostAsync($"/api/v1/api-keys/{id}/revoke", null);
            revoked.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await Ask(secret, "/api/v1/failures")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Listed(id))["revokedAt"].ShouldNotBeNull();
        var audit = (await site.Host.Client.GetFromJsonAsync<JsonNode>($"/api/v1/audit?target={id}"))!["items"]!.AsArray();
        audit.Select(entry => entry!["action"]!.ToString()).ShouldBe(["api_key_revoked", "api_key_made"]);
        audit[1]!["note"]!.ToString().ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("name", """{ "name": "", "scopes": ["read"] }""")]
    [InlineData("scopes", """{ "name": "x", "scopes": [] }""")]
    [InlineData("scopes[0]", """{ "name": "x", "scopes": ["everything"] }""")]
    [InlineData("expiresAt", """{ "name": "x", "scopes": ["read"], "expiresAt": "2020-01-01T00:00:00Z" }""")]
    public async Task A_wrong_field_is_named_and_nothing_is_made(string field, string body)
    {
        using var reply = await site.Host.Client.PostAsync("/api/v1/api-keys", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsObject().ContainsKey(field).ShouldBeTrue();
    }

    [Fact]
    public async Task An_unknown_key_is_not_found_and_pages_go_on()
    {
        using var unknown = await site.Host.Client.PostAsync($"/api/v1/api-keys/{Guid.NewGuid()}/revoke", null);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        List<string> made = [];
        foreach (var name in new[] { "one", "two", "three" })
            made.Add((string)(await Make(name, "read"))["id"]!);
        var first = (await site.Host.Client.GetFromJsonAsync<JsonNode>("/api/v1/api-keys?limit=2"))!;
        var second = (await site.Host.Client.GetFromJsonAsync<JsonNode>($"/api/v1/api-keys?limit=200&after={first["next"]}"))!;
        string[] listed = [.. first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(key => key!["id"]!.ToString())];
        listed.Where(made.Contains).ShouldBe(made.AsEnumerable().Reverse());
        listed.ShouldBeUnique();
    }

    async Task<JsonNode> Make(string name, params string[] scopes)
    {
        using var reply = await site.Host.Client.PostAsJsonAsync("/api/v1/api-keys", new { name, scopes });
        reply.StatusCode.ShouldBe(HttpStatusCode.Created);
        reply.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return (await reply.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    async Task<JsonObject> Listed(string id) =>
        (await site.Host.Client.GetFromJsonAsync<JsonNode>("/api/v1/api-keys?limit=200"))!["items"]!.AsArray().Single(key => key!["id"]!.ToString() == id)!.AsObject();

    async Task<HttpStatusCode> Ask(string secret, string path)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, path);
        question.Headers.Add("X-Api-Key", secret);
        using var reply = await site.Host.Anonymous.SendAsync(question);
        return reply.StatusCode;
    }
}
