namespace StatusTracking.Contracts;

/// <summary>Routing keys of the topic exchange: always three words, <c>{subject}.{status}.{detail|none}</c>.</summary>
public static class RoutingKey
{
    /// <summary>The word in third place where there is no detail.</summary>
    public const string None = "none";

    /// <summary>Builds a key.</summary>
    /// <exception cref="ArgumentException">A word is empty or holds a dot, which would make a fourth word.</exception>
    public static string For(string subject, string status, string? detail) =>
        $"{Word(subject)}.{Word(status)}.{(string.IsNullOrEmpty(detail) ? None : Word(detail))}";

    static string Word(string value) => value is { Length: > 0 } && !value.Contains('.')
        ? value
        : throw new ArgumentException($"'{value}' cannot be a word of a routing key: it is empty or holds a dot.", nameof(value));
}
