using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using Radzen;
using StatusTracking.Admin.Clients;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Admin.Components;

/// <summary>
/// A page that shows what services say, reads again when something that concerns it happens, and puts every refusal into words.
/// While a service is silent it keeps what it had, and says so.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    readonly CancellationTokenSource _leaving = new();
    IDisposable? _listening;
    News? _news;
    string? _shown;

    [Inject] LiveFeed Feed { get; set; } = null!;

    [Inject] TimeProvider Time { get; set; } = null!;

    [Inject] IOptions<AdminOptions> Options { get; set; } = null!;

    [Inject] NotificationService Notices { get; set; } = null!;

    [Inject] internal KeepAudit Audit { get; set; } = null!;

    /// <summary>Where the page is.</summary>
    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter] Task<AuthenticationState>? SignedIn { get; set; }

    /// <summary>What keeps the page from showing what is so; null while all is well.</summary>
    protected ServiceException? Trouble { get; private set; }

    /// <summary>What was wrong with what the user asked for last, by field; null after a success.</summary>
    protected ServiceException? Refused { get; private set; }

    /// <summary>Whether an action is under way; buttons wait.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Whether the user may move orders and packages. Services check it again.</summary>
    protected bool MayOperate { get; private set; }

    /// <summary>The user's name.</summary>
    protected string Who { get; private set; } = "";

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Leaving => _leaving.Token;

    /// <summary>Now.</summary>
    protected DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>What its waits are measured by.</summary>
    protected TimeProvider Clock => Time;

    /// <summary>How often the page reads again, where no news tell it of what it shows; null = only in case news was lost.</summary>
    protected virtual TimeSpan? ReadsEvery => null;

    /// <summary>How long it waits for more news before it reads again.</summary>
    protected virtual TimeSpan Gathers => Options.Value.LiveDebounce;

    /// <summary>Whether the page should read again after this.</summary>
    protected virtual bool Concerns(IStatusEvent happened) => true;

    /// <summary>Reads everything that the page shows.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (SignedIn is not null)
        {
            var user = (await SignedIn).User;
            Who = user.Identity?.Name ?? "";
            MayOperate = user.HasClaim(Scopes.ClaimType, Scopes.Operate);
        }

        // Parameters are set again on every render of the parent; only another address is another question.
        if (_shown == Navigation.Uri)
            return;
        _shown = Navigation.Uri;
        await ReadAsync();
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        var news = _news = new News(Time, Gathers, ReadsEvery ?? Options.Value.LiveFallback);
        _listening = Feed.Listen(happened =>
        {
            if (Concerns(happened))
                news.Heard();
        });
        _ = InvokeAsync(FollowAsync);
    }

    async Task FollowAsync()
    {
        try
        {
            await _news!.FollowAsync(ReadAndShowAsync, Leaving);
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    async Task ReadAndShowAsync()
    {
        if (Busy)
            return;
        await ReadAsync();
        StateHasChanged();
    }

    /// <summary>Reads again now.</summary>
    protected async Task ReadAsync()
    {
        try
        {
            await LoadAsync(Leaving);
            Trouble = null;
        }
        catch (ServiceException trouble)
        {
            Trouble = trouble;
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    /// <summary>Does what the user asked for, says how it went, writes it down, and reads again.</summary>
    /// <param name="done">What is said when it was done.</param>
    /// <param name="action">The audit log's word for it; null where whoever does it writes it down.</param>
    /// <param name="target">What it is done to.</param>
    /// <param name="work">Does it.</param>
    /// <returns>Whether it was done.</returns>
    protected Task<bool> DoAsync(string done, string? action, string? target, Func<CancellationToken, Task> work) => DoAsync(done, action, target, note: null, work);

    /// <inheritdoc cref="DoAsync(string, string?, string?, Func{CancellationToken, Task})"/>
    /// <param name="note">What the audit log keeps beside it, such as the reason that was given.</param>
    protected async Task<bool> DoAsync(string done, string? action, string? target, string? note, Func<CancellationToken, Task> work)
    {
        if (Busy)
            return false;
        Busy = true;
        Refused = null;
        try
        {
            await work(Leaving);
            if (action is not null)
                await Audit.AddAsync(Who, action, target, note, Leaving);
            Notices.Notify(NotificationSeverity.Success, done, duration: 4000);
            return true;
        }
        catch (ServiceException trouble)
        {
            Refused = trouble;
            Notices.Notify(NotificationSeverity.Error, trouble.Title, trouble.Detail ?? "", duration: 10000);
            return false;
        }
        finally
        {
            Busy = false;
            await ReadAsync();
        }
    }

    /// <summary>What was wrong with a field, by its JSON path; null where nothing was.</summary>
    protected string? WrongWith(string field) =>
        Refused?.Errors.FirstOrDefault(e => e.Key.Equals(field, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } words ? string.Join(" ", words) : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listening?.Dispose();
        await _leaving.CancelAsync();
        _leaving.Dispose();
        GC.SuppressFinalize(this);
    }
}
