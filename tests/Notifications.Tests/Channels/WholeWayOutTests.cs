using System.Net;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

/// <summary>From the saga's command to providers as strict as real ones: a mail server that takes nothing without TLS and a sign-in, and a Twilio made from Twilio's own description.</summary>
public sealed class When_the_providers_are_strict
{
    [Fact]
    public async Task An_email_passes_TLS_and_the_sign_in_and_an_SMS_what_Twilio_describes()
    {
        await using var twilio = await TwilioMock.Start();
        await using var here = await Installation.Start(
            new SmtpServerOptions { RequireTls = true, Credential = new NetworkCredential("orders", "a long secret") },
            "Email:Smtp:Security=StartTls", "Email:Smtp:Username=orders", "Email:Smtp:Password=a long secret", $"Sms:Twilio:BaseUrl={twilio.BaseUrl}");

        var alert = await here.Send(here.Alert());

        var mail = (await here.Mail.Wait(1)).ShouldHaveSingleItem();
        mail.IsEncrypted.ShouldBeTrue();
        mail.User.ShouldBe("orders");
        await here.Becomes(alert.OrderId, "email", "sent");
        // The example of a message in Twilio's description.
        (await here.Becomes(alert.OrderId, "sms", "sent")).Text("providerId").ShouldBe("SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        twilio.Log.ShouldNotContain(line => line.Contains("did not pass", StringComparison.Ordinal), string.Join('\n', twilio.Log.TakeLast(20)));
        twilio.Log.ShouldContain(line => line.Contains("Messages.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_Twilio_does_not_describe_is_refused_there()
    {
        await using var twilio = await TwilioMock.Start();
        using var http = new HttpClient { BaseAddress = twilio.BaseUrl, DefaultRequestHeaders = { Authorization = new("Basic", Convert.ToBase64String("AC0:token"u8)) } };
        using var form = new FormUrlEncodedContent([new("To", "+4915112345678"), new("StatusCallback", "no address")]);

        using var reply = await http.PostAsync(new Uri("/2010-04-01/Accounts/AC0/Messages.json", UriKind.Relative), form, TestContext.Current.CancellationToken);

        reply.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }
}
