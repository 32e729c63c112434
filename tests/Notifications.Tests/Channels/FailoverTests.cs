using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

public class When_there_are_two_providers
{
    static readonly Submission Down = Submission.Down("It does not answer.");
    static readonly Submission Busy = Submission.Retryable("451 Later.", TimeSpan.FromMinutes(2));
    static readonly Submission Taken = Submission.Accepted("id", "250 OK");

    readonly FakeTimeProvider _time = new();
    readonly Provider _first = new();
    readonly Provider _second = new();

    Failover Both => field ??= new(_first, _second, TimeSpan.FromMinutes(1), _time, NullLogger<Failover>.Instance);

    Task<Submission> Submit() => Both.SubmitAsync(Some.Email(), TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_second_is_not_asked_where_the_first_took_or_refused_it_or_nobody_can_know()
    {
        foreach (var answer in new[] { Taken, Submission.Rejected("550 No."), Submission.OptedOut("21610"), Submission.Uncertain("Lost."), Submission.Held })
        {
            _first.Answers(answer);
            (await Submit()).ShouldBe(answer);
        }

        _second.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task The_second_takes_what_the_first_surely_did_not_and_it_is_said_why()
    {
        _first.Answers(Busy);
        _second.Answers(Taken);

        var submission = await Submit();

        submission.Outcome.ShouldBe(SubmissionOutcome.Accepted);
        submission.ProviderId.ShouldBe("id");
        submission.Reason.ShouldBe("250 OK (The first server asked: 451 Later.)");
    }

    [Fact]
    public async Task What_both_refuse_for_now_is_tried_again_later()
    {
        _first.Answers(Busy);
        _second.Answers(Down);

        var submission = await Submit();

        submission.Outcome.ShouldBe(SubmissionOutcome.Retryable);
        submission.RetryAfter.ShouldBe(TimeSpan.FromMinutes(2));
        submission.Reason.ShouldBe("451 Later. The other server: It does not answer.");
    }

    [Fact]
    public async Task A_first_that_is_down_is_left_alone_for_a_while()
    {
        _first.Answers(Down);
        _second.Answers(Taken);
        await Submit();
        await Submit();
        _first.Asked.ShouldBe(1);
        _second.Asked.ShouldBe(2);

        _time.Advance(TimeSpan.FromMinutes(1));
        _first.Answers(Taken);
        await Submit();
        _first.Asked.ShouldBe(2);
        _second.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_refused_a_single_message_for_now_is_asked_again_with_the_next()
    {
        _first.Answers(Busy);
        _second.Answers(Taken);
        await Submit();
        await Submit();
        _first.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_first_that_rests_is_asked_where_the_second_is_down_as_well()
    {
        _first.Answers(Down);
        _second.Answers(Down);
        await Submit();
        _first.Answers(Taken);

        (await Submit()).Outcome.ShouldBe(SubmissionOutcome.Accepted);
    }

    sealed class Provider : IChannel
    {
        Submission _answer = Taken;

        public int Asked { get; private set; }

        public Channel Channel => Channel.Email;

        public bool MayRepeat => false;

        public TimeSpan LongestTry => TimeSpan.FromSeconds(5);

        public void Answers(Submission answer) => _answer = answer;

        public Task<Submission> SubmitAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(_answer);
        }
    }
}

public sealed class When_the_mail_server_is_away : IAsyncLifetime
{
    readonly SmtpServer _spare = new(new SmtpServerOptions { StartTls = false });
    Installation _here = null!;

    public async ValueTask InitializeAsync() =>
        _here = await Installation.Start($"Email:Fallback:Host={_spare.Host}", $"Email:Fallback:Port={_spare.Port}", "Email:Fallback:Security=None", "Notifications:FailedSmsByEmail=true");

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _spare.DisposeAsync();
    }

    [Fact]
    public async Task The_other_one_sends_it_with_the_same_message_id()
    {
        _here.Mail.Fail(SmtpStage.Connect, "421 4.3.2 Closing");

        var alert = await _here.Send(_here.Alert());

        var mail = (await _spare.Wait(1)).ShouldHaveSingleItem();
        var sent = await _here.Becomes(alert.OrderId, "email", "sent");
        mail.MessageId.ShouldBe(sent.Text("providerId"));
        mail.MessageId.ShouldStartWith(sent.GetProperty("id").GetGuid().ToString("N"));
        (await _here.Details(sent)).GetProperty("attempts").EnumerateArray().ShouldHaveSingleItem().Text("reply")!.ShouldContain("The first server");
    }

    [Fact]
    public async Task A_mail_of_which_nobody_knows_whether_it_arrived_goes_to_no_other_server()
    {
        _here.Mail.Drop(SmtpStage.FinalDot, times: 1);

        var alert = await _here.Send(_here.Alert());

        await _here.Becomes(alert.OrderId, "email", "uncertain");
        _spare.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_Twilio_could_not_deliver_is_said_by_email_once()
    {
        await _here.SetRule(AlertKind.LeftDistributionCentre, Channel.Email, false);
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "sms", "sent");

        await _here.Twilio.CallBack(_here.Twilio.Messages[0], "undelivered", 30003);
        await _here.Twilio.CallBack(_here.Twilio.Messages[0], "failed", 30003);

        await _here.Becomes(alert.OrderId, "email", "sent");
        (await _here.Told(alert.OrderId)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_reads_by_email_again_what_they_read_already()
    {
        var alert = await _here.Send(_here.Alert());
        await _here.Becomes(alert.OrderId, "email", "sent");
        await _here.Becomes(alert.OrderId, "sms", "sent");

        await _here.Twilio.CallBack(_here.Twilio.Messages[0], "undelivered", 30005);

        await _here.Becomes(alert.OrderId, "sms", "undelivered");
        (await _here.Told(alert.OrderId)).Count.ShouldBe(2);
        // 30005: there is no such number. Nothing more goes there.
        var other = await _here.Send(_here.Alert());
        (await _here.Becomes(other.OrderId, "sms", "suppressed")).Text("reason").ShouldBe("bounced");
    }
}
