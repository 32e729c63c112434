using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Admin;

/// <summary>Settings of Admin, section <c>Admin</c>.</summary>
sealed class AdminOptions
{
    /// <summary>When an account locks itself after wrong passwords.</summary>
    public LockOutOptions LockOut { get; init; } = new();

    /// <summary>How failures are sent again by the group, and how long they are remembered.</summary>
    public FailureOptions Failures { get; init; } = new();

    /// <summary>How long someone stays signed in without doing anything.</summary>
    /// <value>Default 12 hours.</value>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SignInLasts { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How often a signed-in user's account is looked at again, so that a locked or signed-out one loses its pages.</summary>
    /// <value>Default 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CheckAccountEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a page waits for more news before it reads again; many changes at once are one read.</summary>
    /// <value>Default 100 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:02")]
    public TimeSpan LiveDebounce { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often an open page reads again without any news, in case news was lost.</summary>
    /// <value>Default 20 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LiveFallback { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>When an account locks itself.</summary>
sealed class LockOutOptions
{
    /// <summary>Wrong passwords in a row until the account is locked.</summary>
    /// <value>Default 5.</value>
    [Range(1, 100)]
    public int Attempts { get; init; } = 5;

    /// <summary>How long it stays locked, in minutes.</summary>
    /// <value>Default 15.</value>
    [Range(1, 1440)]
    public int Minutes { get; init; } = 15;
}

/// <summary>How failures are sent again by the group, and how long they are remembered.</summary>
sealed class FailureOptions
{
    /// <summary>How often it is looked whether the next may be sent; the rate is the operation's.</summary>
    /// <value>Default 500 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan WorkEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a failure is remembered that is resolved or discarded. What waits for somebody stays.</summary>
    /// <value>Default 90 days; 0 = for ever.</value>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan KeepClosed { get; init; } = TimeSpan.FromDays(90);
}
