using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace StatusTracking.Notifications;

/// <summary>How e-mail leaves. Section <c>Email</c>, at the root of the configuration.</summary>
sealed class EmailOptions : IValidatableObject
{
    public const string Section = "Email";

    /// <summary>The sender, such as <c>My Shop &lt;orders@shop.example&gt;</c>.</summary>
    /// <value>Default: <c>Your shop &lt;no-reply@localhost&gt;</c>.</value>
    [Required]
    public string From { get; set; } = "Your shop <no-reply@localhost>";

    /// <summary>The server that takes e-mail over.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>
    /// The server that is asked where <see cref="Smtp"/> surely did not take an e-mail over: it was away, or refused it for now. Section
    /// <c>Email:Fallback</c>, as <c>Email:Smtp</c>. Ignored without a host of that one.
    /// </summary>
    /// <value>Default: none.</value>
    public SmtpOptions Fallback { get; set; } = new();

    /// <summary>How long a first server that could not be reached is left alone. Ignored without a <see cref="Fallback"/>.</summary>
    /// <value>Default: 1 minute. 0 = each e-mail asks it first.</value>
    public TimeSpan FallbackRest { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary><see cref="From"/>, parsed.</summary>
    public MailboxAddress Sender => MailboxAddress.Parse(From);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!MailboxAddress.TryParse(From, out var sender) || sender.Domain.Length == 0)
            yield return new("Email:From must be an e-mail address, such as 'My Shop <orders@shop.example>'.", [nameof(From)]);
        if (FallbackRest < TimeSpan.Zero)
            yield return new("Email:FallbackRest must not be negative.", [nameof(FallbackRest)]);
        foreach (var (name, smtp) in new[] { (nameof(Smtp), Smtp), (nameof(Fallback), Fallback) })
        {
            if (smtp.Port is < 0 or > 65535)
                yield return new($"Email:{name}:Port must be between 1 and 65535, or 0 for the usual one.", [name]);
            if (smtp.Timeout < TimeSpan.FromSeconds(1) || smtp.Timeout > TimeSpan.FromMinutes(4))
                yield return new($"Email:{name}:Timeout must be between 1 second and 4 minutes.", [name]);
            if (smtp.TrustedCertificates is { Length: > 0 } file && !File.Exists(file))
                yield return new($"Email:{name}:TrustedCertificates names a file that does not exist: {file}", [name]);
        }
    }
}

/// <summary>The SMTP server. Section <c>Email:Smtp</c>.</summary>
sealed class SmtpOptions
{
    /// <summary>Host name or address.</summary>
    /// <value>Default: none; messages are then written to <c>DataDirectory/outbox/email/{messageId}.eml</c>.</value>
    public string? Host { get; set; }

    /// <summary>The port.</summary>
    /// <value>Default: 0 = 465 with <see cref="SmtpSecurity.SslOnConnect"/>, else 25.</value>
    public int Port { get; set; }

    /// <summary>To sign in with.</summary>
    /// <value>Default: none, no sign-in.</value>
    public string? Username { get; set; }

    /// <summary>To sign in with; from the environment or a secret's file.</summary>
    public string? Password { get; set; }

    /// <summary>How the connection is encrypted.</summary>
    /// <value>Default: <see cref="SmtpSecurity.Auto"/>.</value>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.Auto;

    /// <summary>A PEM file of authorities to trust besides the system's (a relay with an authority of its own).</summary>
    /// <value>Default: none.</value>
    public string? TrustedCertificates { get; set; }

    /// <summary>How long one conversation may take.</summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>How an SMTP connection is encrypted.</summary>
enum SmtpSecurity
{
    /// <summary>By port: 465 encrypted from the start, else STARTTLS where the server offers it.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>STARTTLS; fails where the server does not offer it.</summary>
    StartTls,

    /// <summary>STARTTLS where the server offers it.</summary>
    StartTlsWhenAvailable,

    /// <summary>Encrypted from the start.</summary>
    SslOnConnect,
}
