using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Shouldly;
using StatusTracking.ServiceDefaults.Webhooks;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_carriers_signature_is_checked
{
    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void EasyPosts_vectors_are_decided_as_its_authors_decided_them()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(TestData.Require("signatures", "easypost.json")))!.AsArray();
        vectors.Count.ShouldBe(2);
        foreach (var vector in vectors.Select(v => v!))
            Check("easypost", (string)vector["secret"]!, Encoding.UTF8.GetBytes((string)vector["payload"]!), ("X-Hmac-Signature", (string)vector["header"]!)).ShouldBe((bool)vector["valid"]!);

        // Its traps: the file's trailing newline is not signed; the secret is brought into NFKD, so that both ways to write é are one secret; the prefix is needed.
        var (payload, header) = ((string)vectors[0]!["payload"]!, (string)vectors[0]!["header"]!);
        Check("easypost", "sécret", Encoding.UTF8.GetBytes(payload + "\n"), ("X-Hmac-Signature", header)).ShouldBeFalse();
        Check("easypost", "se\u0301cret", Encoding.UTF8.GetBytes(payload), ("X-Hmac-Signature", header)).ShouldBeTrue();
        Check("easypost", "sécret", Encoding.UTF8.GetBytes(payload), ("X-Hmac-Signature", header["hmac-sha256-hex=".Length..])).ShouldBeFalse();
        Check("easypost", "sécret", Encoding.UTF8.GetBytes(payload), ("X-Hmac-Signature", header.ToUpperInvariant())).ShouldBeFalse();
        Check("easypost", "sécret", Encoding.UTF8.GetBytes(payload), ("X-Hmac-Signature", "hmac-sha256-hex=" + header["hmac-sha256-hex=".Length..].ToUpperInvariant())).ShouldBeTrue();
    }

    [Fact]
    public void Those_of_Standard_Webhooks_are_decided_as_their_authors_decided_them()
    {
        var vectors = JsonNode.Parse(File.ReadAllText(TestData.Require("signatures", "standard_webhooks.json")))!.AsArray().Select(v => v!).ToList();
        foreach (var vector in vectors)
        {
            var (id, secret, expect) = ((string)vector["id"]!, (string)vector["secret"]!, (string)vector["expect"]!);
            var settings = new CarrierSettings { Secret = secret.Length == 0 ? " " : secret };
            if (expect == "reject_secret")
            {
                Validate("new-carrier", settings).ShouldContain("base64", Case.Sensitive, id);
                continue;
            }

            // Its asymmetric version is not read: whoever signs so is not believed.
            var believed = expect == "accept_at_timestamp" && !id.StartsWith("ed25519", StringComparison.Ordinal);
            if (!StandardWebhooks.CanRead(secret))
            {
                believed.ShouldBeFalse(id);
                continue;
            }

            var headers = new HeaderDictionary();
            foreach (var (name, value) in new[] { ("webhook-id", (string)vector["msg_id"]!), ("webhook-timestamp", ((long)vector["timestamp"]!).ToString(CultureInfo.InvariantCulture)), ("webhook-signature", (string)vector["signature"]!) })
            {
                if (name != (string?)vector["omit_header"])
                    headers[name] = value;
            }

            CarrierSignature.IsRight(new SignatureScheme { Kind = SignatureScheme.StandardWebhooks }, settings.AllSecrets, headers, Encoding.UTF8.GetBytes((string)vector["payload"]!), DateTimeOffset.FromUnixTimeSeconds((long)vector["now"]!))
                .ShouldBe(believed, id);
        }
    }

    [Theory]
    [InlineData("aftership", "aftership-hmac-sha256")]
    [InlineData("fedex", "fdx-signature")]
    public void Some_sign_in_base64(string carrier, string header)
    {
        var right = Convert.ToBase64String(HMACSHA256.HashData("shh"u8, "{}"u8));
        Check(carrier, "shh", "{}"u8, (header, right)).ShouldBeTrue();
        Check(carrier, "shh", "{ }"u8, (header, right)).ShouldBeFalse();
        Check(carrier, "shi", "{}"u8, (header, right)).ShouldBeFalse();
        Check(carrier, "shh", "{}"u8, (header, "not base64!")).ShouldBeFalse();
        Check(carrier, "shh", "{}"u8, (header, "")).ShouldBeFalse();
        Check(carrier, "shh", "{}"u8, (header, right[..^4])).ShouldBeFalse();
        Check(carrier, "shh", "{}"u8, ("other", right)).ShouldBeFalse();
        Check(carrier, "shh", "{}"u8, (header, right), (header, right)).ShouldBeFalse();
    }

    [Fact]
    public void Shippo_signs_a_time_with_it()
    {
        string Sign(long at) => $"t={at},v1={Convert.ToHexStringLower(HMACSHA256.HashData("shh"u8, Encoding.UTF8.GetBytes($"{at}.{{}}")))}";
        var now = Now.ToUnixTimeSeconds();
        Check("shippo", "shh", "{}"u8, ("Shippo-Auth-Signature", Sign(now - 299))).ShouldBeTrue();
        Check("shippo", "shh", "{}"u8, ("Shippo-Auth-Signature", Sign(now - 301))).ShouldBeFalse();
        Check("shippo", "shh", "{}"u8, ("Shippo-Auth-Signature", Sign(now + 301))).ShouldBeFalse();
        Check("shippo", "shh", "{}"u8, ("Shippo-Auth-Signature", Sign(now).Replace($"t={now}", $"t={now + 1}", StringComparison.Ordinal))).ShouldBeFalse();
        Check("shippo", "shh", "{}"u8, ("Shippo-Auth-Signature", Sign(now).Split(',')[1])).ShouldBeFalse();
        Check("shippo", "shh", "{}"u8, ("Shippo-Auth-Signature", Sign(now) + ",v1=00")).ShouldBeTrue();
        Check("shippo", "shh", "{}"u8, ("Shippo-Auth-Signature", $"t=99999999999999999999,v1=00")).ShouldBeFalse();
    }

    [Fact]
    public void Seventeentrack_hashes_body_and_key_and_UPS_sends_the_secret()
    {
        var sign = Convert.ToHexStringLower(SHA256.HashData("{}/shh"u8));
        Check("17track", "shh", "{}"u8, ("sign", sign)).ShouldBeTrue();
        Check("17track", "shh", "[]"u8, ("sign", sign)).ShouldBeFalse();
        Check("17track", "shi", "{}"u8, ("sign", sign)).ShouldBeFalse();
        Check("ups", "a long credential", "{}"u8, ("credential", "a long credential")).ShouldBeTrue();
        Check("ups", "a long credential", "{}"u8, ("credential", "a long credentia")).ShouldBeFalse();
    }

    [Fact]
    public void Each_of_several_live_secrets_is_believed()
    {
        var scheme = Mappings.SignatureOf("aftership")!;
        foreach (var secret in new[] { "old", "new" })
            CarrierSignature.IsRight(scheme, ["old", "new"], new HeaderDictionary { [scheme.Header] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "{}"u8)) }, "{}"u8, Now).ShouldBeTrue();
    }

    [Fact]
    public void Settings_that_make_no_sense_stop_the_start()
    {
        Validate("dhl", new CarrierSettings { Token = "short" }).ShouldContain("Carriers:dhl:Tokens");
        Validate("dhl", new CarrierSettings { Signature = "mapping", Secret = "x" }).ShouldContain("no mapping of dhl says how it signs");
        Validate("dhl", new CarrierSettings { Signature = "md5" }).ShouldContain("Carriers:dhl:Signature is 'md5'");
        Validate("D!", new CarrierSettings()).ShouldContain("a carrier's name");
        var addresses = new CarrierSettings();
        addresses.Addresses.Add("300.1.1.1");
        Validate("dhl", addresses).ShouldContain("Carriers:dhl:Addresses holds '300.1.1.1'");
    }

    static readonly CarrierMappings Mappings = new(Options.Create(new LogisticsOptions()));

    static string Validate(string carrier, CarrierSettings settings)
    {
        var options = new CarriersOptions();
        options.ByName[carrier] = settings;
        return new CheckCarriersOptions(Mappings).Validate(null, options).FailureMessage ?? "";
    }

    static bool Check(string carrier, string secret, ReadOnlySpan<byte> body, params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
            dictionary.Append(name, value);
        return CarrierSignature.IsRight(Mappings.SignatureOf(carrier)!, [secret], dictionary, body, Now);
    }
}

