namespace StatusTracking.Notifications.Tests;

public class A_masked_address
{
    [Theory]
    [InlineData("ada@example.org", "a…@example.org")]
    [InlineData("+4915112345678", "+49…678")]
    [InlineData("12345", "…")]
    [InlineData("", "")]
    [InlineData("😀x@example.org", "😀…@example.org")]
    public void Can_be_told_apart_and_not_read(string address, string masked) => Mask.Address(address).ShouldBe(masked);

    [Fact]
    public void Is_masked_within_a_providers_words_too()
    {
        var masked = Mask.Addresses("550 5.1.1 <ada@example.org>: no such user;\r\n see 'To' number +4915112345678");
        masked.ShouldBe("550 5.1.1 <a…@example.org>: no such user; see 'To' number +49…678");
    }

    [Fact]
    public void Leaves_error_codes_alone() => Mask.Addresses("Twilio 21610: unsubscribed").ShouldBe("Twilio 21610: unsubscribed");

    [Fact]
    public void Is_never_longer_than_a_reason_may_be() => Mask.Addresses(new string('x', 5000)).Length.ShouldBe(300);
}
