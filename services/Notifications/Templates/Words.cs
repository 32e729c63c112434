namespace StatusTracking.Notifications;

// What a template may name, and nothing else. Null = not known; a name that is not here is an error.

sealed record ShopWords(string Name);

sealed record RecipientWords(string Name);

/// <param name="Number">The order's.</param>
/// <param name="Url">Of the recipient's page.</param>
/// <param name="ShortUrl">The same in fewer characters, for an SMS.</param>
sealed record OrderWords(string Number, string? Url, string? ShortUrl);

sealed record PackageWords(string? Carrier, string? TrackingNumber, string? CarrierUrl, string? Expected, string? ExpectedShort);

sealed record EventWords(string Date, string Time, string? Place, string? Detail, string? News);

sealed record MoneyWords(string Amount, string? Refunded);

sealed record ActionWords(string? Url);

/// <summary>For the shop's own people: which package it is, null where it is about the order.</summary>
sealed record OperationsWords(string? Package);

/// <summary>Of the same news of several packages: how many, and what it is, such as <c>are late</c>.</summary>
sealed record DigestWords(int Count, string News);

sealed record LineWords(string Name, int Quantity);

sealed record StepWords(string Label, bool Reached, bool Current);

sealed record FactWords(string Label, string Value, string? Url = null);

sealed record ButtonWords(string Label, string Url);
