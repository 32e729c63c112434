using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using StatusTracking.ServiceDefaults;

namespace StatusTracking.Notifications;

/// <summary>A post from Twilio: its form fields, once its signature was found right.</summary>
sealed class TwilioCallback(IOptions<TwilioOptions> twilio, IOptions<PublicUrlOptions> site)
{
    /// <summary>Reads and checks a post. Signed is the address as the world sees it, whatever proxies make of it.</summary>
    /// <returns>The fields; or the answer to a post that is not Twilio's.</returns>
    public async Task<(IReadOnlyDictionary<string, string>? Fields, IResult? Refusal)> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(twilio.Value.AuthToken))
            return (null, Problem.Forbidden("Twilio is not configured here: Sms:Twilio:AuthToken is needed to check its signature."));
        if (!request.HasFormContentType)
            return (null, TypedResults.Problem("Twilio posts forms.", statusCode: StatusCodes.Status415UnsupportedMediaType));
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException && e is not BadHttpRequestException)
        {
            return (null, Problem.Invalid("body", $"Is not a form: {e.Message}"));
        }

        var fields = form.SelectMany(f => f.Value, (f, value) => KeyValuePair.Create(f.Key, value ?? ""));
        var url = $"{site.Value.PublicUrl}{request.Path}{request.QueryString}";
        return TwilioSignature.IsValid(twilio.Value.AuthToken, url, fields, request.Headers["X-Twilio-Signature"])
            ? (form.ToDictionary(f => f.Key, f => f.Value.ToString()), null)
            : (null, Problem.Forbidden($"The signature does not fit. Twilio must be given the address under PublicUrl ({site.Value.PublicUrl})."));
    }
}
