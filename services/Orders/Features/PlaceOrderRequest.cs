using FluentValidation;
using StatusTracking.Contracts;
using StatusTracking.Orders.Domain;

namespace StatusTracking.Orders.Features;

/// <summary>What a shop sends to place an order. Everything is nullable so that all that is missing is named at once.</summary>
sealed record PlaceOrderRequest
{
    /// <summary>The shop's own reference; need not be unique. At most 100 characters.</summary>
    public string? Reference { get; init; }

    /// <summary>Who buys. Needs an e-mail address or a phone number.</summary>
    public PersonRequest? Customer { get; init; }

    /// <summary>Who receives, where it is not the customer.</summary>
    public PersonRequest? Recipient { get; init; }

    /// <summary>Where it goes.</summary>
    public AddressRequest? ShippingAddress { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>1 to 200 lines.</summary>
    public IReadOnlyList<OrderLineRequest?>? Lines { get; init; }

    /// <summary>What shipping costs, tax included.</summary>
    public decimal? Shipping { get; init; }

    /// <summary>What is taken off the whole.</summary>
    public decimal? Discount { get; init; }

    /// <summary>How it is paid.</summary>
    public PaymentMethodRequest? Payment { get; init; }

    /// <summary>When it was placed, for an order that is brought over from elsewhere (scope <c>import</c>). Default: now.</summary>
    public DateTimeOffset? PlacedAt { get; init; }
}

/// <summary>A person.</summary>
sealed record PersonRequest
{
    public string? Name { get; init; }

    public string? Email { get; init; }

    /// <summary>With its country code, such as <c>+4915112345678</c>.</summary>
    public string? Phone { get; init; }

    /// <summary>BCP 47.</summary>
    public string? Locale { get; init; }

    /// <summary>IANA.</summary>
    public string? TimeZone { get; init; }

    public Person ToPerson() => new(Name!.Trim(), Email, Phone is null ? null : FieldRules.ToE164(Phone), Locale, TimeZone);
}

/// <summary>An address.</summary>
sealed record AddressRequest
{
    public string? Line1 { get; init; }

    public string? Line2 { get; init; }

    public string? City { get; init; }

    public string? Region { get; init; }

    public string? PostalCode { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    public Address ToAddress() => new(Line1!.Trim(), Line2?.Trim(), City!.Trim(), Region?.Trim(), PostalCode!.Trim(), Country!);
}

/// <summary>One line of an order.</summary>
sealed record OrderLineRequest
{
    public string? Sku { get; init; }

    public string? Name { get; init; }

    /// <summary>1 to 9999.</summary>
    public int? Quantity { get; init; }

    /// <summary>Of one piece, tax included, with no more decimals than the currency has.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>A fraction, such as 0.19.</summary>
    public decimal? TaxRate { get; init; }

    public OrderLine ToLine() => new() { Sku = Sku!, Name = Name!.Trim(), Quantity = Quantity!.Value, UnitPrice = UnitPrice!.Value, TaxRate = TaxRate };
}

/// <summary>A means of payment. The token is a secret of the buyer's.</summary>
sealed record PaymentMethodRequest
{
    public string? Method { get; init; }

    public string? Token { get; init; }
}

sealed class PlaceOrderValidator : AbstractValidator<PlaceOrderRequest>
{
    const decimal HighestTotal = 99_999_999_999_999;

    public PlaceOrderValidator(TimeProvider time)
    {
        RuleFor(o => o.Reference).Text(100);
        RuleFor(o => o.Customer).NotNull().WithMessage("is missing").SetValidator(new PersonValidator()!);
        RuleFor(o => o.Customer!.Email).Must((order, email) => email is not null || order.Customer!.Phone is not null)
            .When(o => o.Customer is not null).WithMessage("or a phone number is needed");
        RuleFor(o => o.Recipient).SetValidator(new PersonValidator()!);
        RuleFor(o => o.ShippingAddress).NotNull().WithMessage("is missing").SetValidator(new AddressValidator()!);
        RuleFor(o => o.Currency).NotNull().WithMessage("is missing")
            .Must(code => code is null || Currencies.Exists(code)).WithMessage("must be a currency of ISO 4217, such as EUR");
        RuleFor(o => o.Lines).NotNull().WithMessage("is missing")
            .Must(lines => lines is not { Count: 0 or > 200 }).WithMessage("must be 1 to 200");
        RuleForEach(o => o.Lines).NotNull().WithMessage("must not be null").SetValidator(new OrderLineValidator()!);
        RuleFor(o => o.Shipping).InclusiveBetween(0, FieldRules.HighestPrice).WithMessage("must be 0 or more, and not beyond reason");
        RuleFor(o => o.Discount).InclusiveBetween(0, FieldRules.HighestPrice).WithMessage("must be 0 or more, and not beyond reason");
        RuleFor(o => o.Payment).NotNull().WithMessage("is missing").SetValidator(new PaymentMethodValidator()!);
        RuleFor(o => o.PlacedAt).Must(at => at is null || at >= FieldRules.Earliest).WithMessage("must not be before 2000")
            .Must(at => at is null || at <= time.GetUtcNow() + FieldRules.FurthestAhead).WithMessage("must not be more than 24 hours ahead");
        RuleFor(o => o).Custom(CheckAmounts);
    }

