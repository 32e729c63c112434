using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Notifications;

/// <summary>How SMS leave. Section <c>Sms:Twilio</c>, at the root of the configuration.</summary>
sealed class TwilioOptions : IValidatableObject
{
    public const string Section = "Sms:Twilio";

    /// <summary>The account, <c>AC…</c>.</summary>
    /// <value>Default: none; messages are then written to <c>DataDirectory/outbox/sms/{id}.json</c>.</value>
    public string? AccountSid { get; set; }

    /// <summary>The account's secret: signs in, and checks the signature of callbacks. From the environment or a secret's file.</summary>
    public string? AuthToken { get; set; }

    /// <summary>The number or name that messages come from. Ignored where <see cref="MessagingServiceSid"/> is given.</summary>
    public string? From { get; set; }

    /// <summary>The messaging service that picks the sender, <c>MG…</c>.</summary>
    public string? MessagingServiceSid { get; set; }

    /// <summary>Where Twilio's REST API is.</summary>
    /// <value>Default: <c>https://api.twilio.com</c>.</value>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.twilio.com");

    /// <summary>How long Twilio may take to answer.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether messages go to Twilio, and not to files.</summary>
    public bool IsConfigured => !string.IsNullOrEmpty(AccountSid);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!BaseUrl.IsAbsoluteUri || BaseUrl.Scheme is not ("http" or "https"))
            yield return new("Sms:Twilio:BaseUrl must be an absolute http or https address.", [nameof(BaseUrl)]);
        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(4))
            yield return new("Sms:Twilio:Timeout must be between 1 second and 4 minutes.", [nameof(Timeout)]);
        if (!IsConfigured)
            yield break;
        if (string.IsNullOrEmpty(AuthToken))
            yield return new("Sms:Twilio:AuthToken is needed beside AccountSid.", [nameof(AuthToken)]);
        if (string.IsNullOrEmpty(From) && string.IsNullOrEmpty(MessagingServiceSid))
            yield return new("Sms:Twilio:From or Sms:Twilio:MessagingServiceSid is needed beside AccountSid.", [nameof(From)]);
    }
}
