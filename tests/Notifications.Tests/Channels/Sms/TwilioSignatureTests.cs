using System.Text;
using System.Text.Json;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public class The_signature_of_Twilio
{
    [Fact]
    public void Is_judged_as_Twilios_own_libraries_judge_it()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("twilio", "signature_vectors.json")));
        foreach (var vector in vectors.RootElement.EnumerateArray())
        {
            string Text(string name) => vector.GetProperty(name).GetString()!;
            var valid = vector.TryGetProperty("body", out var body)
                ? Notifications.TwilioSignature.IsValid(Text("auth_token"), Text("url"), Encoding.UTF8.GetBytes(body.GetString()!), Text("signature"))
                : Notifications.TwilioSignature.IsValid(
                    Text("auth_token"), Text("url"), vector.GetProperty("params").EnumerateArray().Select(p => KeyValuePair.Create(p[0].GetString()!, p[1].GetString()!)), Text("signature"));
            valid.ShouldBe(vector.GetProperty("valid").GetBoolean(), Text("id"));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64 at all")]
    public void Must_be_there(string? signature) =>
        Notifications.TwilioSignature.IsValid("12345", "https://shop.example/x", new Dictionary<string, string>(), signature).ShouldBeFalse();

    [Fact]
    public void Covers_every_field()
    {
        var url = "https://shop.example/api/v1/twilio/status?t=abc";
        Dictionary<string, string> form = new() { ["MessageSid"] = "SM1", ["MessageStatus"] = "delivered" };
        var signature = Testing.TwilioSignature.Of(url, form, "12345");
        Notifications.TwilioSignature.IsValid("12345", url, form, signature).ShouldBeTrue();
        Notifications.TwilioSignature.IsValid("12345", url, form.Append(new("To", "+1")), signature).ShouldBeFalse();
        Notifications.TwilioSignature.IsValid("12345", url + "d", form, signature).ShouldBeFalse();
        Notifications.TwilioSignature.IsValid("54321", url, form, signature).ShouldBeFalse();
    }
}
