namespace StatusTracking.Logistics;

/// <summary>
/// How one carrier, or provider, writes what happened to packages: a file of data, so that a new carrier needs no code. The file's form, and the language of its
/// paths, is described in <c>Mappings/mapping.schema.json</c>.
/// </summary>
sealed record Mapping
{
    /// <summary>The name that its address has and by which it is known, and other names of the same carrier.</summary>
    public required IReadOnlyList<string> Carriers { get; init; }

    public string Carrier => Carriers[0];

    /// <summary>Which of the carrier's formats it reads.</summary>
    public required string Version { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The file that it comes from.</summary>
    public required string File { get; init; }

    /// <summary>Whether the file is one of the operator's.</summary>
    public bool IsOperators { get; init; }

    /// <summary>json, xml, form: what its bodies are written in.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>A body is one of its own where each of these is there.</summary>
    public required IReadOnlyList<BodyPaths> Recognise { get; init; }

    /// <summary>Text of the body that is the real body: JSON in a field of a form, say.</summary>
    public BodyPath? Unwrap { get; init; }

    /// <summary>The packages, from the body.</summary>
    public required BodyPaths Packages { get; init; }

    /// <summary>From a package: its number.</summary>
    public required TextRule TrackingNumber { get; init; }

    /// <summary>From a package: its carrier, where a provider tells of many.</summary>
    public TextRule? LabelledBy { get; init; }

    /// <summary>From a package: when it is meant to be delivered.</summary>
    public IReadOnlyList<TimeRule> EstimatedDelivery { get; init; } = [];

    /// <summary>The events, from a package.</summary>
    public required BodyPaths Events { get; init; }

    /// <summary>From an event: the carrier's own id of it.</summary>
    public TextRule? Id { get; init; }

    public TextRule? Code { get; init; }

    public TextRule? SubCode { get; init; }

    /// <summary>From an event: when it happened. The first that is written counts.</summary>
    public required IReadOnlyList<TimeRule> Time { get; init; }

    public TextRule? Place { get; init; }

    public TextRule? Description { get; init; }

    /// <summary>From an event: who signed for the package.</summary>
    public TextRule? SignedBy { get; init; }

    public required CodeTable Codes { get; init; }

    /// <summary>How the carrier signs, where that is known.</summary>
    public SignatureScheme? Signature { get; init; }
}

/// <summary>How a carrier proves that it is it.</summary>
sealed record SignatureScheme
{
    public const string Hmac = "hmac";
    public const string Hash = "hash";
    public const string Secret = "secret";
    public const string StandardWebhooks = "standard_webhooks";

    /// <summary>
    /// <c>hmac</c> over <see cref="Signed"/>; <c>hash</c>, without a key, over text that holds the secret; <c>secret</c>, the header is the secret itself;
    /// <c>standard_webhooks</c>.
    /// </summary>
    public required string Kind { get; init; }

    public string Header { get; init; } = "";

    /// <summary>sha1, sha256, sha512.</summary>
    public string Algorithm { get; init; } = "sha256";

    /// <summary>hex or base64.</summary>
    public string Encoding { get; init; } = "hex";

    /// <summary>What stands in the header before the signature.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Of a header of fields, <c>t=…,v1=…</c>: the one with the signature.</summary>
    public string? Field { get; init; }

    /// <summary>Of such a header, the field with the seconds since 1970; <c>{timestamp}</c> in <see cref="Signed"/>.</summary>
    public string? TimestampField { get; init; }

    /// <summary>What is signed, with <c>{body}</c>, <c>{timestamp}</c> and <c>{secret}</c>.</summary>
    public string Signed { get; init; } = "{body}";

    /// <summary>The Unicode form that a secret is brought into: NFKD, or none.</summary>
    public bool NormaliseSecret { get; init; }
}
