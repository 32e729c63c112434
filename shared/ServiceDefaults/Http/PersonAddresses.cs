using System.Text.RegularExpressions;
using FluentValidation;
using StatusTracking.Contracts;

namespace StatusTracking.ServiceDefaults;

/// <summary>A person, by what is known of them outside: one address is enough.</summary>
public sealed partial record PersonAddresses
{
    /// <summary>Capitals do not count. This or <see cref="Phone"/>, or both.</summary>
    public string? Email { get; init; }

    /// <summary>With its country code, such as +4915112345678. Blanks, dashes, dots and brackets do not count.</summary>
    public string? Phone { get; init; }

    /// <summary>The addresses as services keep them.</summary>
    public IReadOnlyList<string> Normal() => [.. new[] { Email is null ? null : Addresses.Normal(Email), E164 }.OfType<string>()];

    /// <summary>Whether somebody has one of the addresses.</summary>
    public bool AreOf(string? email, string? phone) =>
        (Email is not null && email is not null && Addresses.Normal(email) == Addresses.Normal(Email)) || (E164 is { } number && phone == number);

    string? E164 => Phone is null ? null : Unspoken().Replace(Phone, "");

    [GeneratedRegex(@"[\s().\-/]", RegexOptions.CultureInvariant)]
    private static partial Regex Unspoken();

    /// <summary>What such an address looks like.</summary>
    public sealed partial class Validator : AbstractValidator<PersonAddresses>
    {
        /// <summary>The rules.</summary>
        public Validator()
        {
            RuleFor(r => r.Email).NotNull().When(r => r.Phone is null).WithMessage("is missing: give email, phone or both");
            RuleFor(r => r.Email).Must(email => email is null || (email.Length <= 254 && !email.Any(char.IsControl) && email.Trim().IndexOf('@') is > 0)).WithMessage("must be an e-mail address");
            RuleFor(r => r.Phone).Must((person, phone) => phone is null || (phone.Length <= 30 && Number().IsMatch(person.E164!))).WithMessage("must be a phone number with its country code, such as +4915112345678");
        }

        [GeneratedRegex(@"^\+[1-9][0-9]{5,14}\z", RegexOptions.CultureInvariant)]
        private static partial Regex Number();
    }
}
