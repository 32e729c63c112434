using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Contracts;
using StatusTracking.ServiceDefaults;
using StatusTracking.Testing;

namespace StatusTracking.Admin.Tests;

/// <summary>Admin in this process over fake services, on the real clock: open pages wait for real.</summary>
public sealed class AdminSite : IAsyncLifetime
{
    public const string Password = "a password for tests";

    readonly string[] _settings;
    FakeServices? _services;
    ServiceFixture? _host;

    /// <summary>With default settings.</summary>
    public AdminSite() : this([]) { }

    /// <summary>With settings of one's own, <c>Key=value</c>.</summary>
    internal AdminSite(params string[] settings) => _settings = settings;

    internal FakeServices Services => _services!;

    internal ServiceFixture Host => _host!;

    public Uri Address => Host.Anonymous.BaseAddress!;

    public async ValueTask InitializeAsync()
    {
        _services = await FakeServices.StartAsync();
        Sample.Tell(_services, TimeProvider.System.GetUtcNow());
        _host = new ServiceFixture(
            host =>
            {
                host.With<AdminService>();
                host.Builder.Services.AddSingleton(TimeProvider.System);
            },
            AdminService.Name,
            [.. _services.Settings, $"Auth:AdminPassword={Password}", "Admin:LiveFallback=00:05:00", .. _settings]);
        await _host.InitializeAsync();
    }

    /// <summary>A client that keeps cookies and follows nothing.</summary>
    internal Visitor NewVisitor() => new(Address);

    internal async Task<User> AddUserAsync(string name, string role)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<User>>();
        var user = new User { Id = Guid.NewGuid(), UserName = name, CreatedAt = TimeProvider.System.GetUtcNow() };
        (await users.CreateAsync(user, Password)).Succeeded.ShouldBeTrue();
        (await users.AddToRoleAsync(user, role)).Succeeded.ShouldBeTrue();
        return user;
    }

    /// <summary>Says that a message failed, as its service would, and waits until Admin lists it.</summary>
    internal async Task<RecordFailure> FailedAsync(RecordFailure failure)
    {
        await Host.Send(Failures.Queue, failure);
        await Eventually.True(async () =>
        {
            using var reply = await Host.Client.GetAsync($"/api/v1/failures/{failure.FailureId}");
            return reply.IsSuccessStatusCode;
        });
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_services is not null)
            await _services.DisposeAsync();
    }
}

/// <summary>A browser as far as HTTP goes: cookies, forms, no script.</summary>
sealed class Visitor(Uri address) : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address };

    public Task<HttpResponseMessage> Get(string path) => _http.GetAsync(path);

    public async Task<HttpResponseMessage> SignIn(string user, string password, string path = "/login")
    {
        var page = await _http.GetStringAsync(path);
        return await _http.PostAsync(path, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "login",
            ["__RequestVerificationToken"] = Forms.Token(page),
            ["Form.User"] = user,
            ["Form.Password"] = password,
        }));
    }

    public async Task<HttpResponseMessage> SignOut(bool everywhere = false)
    {
        var page = await _http.GetStringAsync("/admin/account");
        return await _http.PostAsync("/logout", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Forms.Token(page),
            ["everywhere"] = everywhere ? "true" : "false",
        }));
    }

    public Task<HttpResponseMessage> Send(HttpRequestMessage request) => _http.SendAsync(request);

    public Task<HttpResponseMessage> Post(string path, Dictionary<string, string> fields) => _http.PostAsync(path, new FormUrlEncodedContent(fields));

    public void Dispose() => _http.Dispose();
}

static class Forms
{
    public static string Token(string page) => Value(page, "__RequestVerificationToken");

    /// <summary>The value of a hidden field.</summary>
    public static string Value(string page, string name)
    {
        var mark = $"name=\"{name}\" value=\"";
        var from = page.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        return WebUtility.HtmlDecode(page[from..page.IndexOf('"', from)]);
    }
}
