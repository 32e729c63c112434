using System.Text;
using System.Text.Json;
using Shouldly;
using StatusTracking.Contracts;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What is stored of an order is emptied of people and keeps all else.</summary>
public sealed class When_people_are_taken_out_of_what_is_stored
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    static readonly Guid Order = Guid.Parse("01930000-0000-7000-8000-000000000001");
    static readonly Scrubbing Scrubbing = new([Order], ["quist+news@example.org", "+4915112987654", "Wilhelmina Quist", "Fasanenweg 7"]);

    static readonly object Snapshot = new
    {
        number = "ST-1",
        customer = new { name = "Wilhelmina Quist", email = "quist+news@example.org", phone = "+4915112987654", locale = "sv" },
        shippingAddress = new { line1 = "Fasanenweg 7", line2 = "Hof", city = "Uppsala", postalCode = "75320", country = "SE" },
        total = 12.50m,
    };

    [Fact]
    public void A_message_keeps_its_amounts_and_its_country()
    {
        var scrubbed = Of(new { orderId = Order, order = Snapshot }).ShouldNotBeNull();

        scrubbed.ShouldContain("\"total\":12.5");
        scrubbed.ShouldContain("\"country\":\"SE\"");
        scrubbed.ShouldContain("\"number\":\"ST-1\"");
        NamesNobody(scrubbed);
    }

    [Fact]
    public void A_failure_that_carries_a_message_as_text_is_emptied_within()
    {
        var scrubbed = Of(new { failureId = Guid.NewGuid(), reason = "No room for Wilhelmina Quist.", body = JsonSerializer.Serialize(new { orderId = Order, order = Snapshot }, Json) }).ShouldNotBeNull();

        NamesNobody(scrubbed);
        JsonDocument.Parse(scrubbed).RootElement.GetProperty("body").GetString().ShouldNotBeNull().ShouldContain("ST-1");
    }

    [Fact]
    public void Another_order_of_the_same_person_is_left_alone() => Of(new { orderId = Guid.NewGuid(), order = Snapshot }).ShouldBeNull();

    [Fact]
    public void A_reply_of_another_order_is_left_alone() =>
        Of(new { id = Guid.NewGuid(), customer = new { name = "Wilhelmina Quist", email = "quist+news@example.org" } }).ShouldBeNull();

    [Fact]
    public void Once_more_changes_nothing() =>
        Scrubbing.Of(Encoding.UTF8.GetBytes(Of(new { orderId = Order, order = Snapshot })!)).ShouldBeNull();

    [Fact]
    public void Text_that_is_no_JSON_and_names_them_is_dropped_whole()
    {
        Encoding.UTF8.GetString(Scrubbing.Of("{ broken, for Wilhelmina Quist"u8.ToArray())!).ShouldBe("erased");
        Scrubbing.Of("{ broken, for nobody"u8.ToArray()).ShouldBeNull();
    }

    [Fact]
    public void Text_never_grows_so_that_it_fits_where_it_was() => new Scrubbing([Order], ["Li Wu"]).Of("Li Wu asked.").ShouldBe("erased asked");

    [Fact]
    public void What_was_told_of_a_message_counts_where_it_is_about_no_other_order()
    {
        Scrubbing.Concerns("{}"u8.ToArray(), "No room for wilhelmina quist.").ShouldBeTrue();
        Scrubbing.Concerns("{}"u8.ToArray(), "No room for nobody.", null).ShouldBeFalse();
        Scrubbing.Concerns(JsonSerializer.SerializeToUtf8Bytes(new { orderId = Guid.NewGuid() }, Json), "No room for Wilhelmina Quist.").ShouldBeFalse();
        Scrubbing.Concerns(JsonSerializer.SerializeToUtf8Bytes(new { orderId = Order }, Json)).ShouldBeTrue();
    }

    static string? Of(object message) => Scrubbing.Of(JsonSerializer.SerializeToUtf8Bytes(message, Json)) is { } body ? Encoding.UTF8.GetString(body) : null;

    static void NamesNobody(string text)
    {
        foreach (var trace in new[] { "Wilhelmina", "Quist", "quist", "15112987654", "Fasanenweg", "Uppsala", "75320", "Hof", "\"sv\"" })
            text.ShouldNotContain(trace, Case.Sensitive);
    }
}
