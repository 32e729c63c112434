using System.Globalization;
using System.Text;
using System.Text.Json;
using StatusTracking.ServiceDefaults.Webhooks;
using StatusTracking.Testing;

namespace StatusTracking.Payments.Tests.Webhooks;

public sealed class The_vectors_of_standard_webhooks
{
    sealed record Vector(string Id, string Secret, string? Msg_id, long Timestamp, string? Payload, string? Signature, string Expect, string? Omit_header, long Now);

    [Fact]
    public void Are_decided_as_their_authors_decided_them()
    {
        var file = TestData.Require("signatures", "standard_webhooks.json");
        var vectors = JsonSerializer.Deserialize<Vector[]>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        // The asymmetric version needs a curve that .NET does not have, and nobody who calls us uses it.
        foreach (var vector in vectors.Where(v => !v.Id.StartsWith("ed25519", StringComparison.Ordinal)))
            Decide(vector).ShouldBe(vector.Expect, vector.Id);
    }

    static string Decide(Vector vector)
    {
        if (!StandardWebhooks.CanRead(vector.Secret))
            return "reject_secret";
        string? Header(string name, string? value) => vector.Omit_header == name ? null : value;
        var verdict = StandardWebhooks.WithSecrets(vector.Secret).Verify(
            Header(StandardWebhooks.IdHeader, vector.Msg_id),
            Header(StandardWebhooks.TimestampHeader, vector.Timestamp.ToString(CultureInfo.InvariantCulture)),
            Header(StandardWebhooks.SignatureHeader, vector.Signature),
            Encoding.UTF8.GetBytes(vector.Payload!),
            DateTimeOffset.FromUnixTimeSeconds(vector.Now));
        return verdict == WebhookVerdict.Genuine ? "accept_at_timestamp" : "reject";
    }
}

public sealed class When_a_secret_is_replaced
{
    const string Old = "whsec_b2xkIHNlY3JldCBvbGQgc2VjcmV0";
    const string New = "bmV3IHNlY3JldCBuZXcgc2VjcmV0";

    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData(", ")]
    public void Both_are_believed_meanwhile(string separator)
    {
        var receiver = StandardWebhooks.WithSecrets(New + separator + Old);
        foreach (var secret in new[] { Old, New })
            Verify(receiver, StandardWebhooks.WithSecrets(secret).Sign("m", Now, "{}"u8)).ShouldBe(WebhookVerdict.Genuine);
    }

    [Fact]
    public void The_old_one_is_not_believed_afterwards() =>
        Verify(StandardWebhooks.WithSecrets(New), StandardWebhooks.WithSecrets(Old).Sign("m", Now, "{}"u8)).ShouldBe(WebhookVerdict.Forged);

    [Theory]
    [InlineData("not base64!")]
    [InlineData("whsec_")]
    [InlineData(" , ")]
    public void One_that_cannot_be_read_is_refused(string secret) => StandardWebhooks.CanRead(secret).ShouldBeFalse();

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    [InlineData("1e9")]
    public void A_time_that_is_none_is_refused(string timestamp) =>
        StandardWebhooks.WithSecrets(New).Verify("m", timestamp, "v1,x", "{}"u8, Now).ShouldBeOneOf(WebhookVerdict.Incomplete, WebhookVerdict.Stale);

    static WebhookVerdict Verify(StandardWebhooks receiver, string signature) =>
        receiver.Verify("m", Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), signature, "{}"u8, Now);
}
