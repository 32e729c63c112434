using System.Net;

namespace StatusTracking.Admin.Clients;

/// <summary>A service said no, or did not answer. Its words are for people: what happened and what to do.</summary>
public sealed class ServiceException : Exception
{
    internal ServiceException(string service, HttpStatusCode? status, string title, string? detail, IReadOnlyDictionary<string, string[]>? errors = null, Exception? cause = null)
        : base(detail is null ? title : $"{title} {detail}", cause)
    {
        Service = service;
        Status = status;
        Title = title;
        Detail = detail;
        Errors = errors ?? new Dictionary<string, string[]>();
    }

    public string Service { get; }

    /// <summary>Null where there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    public string Title { get; }

    public string? Detail { get; }

    /// <summary>What is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }

    /// <summary>Whether the same may work a little later.</summary>
    public bool PassesByItself => Status is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests;
}
