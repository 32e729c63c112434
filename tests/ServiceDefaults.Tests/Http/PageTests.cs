using System.Buffers.Text;
using System.Text;
using CsCheck;

namespace StatusTracking.ServiceDefaults.Tests.Http;

public sealed class A_cursor
{
    sealed record Place(DateTimeOffset At, Guid Id, string Name);

    const string Odd = "\"\\\n\u0001é漢/+";

    static readonly Gen<Place> Places = Gen.Select(
        Gen.Long[DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks],
        Gen.Guid,
        Gen.String[Gen.OneOf(Gen.Char.AlphaNumeric, Gen.Int[0, Odd.Length - 1].Select(i => Odd[i])), 0, 80],
        (ticks, id, name) => new Place(new DateTimeOffset(ticks, TimeSpan.Zero), id, name));

    [Fact]
    public void Gives_back_the_key_it_was_made_of() => Places.Sample(place =>
    {
        Cursor.TryDecode<Place>(Cursor.Encode(place), out var found).ShouldBeTrue();
        found.ShouldBe(place);
    });

    [Fact]
    public void Can_stand_in_an_address() => Places.Sample(place =>
    {
        var cursor = Cursor.Encode(place);
        Uri.EscapeDataString(cursor).ShouldBe(cursor);
    });

    [Fact]
    public void That_is_garbage_is_refused() => Gen.String.Sample(text => Cursor.TryDecode<Place>(text, out _).ShouldBeFalse(), iter: 10_000);

    [Fact]
    public void That_holds_garbage_is_refused() =>
        Gen.Byte.Array[0, 60].Sample(bytes => Cursor.TryDecode<Place>(Base64Url.EncodeToString(bytes), out _).ShouldBeFalse(), iter: 10_000);

    [Fact]
    public void That_was_damaged_never_throws() => Gen.Select(Places, Gen.Int[0, 200], Gen.Char).Sample((place, at, put) =>
    {
        var cursor = Cursor.Encode(place).ToCharArray();
        cursor[at % cursor.Length] = put;
        _ = Cursor.TryDecode<Place>(new string(cursor), out _);
    });

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"at":"never"}""")]
    [InlineData("""{"at":"0001-01-01T00:00:00+14:00"}""")]
    [InlineData("""{"id":"x"}""")]
    public void Of_another_form_is_refused(string json) => Cursor.TryDecode<Place>(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)), out _).ShouldBeFalse();

    [Fact]
    public void Of_another_list_is_refused() => Cursor.TryDecode<Place>(Cursor.Encode(new { Sku = "MUG-01" }), out _).ShouldBeFalse();

    [Fact]
    public void With_a_null_character_is_refused() => Cursor.TryDecode<string>(Cursor.Encode("a\0b"), out _).ShouldBeFalse();

    [Fact]
    public void Is_in_utc_whatever_it_says()
    {
        var cursor = Cursor.Encode(new { At = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)) });

        Cursor.TryDecode<Moment>(cursor, out var found).ShouldBeTrue();
        found!.At.Offset.ShouldBe(TimeSpan.Zero);
        found.At.Hour.ShouldBe(0);
    }

    sealed record Moment(DateTimeOffset At);

    [Fact]
    public void That_is_endless_is_refused() => Cursor.TryDecode<string>(Cursor.Encode(new string('a', 5000)), out _).ShouldBeFalse();
}

public sealed class A_page
{
    [Fact]
    public void Of_all_rows_has_no_next_one()
    {
        var page = new[] { 1, 2, 3 }.ToPage(3, row => row, row => $"#{row}");

        page.Items.ShouldBe(["#1", "#2", "#3"]);
        page.Next.ShouldBeNull();
    }

    [Fact]
    public void Of_some_rows_goes_on_after_its_last()
    {
        var page = new[] { 1, 2, 3 }.ToPage(2, row => row, row => row);

        page.Items.ShouldBe([1, 2]);
        Cursor.TryDecode<int>(page.Next.ShouldNotBeNull(), out var after).ShouldBeTrue();
        after.ShouldBe(2);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1, true)]
    [InlineData(200, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(201, false)]
    public void Has_1_to_200_rows(int? limit, bool valid) => Paging.IsValid(limit).ShouldBe(valid);
}
