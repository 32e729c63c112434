using Shouldly;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>Who waits for whom, where a row could not leave.</summary>
public sealed class When_a_row_could_not_leave
{
    static readonly DateTimeOffset Due = DateTimeOffset.UnixEpoch.AddMinutes(1);

    readonly HeldBack _held = new();
    readonly Guid _package = Guid.NewGuid();

    OutboxMessage Row(long position, Guid? package = null) => new()
    {
        Id = Guid.NewGuid(),
        Position = position,
        PartitionKey = package ?? _package,
        Destination = "somewhere",
        MessageTypes = "",
        ContentType = Wire.ContentType,
        Body = [],
        Headers = "{}",
    };

    [Fact]
    public void Nobody_waits_in_another_package_or_in_none()
    {
        _held.Fail(Row(1), Due);
        _held.Join(Row(2, Guid.NewGuid())).ShouldBeNull();
        var free = new OutboxMessage { Destination = "", MessageTypes = "", ContentType = "", Body = [], Headers = "" };
        _held.Fail(free, Due);
        (_held.Join(free), _held.Before(free)).ShouldBe((null, null));
    }

    [Fact]
    public void The_next_ones_are_due_with_it_and_wait_for_it()
    {
        var (head, next) = (Row(1), Row(2));
        _held.Fail(head, Due);
        _held.Join(next).ShouldBe(Due);
        _held.Before(next).ShouldBe(head.Id);
        _held.Before(head).ShouldBeNull();
        _held.Fail(head, Due.AddMinutes(1));
        _held.Join(Row(3)).ShouldBe(Due.AddMinutes(1));
    }

    [Fact]
    public void When_it_has_left_the_others_follow_and_new_ones_stay_behind_them()
    {
        var (head, next, last) = (Row(1), Row(2), Row(3));
        _held.Fail(head, Due);
        _held.Join(next);
        _held.Leave(_package, head.Id).ShouldBeTrue();
        _held.Before(next).ShouldBeNull();
        _held.Join(last).ShouldBe(Due);
        _held.Leave(_package, next.Id);
        _held.Join(Row(2)).ShouldNotBeNull();
        _held.Leave(_package, last.Id);
        _held.Join(Row(4)).ShouldBeNull();
    }

    [Fact]
    public void The_first_of_several_that_failed_is_the_one_that_they_wait_for()
    {
        var (first, second) = (Row(1), Row(2));
        _held.Fail(second, Due);
        _held.Fail(first, Due);
        _held.Before(Row(3)).ShouldBe(first.Id);
        _held.Before(second).ShouldBe(first.Id);
        _held.Before(first).ShouldBeNull();
    }
}
