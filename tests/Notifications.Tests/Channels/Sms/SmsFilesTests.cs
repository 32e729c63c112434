using System.Text.Json;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public sealed class An_SMS_without_a_provider : IDisposable
{
    readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Is_a_file_with_all_that_a_provider_would_get()
    {
        var options = Options.Create(new TwilioOptions { From = "+15005550006" });
        var channel = new SmsFiles(options, new StatusCallback(options, Options.Create(new PublicUrlOptions { PublicUrl = "http://localhost:8080" })), new OutboxFolder(_data.Path));
        var message = Some.Sms();

        await channel.SubmitAsync(message, TestContext.Current.CancellationToken);
        await channel.SubmitAsync(message, TestContext.Current.CancellationToken);

        var file = Directory.GetFiles(_data.File("outbox", "sms")).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldBe($"{message.Id:N}.json");
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        json.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["to", "from", "body", "statusCallback", "createdAt"]);
        json.RootElement.GetProperty("to").GetString().ShouldBe("+4915112345678");
        json.RootElement.GetProperty("from").GetString().ShouldBe("+15005550006");
        json.RootElement.GetProperty("body").GetString().ShouldBe(message.Text);
        json.RootElement.GetProperty("statusCallback").GetString()!.ShouldStartWith("http://localhost:8080/api/v1/twilio/status?t=");
        json.RootElement.GetProperty("createdAt").GetDateTimeOffset().ShouldBe(Some.Noon);
    }
}