/// <summary>A fixture whose carriers prove that they are they, each in its own way.</summary>
public sealed class VerifiedCarriers : IAsyncLifetime
{
    public const string Token = "0123456789abcdefABCDEF";

    public LogisticsFixture Api { get; } = new(
        "Carriers:easypost:Secret=sécret", "Carriers:easypost:Secrets:0=next one", "Carriers:hermes:Token=" + Token, "Carriers:bpost:Addresses:0=127.0.0.0/8", "Carriers:dpd:Addresses:0=203.0.113.7",
        "Carriers:gls:Token=" + Token, "Carriers:gls:Addresses:0=203.0.113.7", "Carriers:drone:Secret=whsec_b2xkIHNlY3JldCBvbGQgc2VjcmV0");

    public ValueTask InitializeAsync() => Api.InitializeAsync();

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}

public sealed class When_a_carriers_webhook_comes_without_a_key(VerifiedCarriers verified) : IClassFixture<VerifiedCarriers>
{
    LogisticsFixture Api => verified.Api;

    static string Sign(string body, string secret) => "hmac-sha256-hex=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Normalize(NormalizationForm.FormKD)), Encoding.UTF8.GetBytes(body)));

    string Tracker(string number, string status) =>
        $$"""{ "result": { "tracking_code": "{{number}}", "carrier": "USPS", "tracking_details": [ { "message": "x", "status": "{{status}}", "datetime": "{{Api.Now.AddHours(-1):O}}" } ] } }""";

