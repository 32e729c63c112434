using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
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

/// <summary>
/// Every status and kind of every entity as its word. A convention of its own, because the pre-convention configuration takes a length for
/// all enums but no open generic converter.
/// </summary>
sealed class WordConvention : IPropertyAddedConvention
{
    const int LongestWord = 40;

    public void ProcessPropertyAdded(IConventionPropertyBuilder propertyBuilder, IConventionContext<IConventionPropertyBuilder> context)
    {
        var type = Nullable.GetUnderlyingType(propertyBuilder.Metadata.ClrType) ?? propertyBuilder.Metadata.ClrType;
        if (!type.IsEnum)
            return;
        propertyBuilder.HasConverter(typeof(WordConverter<>).MakeGenericType(type));
        propertyBuilder.HasMaxLength(LongestWord);
    }
}

/// <summary>PostgreSQL takes only UTC for timestamptz.</summary>
sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(value => value.ToUniversalTime(), value => value);

/// <summary>Sqlite has no type for time; ticks sort and compare.</summary>
sealed class TicksConverter() : ValueConverter<DateTimeOffset, long>(value => value.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
