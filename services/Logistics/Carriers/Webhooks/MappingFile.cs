using System.Text.Json;
using System.Text.RegularExpressions;
using StatusTracking.Contracts;

namespace StatusTracking.Logistics;

/// <summary>Reads a mapping file. What is wrong is said all at once, each with its place in the file and what is allowed there.</summary>
static class MappingFile
{
    /// <summary>Of a mapping file.</summary>
    static readonly string[] Fields = ["$schema", "carriers", "version", "title", "source", "formats", "recognise", "unwrap", "packages", "package", "events", "event", "codes", "signature"];

    static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="MappingException">It is wrong.</exception>
    public static Mapping Read(string file, ReadOnlyMemory<byte> json, bool isOperators = false)
    {
        var errors = new MappingErrors(file);
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (Read(file, document.RootElement, isOperators, errors) is { } mapping)
                return mapping;
        }
        catch (JsonException e)
        {
            errors.Add($"line {e.LineNumber + 1}", "It is not valid JSON.");
        }

        throw new MappingException(errors.ToString());
    }

    /// <summary>Reads a mapping; null where it is wrong.</summary>
    public static Mapping? Read(string file, JsonElement json, bool isOperators, MappingErrors errors)
    {
        if (new MappingNode(json, "", errors).AsObject(Fields) is not { } root)
            return null;
        var package = root.Required("package")?.AsObject("trackingNumber", "carrier", "estimatedDelivery");
        var happened = root.Required("event")?.AsObject("id", "code", "subCode", "time", "place", "description", "signedBy");
        var mapping = new Mapping
        {
            File = file,
            IsOperators = isOperators,
            Carriers = root.Required("carriers")?.Texts(ScanRules.Carrier.IsMatch, "A carrier is 2–40 of a–z, 0–9, _ and -.") ?? [],
            Version = root.Required("version")?.Text() ?? "",
            Title = root.Required("title")?.Text() ?? "",
            Formats = root.Optional("formats")?.Texts(f => f is BodyReader.Json or BodyReader.Xml or BodyReader.Form, "It must be json, xml or form.") ?? [BodyReader.Json],
            Recognise = root.Required("recognise")?.Items().Select(i => i.Paths()).OfType<BodyPaths>().ToList() ?? [],
            Unwrap = root.Optional("unwrap")?.Path(),
            Packages = root.Required("packages")?.Paths()!,
            TrackingNumber = package?.Required("trackingNumber")?.TextRule()!,
            LabelledBy = package?.Optional("carrier")?.TextRule(),
            EstimatedDelivery = package?.Optional("estimatedDelivery")?.TimeRules() ?? [],
            Events = root.Required("events")?.Paths()!,
            Id = happened?.Optional("id")?.TextRule(),
            Code = happened?.Optional("code")?.TextRule(),
            SubCode = happened?.Optional("subCode")?.TextRule(),
            Time = happened?.Required("time")?.TimeRules() ?? [],
            Place = happened?.Optional("place")?.TextRule(),
            Description = happened?.Optional("description")?.TextRule(),
            SignedBy = happened?.Optional("signedBy")?.TextRule(),
            Codes = new CodeTable(root.Required("codes")?.Items().Select(CodeRuleOf).OfType<CodeRule>().ToList() ?? []),
            Signature = root.Optional("signature") is { } signature ? SignatureOf(signature) : null,
        };
        if (happened is not null && mapping.Code is null && mapping.SubCode is null && mapping.Description is null && errors.All.Count == 0)
            errors.Add("event", "It needs one of code, subCode and description: else nothing says what happened.");
        return errors.All.Count == 0 ? mapping : null;
    }

    static CodeRule? CodeRuleOf(MappingNode node)
    {
        if (node.AsObject("status", "blame", "code", "subCode", "text", "note") is not { } row)
            return null;
        var (code, sub, text) = (Matcher(row.Optional("code")), Matcher(row.Optional("subCode")), Matcher(row.Optional("text")));
        if (code is null && sub is null && text is null)
            row.Error("It needs one of code, subCode and text.");
        return row.Required("status") is { } status && MeaningOf(status, row.Optional("blame")) is { } meaning ? new(node.Place, code, sub, text, meaning) : null;
    }

    static Meaning? MeaningOf(MappingNode node, MappingNode? blameNode)
    {
        if (node.Text() is not { } word)
            return null;
        var parts = word.Split('.');
        var status = parts.Length <= 2 ? Word.Parse<PackageStatus>(parts[0]) : null;
        var detail = parts.Length == 2 ? parts[1] : null;
        Blame? blame = null;
        if (status is null or PackageStatus.Created)
            node.Error($"'{word}' is no status of a package: write one of {string.Join(", ", Word.All<PackageStatus>().Where(w => w != PackageStatus.Created.ToWord()))}, and if there is one a dot and its finer word.");
        else if (detail is not null && !Details.Of(status.Value).Contains(detail))
            node.Error(Details.Of(status.Value) is { Count: > 0 } words ? $"'{detail}' is no finer word of {parts[0]}. Its own are {string.Join(", ", words)}." : $"{parts[0]} has no finer words.");
        if (blameNode?.Text() is { } who && (blame = Word.Parse<Blame>(who)) is null)
            blameNode.Error($"'{who}' is nobody to blame. It is one of {string.Join(", ", Word.All<Blame>())}.");
        return status is { } known ? new(known, detail, blame) : null;
    }

    static TextMatcher? Matcher(MappingNode? node)
    {
        if (node is null)
            return null;
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (beginnings, patterns) = (new List<string>(), new List<Regex>());
        foreach (var item in node.ItemsOrOne())
        {
            if (!item.IsObject)
                words.Add(item.Text(orNumber: true) ?? "");
            else if (item.AsObject("prefix", "regex") is { } kind)
            {
                if (kind.Optional("prefix")?.Text() is { } prefix)
                    beginnings.Add(prefix);
                else if (kind.Required("regex")?.Pattern() is { } pattern)
                    patterns.Add(pattern);
            }
        }

        return new(words, beginnings, patterns);
    }

    static SignatureScheme? SignatureOf(MappingNode node)
    {
        if (node.AsObject("kind", "header", "algorithm", "encoding", "prefix", "field", "timestampField", "signed", "normaliseSecret") is not { } s)
            return null;
        var kind = s.Required("kind")?.OneOf(SignatureScheme.Hmac, SignatureScheme.Hash, SignatureScheme.Secret, SignatureScheme.StandardWebhooks) ?? "";
        var scheme = new SignatureScheme
        {
            Kind = kind,
            Header = kind == SignatureScheme.StandardWebhooks ? "" : s.Required("header")?.Text() ?? "",
            Algorithm = s.Optional("algorithm")?.OneOf("sha1", "sha256", "sha512") ?? "sha256",
            Encoding = s.Optional("encoding")?.OneOf("hex", "base64") ?? "hex",
            Prefix = s.Optional("prefix")?.Text() ?? "",
            Field = s.Optional("field")?.Text(),
            TimestampField = s.Optional("timestampField")?.Text(),
            Signed = s.Optional("signed")?.Text() ?? "{body}",
            NormaliseSecret = s.Optional("normaliseSecret")?.OneOf("NFKD", "none") == "NFKD",
        };
        if (!scheme.Signed.Contains("{body}", StringComparison.Ordinal))
            s.Error("What is signed must hold {body}.");
        if (scheme.Signed.Contains("{timestamp}", StringComparison.Ordinal) != scheme.TimestampField is not null)
            s.Error("A timestampField and {timestamp} in signed belong together.");
        if (scheme.Kind == SignatureScheme.Hash && !scheme.Signed.Contains("{secret}", StringComparison.Ordinal))
            s.Error("A hash without a key must have {secret} in signed.");
        return scheme;
    }
}
