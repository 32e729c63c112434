using Microsoft.AspNetCore.Http.Extensions;

namespace StatusTracking.Admin.Clients;

/// <summary>A path with the parameters that have a value.</summary>
static class Link
{
    public static string To(string path, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in parameters)
        {
            if (Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } text)
                query.Add(name, text);
        }

        return path + query.ToQueryString();
    }
}