    /// <summary>What only the fields together can say: decimals by currency, and a total that is not negative.</summary>
    static void CheckAmounts(PlaceOrderRequest order, ValidationContext<PlaceOrderRequest> context)
    {
        if (order.Currency is not { } currency || !Currencies.Exists(currency) || order.Lines is not { Count: > 0 and <= 200 } lines)
            return;

        void Check(string field, decimal? amount)
        {
            if (amount is { } value && !Currencies.CanExpress(currency, value))
                context.AddFailure(field, $"must have at most {Currencies.Decimals(currency)} decimals in {currency}");
        }

        for (var i = 0; i < lines.Count; i++)
            Check($"lines[{i}].unitPrice", lines[i]?.UnitPrice);
        Check("shipping", order.Shipping);
        Check("discount", order.Discount);

        if (lines.Any(line => line?.Quantity is not (>= 1 and <= 9999) || line.UnitPrice is not (>= 0 and <= FieldRules.HighestPrice)))
            return;
        var whole = lines.Sum(line => line!.Quantity!.Value * line.UnitPrice!.Value) + Math.Clamp(order.Shipping ?? 0, 0, FieldRules.HighestPrice);
        if (order.Discount > whole)
            context.AddFailure("discount", "must not be more than the whole order costs");
        if (whole > HighestTotal)
            context.AddFailure("lines", "must not cost more than 99,999,999,999,999 together");
    }
}

sealed class PersonValidator : AbstractValidator<PersonRequest>
{
    public PersonValidator()
    {
        RuleFor(p => p.Name).NotNull().WithMessage("is missing").Text(200);
        RuleFor(p => p.Email).EmailAddress();
        RuleFor(p => p.Phone).Phone();
        RuleFor(p => p.Locale).Locale();
        RuleFor(p => p.TimeZone).TimeZone();
    }
}

sealed class AddressValidator : AbstractValidator<AddressRequest>
{
    public AddressValidator()
    {
        RuleFor(a => a.Line1).NotNull().WithMessage("is missing").Text(200);
        RuleFor(a => a.Line2).Text(200);
        RuleFor(a => a.City).NotNull().WithMessage("is missing").Text(100);
        RuleFor(a => a.Region).Text(100);
        RuleFor(a => a.PostalCode).NotNull().WithMessage("is missing").Text(20);
        RuleFor(a => a.Country).NotNull().WithMessage("is missing")
            .Must(code => code is null || Countries.Exists(code)).WithMessage("must be a country of ISO 3166-1, such as DE");
    }
}

sealed class OrderLineValidator : AbstractValidator<OrderLineRequest>
{
    public OrderLineValidator()
    {
        RuleFor(l => l.Sku).NotNull().WithMessage("is missing").Sku();
        RuleFor(l => l.Name).NotNull().WithMessage("is missing").Text(200);
        RuleFor(l => l.Quantity).NotNull().WithMessage("is missing").InclusiveBetween(1, 9999).WithMessage("must be 1 to 9999");
        RuleFor(l => l.UnitPrice).NotNull().WithMessage("is missing")
            .InclusiveBetween(0, FieldRules.HighestPrice).WithMessage("must be 0 or more, and not beyond reason");
        RuleFor(l => l.TaxRate).InclusiveBetween(0, 1).WithMessage("must be a fraction, such as 0.19");
    }
}

sealed class PaymentMethodValidator : AbstractValidator<PaymentMethodRequest>
{
    public PaymentMethodValidator()
    {
        RuleFor(p => p.Method).NotNull().WithMessage("is missing").PaymentMethod();
        RuleFor(p => p.Token).NotNull().WithMessage("is missing").Text(500);
    }
}
