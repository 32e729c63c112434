using System.Net;
using System.Text.Json;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

/// <summary>One thing that goes wrong, and what the message is then.</summary>
/// <param name="GoWrong">Makes it go wrong.</param>
/// <param name="Status">What the message becomes.</param>
/// <param name="Reason">What its reason says, among other things.</param>
/// <param name="Taken">How many messages the provider has taken in truth.</param>
sealed record Failure(Action<Installation> GoWrong, string Status, string Reason = "", int Taken = 0);

/// <summary>
/// Every row of <see cref="Rows"/> goes wrong once, on the way to a real SMTP server or a server of Twilio's shape or there, and the message
/// ends in the status of its class: surely not sent → retrying; refused for good → failed, or suppressed where the person opted out; not to
/// be known → uncertain.
/// </summary>
public abstract class Failures<TFixture>(TFixture fixture) where TFixture : FailuresFixture
{
    private protected static TheoryData<string> Names(IReadOnlyDictionary<string, Failure> rows) => [.. rows.Keys];

    private protected async Task Ends(string channel, Failure failure)
    {
        var here = fixture.Here;
        await here.Heal();
        var (mails, texts) = (here.Mail.Received.Count, here.Twilio.Messages.Count);
        // Each row tells somebody of its own: who opted out in one of them stays so.
        var (email, phone) = ($"ada{fixture.Next}@example.org", $"+49151{10000000 + fixture.Next}");
        failure.GoWrong(here);

        var alert = await here.Send(here.Alert(AlertKind.LeftDistributionCentre, Some.Ada(email: channel == "email" ? email : null, phone: channel == "sms" ? phone : null)));

        var told = await Eventually.Get(
            async () => (await here.Told(alert.OrderId, $"&channel={channel}")).SingleOrDefault(),
            n => n.ValueKind == JsonValueKind.Object && n.Text("status") is not ("created" or "queued" or "sending"));
        told.Text("status").ShouldBe(failure.Status, told.Text("reason"));
        if (failure.Reason.Length > 0)
            told.Text("reason")!.ShouldContain(failure.Reason);
        (told.Text("reason") ?? "").ShouldNotContain(channel == "email" ? email : phone);
        if (failure.Status == "retrying")
            told.GetProperty("nextAttemptAt").GetDateTimeOffset().ShouldBeGreaterThan(here.Now);
        else
            told.GetProperty("nextAttemptAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (channel == "email" ? here.Mail.Received.Count - mails : here.Twilio.Messages.Count - texts).ShouldBe(failure.Taken);
    }
}

public abstract class FailuresFixture : IAsyncLifetime
{
    int _last;

    internal Installation Here { get; private set; } = null!;

    internal int Next => Interlocked.Increment(ref _last);

    private protected abstract Task<Installation> Start();

    public async ValueTask InitializeAsync() => Here = await Start();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Here.DisposeAsync();
    }
}

/// <summary>Providers have long to answer: nothing here waits for a time-out.</summary>
public sealed class Patient : FailuresFixture
{
    private protected override Task<Installation> Start() => Installation.Start("Notifications:MaxPerRecipientAndHour=0");
}

public sealed class When_email_goes_wrong(Patient fixture) : Failures<Patient>(fixture), IClassFixture<Patient>
{
    const string Dot = "\r\n.\r\n";

