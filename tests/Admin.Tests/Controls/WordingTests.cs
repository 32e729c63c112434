using StatusTracking.Admin.Components;

namespace StatusTracking.Admin.Tests.Controls;

public sealed class When_words_are_for_people
{
    [Theory]
    [InlineData("ada@example.org", "a…@example.org")]
    [InlineData("+4915112345678", "+49…78")]
    [InlineData("12345", "…")]
    [InlineData("@x", "…")]
    [InlineData("", "nobody")]
    [InlineData(null, "nobody")]
    public void An_address_keeps_enough_to_be_recognised(string? address, string shown) => Wording.Masked(address).ShouldBe(shown);

    [Theory]
    [InlineData("stale", "What it tells of happened too long ago (Notifications:MaxAge).")]
    [InlineData("550 no such mailbox", "550 no such mailbox")]
    public void A_reason_is_a_sentence(string reason, string said) => Wording.WhyNot(reason).ShouldBe(said);
}
