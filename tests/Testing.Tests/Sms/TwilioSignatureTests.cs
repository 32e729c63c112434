using System.Text.Json;
using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

public class When_Twilio_signs
{
    [Fact]
    public async Task The_signature_is_the_one_of_its_own_test_vectors()
    {
        using var vectors = JsonDocument.Parse(await File.ReadAllTextAsync(TestData.Require("twilio", "signature_vectors.json"), TestContext.Current.CancellationToken));
        var checkedVectors = 0;
        foreach (var vector in vectors.RootElement.EnumerateArray())
        {
            if (!vector.TryGetProperty("params", out var parameters) || vector.GetProperty("valid").GetBoolean() is false) continue;
            // What a validator must also accept (a port added or taken away, a body's hash) is the product's to test.
            var form = parameters.EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!));
            var signature = TwilioSignature.Of(vector.GetProperty("url").GetString()!, form, vector.GetProperty("auth_token").GetString()!);
            if (signature == vector.GetProperty("signature").GetString()) checkedVectors++;
        }

        checkedVectors.ShouldBeGreaterThan(3);
    }
}
