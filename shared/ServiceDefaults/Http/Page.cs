using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StatusTracking.ServiceDefaults;

/// <summary>A page of a list.</summary>
/// <param name="Items">At most <c>limit</c> of them.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Keyset paging: the cursor holds the last row's sort key, so that a page is found as fast at the end as at the start.</summary>
public static class Paging
{
    /// <summary>Rows a page where none is asked for.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Rows a page at most.</summary>
    public const int MaxLimit = 200;

    /// <summary>Whether a limit is allowed; null is.</summary>
    public static bool IsValid(int? limit) => limit is null or (>= 1 and <= MaxLimit);

    /// <summary>Makes a page of <paramref name="rows"/>, which were asked for with one more than <paramref name="limit"/>.</summary>
    /// <param name="rows">In the order of the list.</param>
    /// <param name="limit">What the page may hold.</param>
    /// <param name="key">The sort key of a row, as a flat record or tuple-like object that JSON can hold.</param>
    /// <param name="item">What the client gets.</param>
    public static Page<TItem> ToPage<TRow, TKey, TItem>(this IReadOnlyList<TRow> rows, int limit, Func<TRow, TKey> key, Func<TRow, TItem> item) =>
        new([.. rows.Take(limit).Select(item)], rows.Count > limit ? Cursor.Encode(key(rows[limit - 1])) : null);
}

/// <summary>An opaque cursor.</summary>
public static class Cursor
{
    /// <summary>Strict: a cursor is a client's word too, and goes into a query. What no list of ours gives is none.</summary>
    static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new UtcTimestamps(), new PlainText() },
    };

    /// <summary>The cursor of a sort key.</summary>
    public static string Encode<T>(T key) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(key, JsonSerializerOptions.Web));

    /// <summary>The sort key of a cursor; false where it is none of ours.</summary>
    public static bool TryDecode<T>(string cursor, out T? key)
    {
        key = default;
        if (cursor.Length > 1000 || !Base64Url.IsValid(cursor))
            return false;
        try
        {
            key = JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(cursor), Strict);
            return key is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Databases take no null characters.</summary>
    sealed class PlainText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException() : reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
