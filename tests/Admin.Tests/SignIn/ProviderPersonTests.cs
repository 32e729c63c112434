using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;

namespace StatusTracking.Admin.Tests.SignIn;

public sealed class When_the_provider_says_who_came
{
    static readonly Dictionary<string, IReadOnlyList<string>> Mapping = new() { ["viewer"] = ["everybody"], ["admin"] = ["chiefs"] };

    [Theory]
    [InlineData("ada@contoso.example", "ada@contoso.example")]
    [InlineData("Jürgen Groß", "Jurgen-Gro-")]
    [InlineData("CONTOSO\\ada", "CONTOSO-ada")]
    [InlineData("аdmin", "-dmin")]
    [InlineData("李", "somebody")]
    public void Their_name_is_what_it_looks_like(string theirs, string ours) => Of(("preferred_username", theirs)).Name.ShouldBe(ours);

    [Fact]
    public void A_long_name_is_cut() => Of(("preferred_username", new string('a', 500))).Name.Length.ShouldBe(100);

    [Fact]
    public void Without_a_user_name_the_address_the_name_or_the_subject_stands_for_it()
    {
        Of(("email", "ada@contoso.example"), ("name", "Ada")).Name.ShouldBe("ada@contoso.example");
        Of(("name", "Ada")).Name.ShouldBe("Ada");
        Of().Name.ShouldBe("s1");
    }

    [Fact]
    public void Roles_are_read_from_the_claim_that_is_named()
    {
        Of(new OidcOptions { RoleClaim = "groups" }, ("groups", "everybody"), ("roles", "chiefs")).Role.ShouldBe(Roles.Viewer);
        Of(new OidcOptions { RoleClaim = "https://contoso.example/roles" }, ("https://contoso.example/roles", "chiefs")).Role.ShouldBe(Roles.Administrator);
    }

    [Theory]
    [InlineData("realm_access.roles", """{ "roles": ["a", "chiefs"] }""", Roles.Administrator)]
    [InlineData("realm_access.roles", """{ "roles": "chiefs" }""", Roles.Administrator)]
    [InlineData("realm_access.shop.roles", """{ "shop": { "roles": ["everybody"] } }""", Roles.Viewer)]
    [InlineData("realm_access.roles", """{ "roles": 7 }""", null)]
    [InlineData("realm_access.roles", """{ }""", null)]
    [InlineData("realm_access.roles.more", """{ "roles": ["chiefs"] }""", null)]
    public void Also_from_within_a_claim(string path, string json, string? role) =>
        Of(new OidcOptions { RoleClaim = path }, [new Claim("realm_access", json, JsonClaimValueTypes.Json)]).Role.ShouldBe(role);

    [Fact]
    public void A_role_is_written_as_it_is() => Of(("roles", "CHIEFS")).Role.ShouldBeNull();

    [Fact]
    public void Whoever_has_none_has_the_default()
    {
        Of(new OidcOptions { DefaultRole = "viewer" }).Role.ShouldBe(Roles.Viewer);
        Of(new OidcOptions { DefaultRole = "viewer" }, ("roles", "chiefs")).Role.ShouldBe(Roles.Administrator);
        Of(("roles", "accounting")).Role.ShouldBeNull();
    }

    static ProviderPerson Of(params (string, string)[] claims) => Of(new OidcOptions(), claims);

    static ProviderPerson Of(OidcOptions options, params (string Type, string Value)[] claims) => Of(options, claims.Select(c => new Claim(c.Type, c.Value)).ToArray());

    static ProviderPerson Of(OidcOptions options, Claim[] claims)
    {
        options.Mapping = Mapping;
        return ProviderPerson.Of(new ClaimsPrincipal(new ClaimsIdentity([new("iss", "https://contoso.example"), new("sub", "s1"), .. claims])), options);
    }
}
