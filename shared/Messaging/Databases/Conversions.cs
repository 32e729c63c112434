using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using StatusTracking.Contracts;

namespace StatusTracking.Messaging;

/// <summary>Stores a status as its word, the same as on the wire. Reading a word that this version does not know fails.</summary>
sealed class WordConverter<T>() : ValueConverter<T, string>(
    value => value.ToWord(),
    word => Word.Parse<T>(word) ?? FromUnknown(word)) where T : struct, Enum
{
    static T FromUnknown(string word) =>
        throw new InvalidOperationException($"The database holds '{word}' where this version knows only {string.Join(", ", Word.All<T>())}. Was it written by a newer version?");
}

/// <summary>PostgreSQL takes only UTC for timestamptz.</summary>
sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(value => value.ToUniversalTime(), value => value);

/// <summary>Sqlite has no type for time; ticks sort and compare.</summary>
sealed class TicksConverter() : ValueConverter<DateTimeOffset, long>(value => value.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