    static readonly Dictionary<string, Failure> All = new()
    {
        ["nobody listens"] = new(h => h.ToMail.Refuse(), "retrying", "could not be reached"),
        ["reset when connected"] = new(h => h.ToMail.Faults = new Faults { CutAfterSent = 0 }, "retrying"),
        ["4xx greeting"] = Answers(SmtpStage.Connect, "421 4.3.2 Busy", "retrying"),
        ["4xx EHLO"] = Answers(SmtpStage.Hello, "421 4.3.2 Closing", "retrying"),
        ["4xx MAIL"] = Answers(SmtpStage.Mail, "451 4.3.0 Later", "retrying"),
        ["4xx RCPT"] = Answers(SmtpStage.Recipient, "450 4.2.1 Greylisted", "retrying"),
        ["4xx DATA"] = Answers(SmtpStage.Data, "452 4.3.1 Full", "retrying"),
        ["4xx final dot"] = Answers(SmtpStage.FinalDot, "451 4.3.0 Later", "retrying"),
        // Before MAIL nothing was said about this message: what is refused is us, until somebody puts that right.
        ["5xx greeting"] = Answers(SmtpStage.Connect, "554 5.3.2 Not today", "retrying"),
        ["5xx EHLO"] = Answers(SmtpStage.Hello, "550 5.7.1 Not you", "retrying"),
        ["5xx MAIL"] = Answers(SmtpStage.Mail, "550 5.7.1 Not from you", "failed"),
        ["5xx RCPT"] = Answers(SmtpStage.Recipient, "550 5.1.1 Unknown", "failed"),
        ["5xx DATA"] = Answers(SmtpStage.Data, "554 5.7.0 No", "failed"),
        ["5xx final dot"] = Answers(SmtpStage.FinalDot, "554 5.6.0 Looks like spam", "failed"),
        ["reset before MAIL"] = new(h => h.ToMail.When("MAIL FROM", Then.ResetBefore), "retrying"),
        ["reset before RCPT"] = new(h => h.ToMail.When("RCPT TO", Then.ResetBefore), "retrying"),
        ["reset before DATA"] = new(h => h.ToMail.When("DATA\r\n", Then.ResetBefore), "retrying", "before the whole message"),
        ["reset at the answer to DATA"] = new(h => h.ToMail.When("DATA\r\n", Then.ResetAtReply), "retrying", "before the whole message"),
        ["reset at the final dot"] = new(h => h.ToMail.When(Dot, Then.ResetBefore), "uncertain", "after the whole message"),
        ["reset at the answer to the final dot"] = new(h => h.ToMail.When(Dot, Then.ResetAtReply), "uncertain", "after the whole message", Taken: 1),
        ["dropped by the server after the final dot, kept"] = new(h => h.Mail.Drop(SmtpStage.FinalDot, keep: true), "uncertain", Taken: 1),
        ["dropped by the server after the final dot, not kept"] = new(h => h.Mail.Drop(SmtpStage.FinalDot), "uncertain"),
        ["an answer to the final dot that is none"] = Answers(SmtpStage.FinalDot, "What was that?", "uncertain"),
        ["4xx final dot, then gone"] = AnswersAnd(SmtpStage.FinalDot, "451 4.3.0 Later", h => h.ToMail.When("RSET", Then.ResetBefore), "retrying"),
        ["5xx final dot, then gone"] = AnswersAnd(SmtpStage.FinalDot, "554 5.6.0 Looks like spam", h => h.ToMail.When("RSET", Then.ResetBefore), "failed"),
        ["5xx RCPT, then gone"] = AnswersAnd(SmtpStage.Recipient, "550 5.1.1 Unknown", h => h.ToMail.When("RSET", Then.ResetBefore), "failed"),
        ["taken, then gone before goodbye"] = new(h => h.ToMail.When("QUIT", Then.ResetBefore), "sent", Taken: 1),
        ["taken, and goodbye never answered"] = new(h => h.ToMail.When("QUIT", Then.SwallowReplies), "sent", Taken: 1),
        ["a slow and narrow way"] = new(h => h.ToMail.Faults = new Faults { Latency = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.FromMilliseconds(50), BytesPerSecond = 20_000 }, "sent", Taken: 1),
    };

    public static TheoryData<string> Rows => Names(All);

    [Theory, MemberData(nameof(Rows))]
    public Task It_ends_as_its_class_says(string row) => Ends("email", All[row]);

