using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

public sealed class When_a_link_must_be_short
{
    [Theory]
    [InlineData("https://shop.example/track/nZ0v3cXH1q8yVb2_rTtLw-9KfGs", "https://shop.example/t/nZ0v3cXH1q8yVb2_")]
    [InlineData("https://shop.example/status/track/nZ0v3cXH1q8yVb2_rTtLw-9KfGs", "https://shop.example/status/t/nZ0v3cXH1q8yVb2_")]
    [InlineData("https://shop.example/track/track/nZ0v3cXH1q8yVb2_rTtLw-9KfGs", "https://shop.example/track/t/nZ0v3cXH1q8yVb2_")]
    [InlineData("https://shop.example/track/nZ0v3cXH1q8yVb2_", "https://shop.example/track/nZ0v3cXH1q8yVb2_")]
    [InlineData("https://shop.example/track/nZ0v3cXH1q8yVb2_/unsubscribe", "https://shop.example/track/nZ0v3cXH1q8yVb2_/unsubscribe")]
    [InlineData("https://shop.example/track/nZ0v3cXH1q8yVb2_?lang=fr", "https://shop.example/track/nZ0v3cXH1q8yVb2_?lang=fr")]
    [InlineData("https://pay.example/confirm", "https://pay.example/confirm")]
    [InlineData(null, null)]
    public void It_is_that_of_our_page_and_no_other(string? link, string? shortened) => PageLink.Shorten(link).ShouldBe(shortened);
}
