using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace StatusTracking.Admin.Tests.Features;

public sealed class When_accounts_are_managed(AdminSite site) : IClassFixture<AdminSite>
{
    [Fact]
    public async Task A_new_one_is_entered_by_a_link_that_works_once_and_has_the_rights_of_its_role()
    {
        var added = await Add("vita", Roles.Viewer);
        added["hasPassword"]!.GetValue<bool>().ShouldBeFalse();
        using var visitor = site.NewVisitor();
        using var entered = await visitor.Get(added["signInPath"]!.ToString());
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var users = await visitor.Get("/api/v1/users");
        users.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var page = await visitor.Get("/admin/system/users");
        page.Headers.Location!.ToString().ShouldContain("/denied");

        using var late = site.NewVisitor();
        using var again = await late.Get(added["signInPath"]!.ToString());
        (await again.Content.ReadAsStringAsync()).ShouldContain("was used already");
        (await Listed("vita"))["signInPath"].ShouldBeNull();
    }

    [Fact]
    public async Task Another_role_and_a_lock_hold_and_are_written_down()
    {
        var user = await site.AddUserAsync("ottilie", Roles.Operator);
        (await Change(user.Id, new { role = Roles.Viewer }))["role"]!.ToString().ShouldBe(Roles.Viewer);
        (await Change(user.Id, new { locked = true }))["locked"]!.GetValue<bool>().ShouldBeTrue();
        using var visitor = site.NewVisitor();
        using (var refused = await visitor.SignIn("ottilie", AdminSite.Password))
            (await refused.Content.ReadAsStringAsync()).ShouldContain("locked");
        using (var link = await site.Host.Client.PostAsync($"/api/v1/users/{user.Id}/link", null))
            link.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await Change(user.Id, new { locked = false }))["locked"]!.GetValue<bool>().ShouldBeFalse();
        using var back = site.NewVisitor();
        using var welcome = await back.SignIn("ottilie", AdminSite.Password);
        welcome.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using (var outside = await site.Host.Client.PostAsync($"/api/v1/users/{user.Id}/sign-out", null))
            outside.StatusCode.ShouldBe(HttpStatusCode.OK);
        var audit = (await site.Host.Client.GetFromJsonAsync<JsonNode>($"/api/v1/audit?target={user.Id}"))!["items"]!.AsArray();
        audit.Select(entry => entry!["action"]!.ToString()).Where(action => action.StartsWith("user_", StringComparison.Ordinal))
            .ShouldBe(["user_signed_out", "user_unlocked", "user_locked", "user_role_changed"]);
    }

    [Fact]
    public async Task Somebody_can_always_administer()
    {
        var admin = Guid.Parse((await Listed("admin"))["id"]!.ToString());
        foreach (var change in new object[] { new { role = Roles.Viewer }, new { locked = true } })
        {
            using var reply = await site.Host.Client.PatchAsJsonAsync($"/api/v1/users/{admin}", change);
            reply.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        (await Listed("admin"))["role"]!.ToString().ShouldBe(Roles.Administrator);
    }

    [Theory]
    [InlineData("name", """{ "name": "a b", "role": "viewer" }""", 400)]
    [InlineData("role", """{ "name": "somebody", "role": "king" }""", 400)]
    [InlineData(null, """{ "name": "ADMIN", "role": "viewer" }""", 409)]
    public async Task What_cannot_be_added_is_refused(string? field, string body, int status)
    {
        using var reply = await site.Host.Client.PostAsync("/api/v1/users", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        ((int)reply.StatusCode).ShouldBe(status);
        if (field is not null)
            (await reply.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsObject().ContainsKey(field).ShouldBeTrue();
    }

    async Task<JsonNode> Add(string name, string role)
    {
        using var reply = await site.Host.Client.PostAsJsonAsync("/api/v1/users", new { name, role });
        reply.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await reply.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    async Task<JsonNode> Change(Guid id, object change)
    {
        using var reply = await site.Host.Client.PatchAsJsonAsync($"/api/v1/users/{id}", change);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await reply.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    async Task<JsonObject> Listed(string name) =>
        (await site.Host.Client.GetFromJsonAsync<JsonNode>("/api/v1/users"))!["items"]!.AsArray().Single(user => user!["name"]!.ToString() == name)!.AsObject();
}
