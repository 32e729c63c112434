using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

public class When_a_condition_is_waited_for
{
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Its_value_is_returned_once_it_is_as_wanted()
    {
        var reads = 0;

        var value = await Eventually.Get(() => ++reads, read => read == 3);

        value.ShouldBe(3);
    }

    [Fact]
    public async Task A_time_out_shows_the_condition_and_the_last_value()
    {
        var failure = await Should.ThrowAsync<TimeoutException>(() => Eventually.Get(() => new[] { "red", "green" }, seen => seen.Contains("blue"), Short));

        failure.Message.ShouldContain("seen.Contains(\"blue\")");
        failure.Message.ShouldContain("2 items: [red, green]");
    }

    [Fact]
    public async Task Assertions_are_repeated_until_they_pass()
    {
        var tries = 0;

        await Eventually.Passes(() => (++tries).ShouldBe(3));

        tries.ShouldBe(3);
    }

    [Fact]
    public async Task Assertions_that_never_pass_say_which_one_failed()
    {
        var failure = await Should.ThrowAsync<TimeoutException>(() => Eventually.Passes(() => "red".ShouldBe("blue"), Short));

        failure.Message.ShouldContain("blue");
    }

    [Fact]
    public async Task What_must_never_happen_fails_as_soon_as_it_does() =>
        await Should.ThrowAsync<InvalidOperationException>(() => Eventually.Never(() => Task.FromResult(true), TimeSpan.FromMinutes(1)));
}
