namespace StatusTracking.Messaging;

/// <summary>Whoever sends: a unit of work of one service. It names its messages and says what caused them.</summary>
/// <param name="service">The service in lower case: <c>/statustracking/{service}</c> is the CloudEvents source.</param>
/// <param name="host">The process that it works in.</param>
sealed class MessageSource(string service, ServiceDbHost host)
{
    int _ordinal;

    public string Service => service;

    public ServiceDbHost Host => host;

    /// <summary>The message that is being handled, where one is: outgoing messages inherit its conversation and get ids made from its id.</summary>
    public MessageCause? Cause { get; set; }

    /// <summary>The id of the next outgoing message: the same whenever the same message is handled again.</summary>
    public (Guid MessageId, int Ordinal) Next()
    {
        var ordinal = _ordinal++;
        return (Cause is { } cause ? cause.OutgoingId(ordinal) : Guid.CreateVersion7(host.Time.GetUtcNow()), ordinal);
    }
}
