using System.Net;

namespace StatusTracking.Benchmarks.Million;

/// <summary>Somebody who is signed in to the admin pages, as far as HTTP goes.</summary>
static class AdminVisitor
{
    public static async Task<HttpClient> SignIn(Uri address, string password)
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
        const string Mark = "name=\"__RequestVerificationToken\" value=\"";
        var page = await http.GetStringAsync("/login");
        var from = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        using var reply = await http.PostAsync("/login", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "login",
            ["__RequestVerificationToken"] = WebUtility.HtmlDecode(page[from..page.IndexOf('"', from)]),
            ["Form.User"] = "admin",
            ["Form.Password"] = password,
        }));
        reply.EnsureSuccessStatusCode();
        return reply.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/admin", StringComparison.Ordinal)
            ? http : throw new InvalidOperationException($"The sign-in led to {reply.RequestMessage.RequestUri}.");
    }
}