    [Theory]
    [InlineData("sécret")]
    [InlineData("next one")]
    public async Task A_right_signature_lets_it_in(string secret)
    {
        var (id, number) = await Api.NewPackageOf("usps");
        var body = Tracker(number, "delivered");
        (await Api.Anonymous.PostRaw("easypost/events", body, "application/json", ("X-Hmac-Signature", Sign(body, secret))).Results()).ShouldBe(["accepted"]);
        (await Api.StatusOf(id)).ShouldBe("delivered");
        var hash = CarrierMessage.HashOf(Encoding.UTF8.GetBytes(body));
        (await Api.Read(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(db.CarrierMessages, m => m.Hash == hash))).VerifiedBy.ShouldBe("signature");
    }

    [Fact]
    public async Task A_wrong_one_is_the_same_401_for_all_also_with_a_key_and_nothing_is_kept()
    {
        var body = Tracker("X", "delivered");
        var wrong = Sign(body, "guess");
        var before = await Api.Read(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.CountAsync(db.CarrierMessages));
        var refusals = new List<string>();
        foreach (var reply in new[]
        {
            await Api.Anonymous.PostRaw("easypost/events", body, "application/json", ("X-Hmac-Signature", wrong)),
            await Api.Client.PostRaw("easypost/events", body, "application/json", ("X-Hmac-Signature", wrong)),
            await Api.Anonymous.PostRaw("easypost/events", body),
            await Api.Anonymous.PostRaw("nobody-knows/events", body),
            await Api.Anonymous.PostRaw("No-Carrier/events", body),
            await Api.Anonymous.PostRaw("hermes/events", body),
            await Api.Anonymous.PostRaw($"hermes/events/{VerifiedCarriers.Token}x", body),
            await Api.Anonymous.PostRaw($"nobody-knows/events/{VerifiedCarriers.Token}", body),
            await Api.Client.PostRaw("hermes/events/guess", body),
            await Api.Anonymous.PostRaw($"easypost/events/{VerifiedCarriers.Token}", body, "application/json", ("X-Hmac-Signature", Sign(body, "sécret"))),
            await Api.Anonymous.PostRaw("dpd/events", body),
            await Api.Anonymous.PostRaw($"gls/events/{VerifiedCarriers.Token}", body),
        })
        {
            reply.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            refusals.Add((string)(await reply.Json())["detail"]!);
            reply.Dispose();
        }

        refusals.Distinct().ShouldHaveSingleItem();
        (await Api.Read(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.CountAsync(db.CarrierMessages))).ShouldBe(before);
    }

    [Fact]
    public async Task A_key_still_lets_in_whoever_sends_no_signature()
    {
        var (id, number) = await Api.NewPackageOf("usps");
        (await Api.Client.PostRaw("easypost/events", Tracker(number, "in_transit")).Results()).ShouldBe(["accepted"]);
        (await Api.StatusOf(id)).ShouldBe("in_transit");
        (await Api.PostAs("read", "carriers/easypost/events", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task So_does_a_secret_end_of_the_address_or_the_callers_own_address()
    {
        var (id, number) = await Api.NewPackageOf("hermes");
        (await Api.Anonymous.PostRaw($"hermes/events/{VerifiedCarriers.Token}", Webhooks.Hermes(number, ("3000", Api.Now))).Results()).ShouldBe(["accepted"]);
        (await Api.StatusOf(id)).ShouldBe("out_for_delivery");

        (id, number) = await Api.NewPackageOf("bpost");
        (await Api.Anonymous.PostRaw("bpost/events", $"<t><itemCode>{number}</itemCode><stateInfo><time>{Api.Now:O}</time><stateCode>U01</stateCode></stateInfo></t>", "").Results()).ShouldBe(["accepted"]);
        (await Api.StatusOf(id)).ShouldBe("delivered");
    }

    [Fact]
    public async Task A_carrier_without_a_mapping_signs_after_Standard_Webhooks()
    {
        var (id, number) = await Api.NewPackageOf("drone");
        var body = $$"""{ "trackingNumber": "{{number}}", "eventId": "1", "status": "delivered", "occurredAt": "{{Api.Now:O}}" }""";
        var signature = StandardWebhooks.WithSecrets("whsec_b2xkIHNlY3JldCBvbGQgc2VjcmV0").Sign("m1", Api.Now, Encoding.UTF8.GetBytes(body));
        (await Api.Anonymous.PostRaw("drone/events", body, "application/json", ("webhook-id", "m1"), ("webhook-timestamp", $"{Api.Now.ToUnixTimeSeconds()}"), ("webhook-signature", signature)).Results()).ShouldBe(["accepted"]);
        (await Api.StatusOf(id)).ShouldBe("delivered");
    }

    [Fact]
    public async Task A_verified_body_that_no_mapping_understands_is_202_and_kept_for_operators()
    {
        const string body = "{ \"news\": \"a tariff changed\" }";
        using var reply = await Api.Anonymous.PostRaw("easypost/events", body, "application/json", ("X-Hmac-Signature", Sign(body, "sécret")));
        reply.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        ((string)(await reply.Json())["notUnderstood"]!).ShouldContain("easypost.json needs");
        (await Api.Get("/api/v1/carriers/messages?carrier=easypost&outcome=not_understood").Json())["items"]!.AsArray().ShouldNotBeEmpty();
    }
}