    static Failure Answers(SmtpStage stage, string reply, string status) => new(h => h.Mail.Fail(stage, reply), status, status == "uncertain" ? "" : reply[..3]);

    static Failure AnswersAnd(SmtpStage stage, string reply, Action<Installation> then, string status) => new(
        h =>
        {
            h.Mail.Fail(stage, reply);
            then(h);
        },
        status,
        reply[..3]);
}

public sealed class Encrypted : FailuresFixture
{
    private protected override Task<Installation> Start() => Installation.Start(
        new SmtpServerOptions { StartTls = true, RequireTls = true, Credential = new NetworkCredential("shop", "secret") },
        "Email:Smtp:Security=StartTls", "Email:Smtp:Username=shop", "Email:Smtp:Password=secret", "Notifications:MaxPerRecipientAndHour=0");
}

public sealed class When_encryption_or_sign_in_goes_wrong(Encrypted fixture) : Failures<Encrypted>(fixture), IClassFixture<Encrypted>
{
    static readonly Dictionary<string, Failure> All = new()
    {
        ["nothing"] = new(_ => { }, "sent", Taken: 1),
        ["STARTTLS refused for now"] = new(h => h.Mail.Fail(SmtpStage.StartTls, "454 4.7.0 No TLS now"), "retrying"),
        ["STARTTLS not offered"] = new(h => h.Mail.Fail(SmtpStage.Hello, "250 localhost"), "retrying"),
        ["reset at the answer to STARTTLS"] = new(h => h.ToMail.When("STARTTLS", Then.ResetAtReply), "retrying"),
        ["cut in the handshake"] = new(h => h.ToMail.Faults = new Faults { CutAfterSent = "EHLO localhost\r\nSTARTTLS\r\n".Length + 100 }, "retrying"),
        ["ended in the handshake"] = new(h => h.ToMail.Faults = new Faults { CutAfterSent = "EHLO localhost\r\nSTARTTLS\r\n".Length + 100, CutOrderly = true }, "retrying"),
        ["4xx AUTH"] = new(h => h.Mail.Fail(SmtpStage.Auth, "454 4.7.0 Try again"), "retrying"),
        ["5xx AUTH"] = new(h => h.Mail.Fail(SmtpStage.Auth, "535 5.7.8 Wrong user or password"), "retrying"),
        ["dropped at AUTH"] = new(h => h.Mail.Drop(SmtpStage.Auth), "retrying"),
        ["dropped after the final dot"] = new(h => h.Mail.Drop(SmtpStage.FinalDot, keep: true), "uncertain", Taken: 1),
    };

    public static TheoryData<string> Rows => Names(All);

    [Theory, MemberData(nameof(Rows))]
    public Task It_ends_as_its_class_says(string row) => Ends("email", All[row]);
}

