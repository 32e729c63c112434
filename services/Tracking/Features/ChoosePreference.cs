using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;
using StatusTracking.Messaging;
using StatusTracking.ServiceDefaults;
using StatusTracking.Tracking.Data;
using StatusTracking.Tracking.Domain;
using StatusTracking.Tracking.Page;

namespace StatusTracking.Tracking.Features;

/// <summary>
/// Messages that are switched off and on again by whoever gets them, on the page that leads here and without a script. Who has the address of
/// the page may choose; a GET chooses nothing, since mail scanners open every link.
/// </summary>
static class ChoosePreference
{
    const string Queue = "notifications-set-preference";

    /// <summary>So many times it is tried again where the same is chosen twice at the same moment.</summary>
    const int Tries = 3;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/track/{token}/preferences", Choose).AllowAnonymous().WithName("Tracking.ChoosePreference").ExcludeFromDescription();
        app.MapMethods("/track/{token}/unsubscribe", ShowRecipientPage.Methods, Ask).AllowAnonymous().WithName("Tracking.AskToUnsubscribe").ExcludeFromDescription();
        app.MapPost("/track/{token}/unsubscribe", UnsubscribeByOneClick).AllowAnonymous().WithName("Tracking.Unsubscribe").ExcludeFromDescription();
    }

    /// <summary><c>email=off</c>, <c>sms=on</c>, <c>sms=few</c>: what the page's buttons send. Anything else chooses nothing.</summary>
    static async Task<IResult> Choose(string token, HttpContext http, TrackingDb db, IDbContextFactory<TrackingDb> databases, TimeProvider time)
    {
        ShowRecipientPage.Protect(http.Response);
        if (IsFromElsewhere(http.Request))
            return Elsewhere();
        if (await db.FindPage(token, http.RequestAborted) is not { } page)
            return ShowRecipientPage.NotFound(http, time);

        string? chosen = null;
        var form = await Form(http.Request);
        foreach (var channel in Enum.GetValues<Channel>())
        {
            if (form[channel.ToWord()].ToString() is not ("on" or "few" or "off") || page.AddressOn(channel) is not { } address)
                continue;
            chosen = channel.ToWord();
            await Remember(databases, channel, address, wanted: form[chosen] != "off", form[chosen] == "few" ? Preference.LessImportant : null, time, http.RequestAborted);
        }

        // Of the two, only what the page itself could have asked for is handed on: neither can lead anywhere else.
        var query = new QueryBuilder();
        if (PageTexts.Chosen(http.Request.Query["lang"]) is { } texts)
            query.Add("lang", texts.Language);
        if (chosen is not null)
            query.Add("saved", chosen);
        http.Response.Headers.Location = $"../{token}{query}#messages";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Asks whether to switch e-mail off; where there is nothing to ask, the page of the delivery.</summary>
    static async Task<IResult> Ask(string token, HttpContext http, TrackingDb db, TimeProvider time)
    {
        ShowRecipientPage.Protect(http.Response);
        if (await db.FindPage(token, http.RequestAborted) is not { } page)
            return ShowRecipientPage.NotFound(http, time);
        if ((await ShowRecipientPage.Preferences(page, db, http.RequestAborted)).FirstOrDefault(p => p.Is(Channel.Email)) is not { On: true } email)
        {
            http.Response.Headers.Location = $"../{token}#messages";
            return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
        }

        var visit = ShowRecipientPage.Visit(http.Request, token, page.Locale);
        return ShowRecipientPage.Html(RecipientPage.AskToUnsubscribe(visit, email, time.GetUtcNow()));
    }

    /// <summary>RFC 8058: what a mail program sends when its own button to unsubscribe is pressed.</summary>
    static async Task<IResult> UnsubscribeByOneClick(string token, HttpContext http, TrackingDb db, IDbContextFactory<TrackingDb> databases, TimeProvider time)
    {
        ShowRecipientPage.Protect(http.Response);
        if (IsFromElsewhere(http.Request))
            return Elsewhere();
        if (await db.FindPage(token, http.RequestAborted) is not { } page)
            return ShowRecipientPage.NotFound(http, time);
        if ((await Form(http.Request))["List-Unsubscribe"] != "One-Click")
            return Problem.Invalid("List-Unsubscribe", "Must be One-Click, as in RFC 8058.");
        if (page.AddressOn(Channel.Email) is { } address)
            await Remember(databases, Channel.Email, address, wanted: false, muted: null, time, http.RequestAborted);
        return TypedResults.Ok();
    }

    static async Task Remember(IDbContextFactory<TrackingDb> databases, Channel channel, string address, bool wanted, IReadOnlyList<string>? muted, TimeProvider time, CancellationToken cancellationToken)
    {
        var normal = Addresses.Normal(address);
        for (var tries = 1; ; tries++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var preference = await db.Preferences.FindAsync([channel, normal], cancellationToken);
            if (preference is null)
                db.Preferences.Add(preference = new() { Channel = channel, Address = normal });
            if (preference.Choose(wanted, muted, time.GetUtcNow()) is not { } command)
                return;
            await new Outbox<TrackingDb>(db).Send(Queue, command, cancellationToken: cancellationToken);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (tries < Tries && ServiceDb.IsTransient(e))
            {
                // Somebody chose at the same moment, or Notifications spoke: it is read again.
            }
        }
    }

    static async Task<IFormCollection> Form(HttpRequest request)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : FormCollection.Empty;
        }
        catch (Exception e) when (e is InvalidDataException or IOException && e is not BadHttpRequestException)
        {
            // What cannot be read chooses nothing.
            return FormCollection.Empty;
        }
    }

    /// <summary>
    /// Whether another site's page sent it. Nobody there knows the token, which is what counts; but one who does shall not have it sent by
    /// others. Browsers say it by <c>Sec-Fetch-Site</c>; older ones by <c>Origin</c>, which is <c>null</c> from a page that sends no referrer,
    /// as ours. Mail programs say neither.
    /// </summary>
    static bool IsFromElsewhere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is not ("same-origin" or "none");
        return request.Headers.Origin.ToString() is { Length: > 0 } origin and not "null"
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }

    static ProblemHttpResult Elsewhere() => Problem.Forbidden("This can be chosen on the page of the delivery only. Open the link in our message.");
}
