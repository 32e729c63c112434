using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests.SignIn;

public sealed class When_the_provider_is_set_up
{
    static readonly Dictionary<string, string?> Right = new() { ["Authority"] = "https://login.example.org", ["ClientId"] = "shop", ["Roles:viewer"] = "everybody" };

    [Theory]
    [InlineData("Authority", "", "Auth:Oidc:Authority is missing")]
    [InlineData("Authority", "login.example.org", "which is no https address")]
    [InlineData("Authority", "ftp://login.example.org", "which is no https address")]
    [InlineData("Authority", "http://login.example.org", "Use https, or set Auth:AllowHttp")]
    [InlineData("ClientId", "", "Auth:Oidc:ClientId is missing")]
    [InlineData("RoleClaim", "", "Auth:Oidc:RoleClaim is empty")]
    [InlineData("Roles:viewer", "", "Auth:Oidc:Roles is empty, so nobody could come in")]
    [InlineData("Roles:king", "kings", "Auth:Oidc:Roles:king is no role of ours")]
    [InlineData("DefaultRole", "admin", "Auth:Oidc:DefaultRole is 'admin': give viewer or operator")]
    [InlineData("DefaultRole", "king", "Auth:Oidc:DefaultRole is 'king'")]
    public void What_is_wrong_is_named(string key, string value, string words) =>
        Check(new(Right) { [key] = value }).Failures.ShouldHaveSingleItem().ShouldContain(words);

    [Theory]
    [InlineData("Authority", "http://localhost:9000/realms/shop")]
    [InlineData("Authority", "http://127.0.0.1:9000")]
    [InlineData("DefaultRole", "viewer")]
    [InlineData("Only", "true")]
    public void What_is_right_is_taken(string key, string value) => Check(new(Right) { [key] = value }).Succeeded.ShouldBeTrue();

    [Fact]
    public void Plain_HTTP_beyond_this_machine_is_for_whoever_asks_for_it() =>
        Check(new(Right) { ["Authority"] = "http://login.example.org" }, new AuthOptions { AllowHttp = true }).Succeeded.ShouldBeTrue();

    [Fact]
    public void Empty_values_are_none() => Check(new() { ["Authority"] = "", ["ClientId"] = "" }).Skipped.ShouldBeTrue();

    [Fact]
    public void Everybody_may_have_a_role_without_any_being_named() =>
        Check(new(Right) { ["Roles:viewer"] = null, ["DefaultRole"] = "viewer" }).Succeeded.ShouldBeTrue();

    [Fact]
    public void Names_with_a_comma_are_listed_one_by_one()
    {
        var section = Section(new() { ["Roles:admin:0"] = "CN=Admins,DC=contoso", ["Roles:admin:1"] = "CN=Chiefs,DC=contoso", ["Roles:viewer"] = " a , b " });
        var mapping = OidcOptions.MappingOf(section.GetSection("Roles"));
        mapping["admin"].ShouldBe(["CN=Admins,DC=contoso", "CN=Chiefs,DC=contoso"]);
        mapping["viewer"].ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_host_with_half_of_it_does_not_start()
    {
        await using var admin = new ServiceFixture<AdminService>("Auth:Oidc:Authority=https://login.example.org");
        var wrong = await Should.ThrowAsync<OptionsValidationException>(async () => await admin.InitializeAsync());
        wrong.Message.ShouldContain("Auth:Oidc:ClientId is missing");
    }

    static ValidateOptionsResult Check(Dictionary<string, string?> settings, AuthOptions? auth = null)
    {
        var section = Section(settings);
        var options = section.Get<OidcOptions>() ?? new();
        options.Mapping = OidcOptions.MappingOf(section.GetSection("Roles"));
        return new OidcOptionsCheck(Configuration(settings), Options.Create(auth ?? new())).Validate(null, options);
    }

    static IConfigurationSection Section(Dictionary<string, string?> settings) => Configuration(settings).GetSection(OidcOptions.Section);

    static IConfiguration Configuration(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => $"{OidcOptions.Section}:{pair.Key}", pair => pair.Value)).Build();
}