public sealed class When_an_SMS_goes_wrong(Patient fixture) : Failures<Patient>(fixture), IClassFixture<Patient>
{
    static readonly Dictionary<string, Failure> All = new()
    {
        ["nobody listens"] = new(h => h.ToTwilio.Refuse(), "retrying", "could not be reached"),
        ["429"] = new(h => h.Twilio.Fail(TwilioFault.TooMany), "retrying", "20429"),
        ["400, no such number"] = new(h => h.Twilio.Fail(TwilioFault.NoSuchNumber), "failed", "21211"),
        ["400, opted out"] = new(h => h.Twilio.Fail(TwilioFault.OptedOut), "suppressed", "opted_out"),
        ["401"] = new(h => h.Twilio.Fail(new TwilioFault { Status = 401, Code = 20003, Message = "Authenticate" }), "failed", "20003"),
        ["a redirect"] = new(h => h.Twilio.Fail(new TwilioFault { Status = 307 }), "failed", "BaseUrl"),
        ["500, nothing taken"] = new(h => h.Twilio.Fail(TwilioFault.Broken), "uncertain", "20500"),
        ["500 after taking it"] = new(h => h.Twilio.Fail(TwilioFault.Broken with { Keep = true }), "uncertain", "20500", Taken: 1),
        ["503 after taking it"] = new(h => h.Twilio.Fail(TwilioFault.Broken with { Status = 503, Keep = true }), "uncertain", Taken: 1),
        ["reset after the last byte, before Twilio has it"] = new(h => h.ToTwilio.When("POST /2010", Then.ResetBefore), "uncertain", "answer was lost"),
        ["reset at the answer"] = new(h => h.ToTwilio.When("POST /2010", Then.ResetAtReply), "uncertain", "answer was lost", Taken: 1),
        ["reset by Twilio after taking it"] = new(h => h.Twilio.Fail(TwilioFault.AnswerLost), "uncertain", "answer was lost", Taken: 1),
        ["an answer cut in its head"] = new(h => h.ToTwilio.Faults = new Faults { CutAfterReceived = "HTTP/1.1 2".Length }, "uncertain", "answer was lost", Taken: 1),
        // It says 201: the message was made, whatever the rest would have said.
        ["an answer cut in its body"] = new(h => h.ToTwilio.Faults = new Faults { CutAfterReceived = 400 }, "sent", Taken: 1),
        ["a slow and narrow way"] = new(h => h.ToTwilio.Faults = new Faults { Latency = TimeSpan.FromMilliseconds(100), Jitter = TimeSpan.FromMilliseconds(50), BytesPerSecond = 5_000 }, "sent", Taken: 1),
    };

    public static TheoryData<string> Rows => Names(All);

    [Theory, MemberData(nameof(Rows))]
    public Task It_ends_as_its_class_says(string row) => Ends("sms", All[row]);
}

/// <summary>Providers have little time to answer.</summary>
public sealed class Impatient : FailuresFixture
{
    private protected override Task<Installation> Start() => Installation.Start("Notifications:MaxPerRecipientAndHour=0", "Email:Smtp:Timeout=00:00:04", "Sms:Twilio:Timeout=00:00:04");
}

public sealed class When_an_answer_does_not_come(Impatient fixture) : Failures<Impatient>(fixture), IClassFixture<Impatient>
{
    static readonly Dictionary<string, Failure> Email = new()
    {
        ["to the connection"] = new(h => h.ToMail.Faults = new Faults { Frozen = true }, "retrying", "too long"),
        ["to DATA"] = new(h => h.ToMail.When("DATA\r\n", Then.SwallowReplies), "retrying", "too long"),
        ["to the final dot"] = new(h => h.ToMail.When("\r\n.\r\n", Then.SwallowReplies), "uncertain", "too long", Taken: 1),
        ["to the final dot, half open"] = new(h => h.ToMail.When("\r\n.\r\n", Then.Freeze), "uncertain", "too long"),
        ["to RSET after a refusal"] = new(
            h =>
            {
                h.Mail.Fail(SmtpStage.FinalDot, "554 5.6.0 Looks like spam");
                h.ToMail.When("RSET", Then.SwallowReplies);
            },
            "failed",
            "554"),
    };

    static readonly Dictionary<string, Failure> Sms = new()
    {
        ["swallowed"] = new(h => h.ToTwilio.Faults = new Faults { SwallowReplies = true }, "uncertain", "too long", Taken: 1),
        ["half open"] = new(h => h.ToTwilio.Faults = new Faults { Frozen = true }, "uncertain", "too long"),
    };

    public static TheoryData<string> EmailRows => Names(Email);

    public static TheoryData<string> SmsRows => Names(Sms);

    [Theory, MemberData(nameof(EmailRows))]
    public Task An_email_ends_as_its_class_says(string row) => Ends("email", Email[row]);

    [Theory, MemberData(nameof(SmsRows))]
    public Task An_SMS_ends_as_its_class_says(string row) => Ends("sms", Sms[row]);
}
