using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StatusTracking.Testing;

/// <summary>
/// Waits for a condition. The only place in the tests that lets time pass: everything else says what it waits for.
/// </summary>
public static class Eventually
{
    /// <summary>How long a condition may take when a test does not say: 30 s.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads until the value is as wanted, and returns it.</summary>
    /// <exception cref="TimeoutException">It never was; the message shows the last value.</exception>
    public static async Task<T> Get<T>(
        Func<Task<T>> read,
        Func<T, bool> wanted,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(wanted))] string what = "")
    {
        var patience = within ?? Patience;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (wanted(value)) return value;
            if (watch.Elapsed > patience)
                throw new TimeoutException($"Not within {patience.TotalSeconds:0.#} s: {what}. The last value was: {Shown(value)}");
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc cref="Get{T}(Func{Task{T}},Func{T,bool},TimeSpan?,string)"/>
    public static Task<T> Get<T>(
        Func<T> read,
        Func<T, bool> wanted,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(wanted))] string what = "") =>
        Get(() => Task.FromResult(read()), wanted, within, what);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It never did.</exception>
    public static Task True(
        Func<Task<bool>> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Get(condition, holds => holds, within, what);

    /// <inheritdoc cref="True(Func{Task{bool}},TimeSpan?,string)"/>
    public static Task True(
        Func<bool> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Get(() => Task.FromResult(condition()), holds => holds, within, what);

    /// <summary>Waits until the condition holds, however long that takes: for runs that whoever started them may stop.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task Holds(Func<Task<bool>> condition, CancellationToken stop)
    {
        while (!await condition()) await Task.Delay(Pause, stop);
    }

    /// <inheritdoc cref="Holds(Func{Task{bool}},CancellationToken)"/>
    public static Task Holds(Func<bool> condition, CancellationToken stop) => Holds(() => Task.FromResult(condition()), stop);

    /// <summary>Repeats the assertions until none of them fails.</summary>
    /// <exception cref="TimeoutException">One still failed; it is the inner exception and part of the message.</exception>
    public static async Task Passes(Func<Task> assertions, TimeSpan? within = null)
    {
        var patience = within ?? Patience;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await assertions();
                return;
            }
            catch (Exception failure) when (watch.Elapsed <= patience && !IsSkip(failure))
            {
                await Task.Delay(Pause);
            }
            catch (Exception failure) when (!IsSkip(failure))
            {
                throw new TimeoutException($"Still failing after {patience.TotalSeconds:0.#} s: {failure.Message}", failure);
            }
        }
    }

    /// <inheritdoc cref="Passes(Func{Task},TimeSpan?)"/>
    public static Task Passes(Action assertions, TimeSpan? within = null) =>
        Passes(
            () =>
            {
                assertions();
                return Task.CompletedTask;
            },
            within);

    /// <summary>
    /// Watches for as long as it takes something wrong to show up, and fails as soon as it does. For facts such as
    /// "nobody is told twice", which no condition can end early.
    /// </summary>
    public static async Task Never(
        Func<Task<bool>> condition,
        TimeSpan during,
        [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < during)
        {
            if (await condition()) throw new InvalidOperationException($"It did happen, after {watch.Elapsed.TotalSeconds:0.#} s: {what}");
            await Task.Delay(Pause);
        }
    }

    static bool IsSkip(Exception failure) => failure.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal);

    static string Shown<T>(T value)
    {
        if (value is null) return "null";
        if (value is string text) return text;
        if (value is not System.Collections.IEnumerable items) return value.ToString() ?? "null";
        var shown = items.Cast<object?>().Select(item => item?.ToString() ?? "null").ToList();
        return $"{shown.Count} items: [{string.Join(", ", shown.Take(50))}]";
    }
}
