using StatusTracking.Contracts;
using StatusTracking.Messaging;

namespace StatusTracking.Logistics;

/// <summary>When the carrier means to deliver a package, and who said so.</summary>
sealed partial class Package : ITells
{
    /// <summary>The source of an estimate that came with the label.</summary>
    public const string LabelSource = "label";

    readonly List<IStatusEvent> _events = [];

    public DateTimeOffset? EstimatedDelivery { get; private set; }

    /// <summary>When that was said, as its source says. An estimate that was said before it does not count any more.</summary>
    public DateTimeOffset? EstimatedAt { get; private set; }

    /// <summary>Who said it: <c>label</c>, <c>api</c>, <c>carrier:dhl</c>; null while nobody did.</summary>
    public string? EstimateSource { get; private set; }

    /// <summary>How often the estimate was changed.</summary>
    public int EstimateRevision { get; private set; }

    /// <summary>What the label said, whatever was said later: a repeat of the label's request is known by it.</summary>
    public DateTimeOffset? LabelledEstimate { get; private set; }

    /// <summary>
    /// Takes an estimate, unless a newer one is known; of two of the same moment the later day counts. So the same estimates give the same one, in whatever order
    /// they are heard.
    /// </summary>
    /// <param name="estimate">When the carrier means to deliver.</param>
    /// <param name="source">Who says so.</param>
    /// <param name="occasion">When that was said, and when we heard of it.</param>
    /// <param name="reason">Why, for people.</param>
    /// <returns>Whether the estimate is another one now.</returns>
    public bool Estimate(DateTimeOffset estimate, string source, Occasion occasion, string? reason = null)
    {
        if (EstimatedAt > occasion.OccurredAt || (EstimatedAt == occasion.OccurredAt && EstimatedDelivery >= estimate))
            return false;
        (EstimatedAt, EstimateSource) = (occasion.OccurredAt, source);
        if (EstimatedDelivery == estimate)
            return false;
        TellEstimate(estimate, source, occasion, reason);
        return true;
    }

    /// <summary>When an operator's estimate of now is said: after every other, so that it has the last word.</summary>
    public DateTimeOffset TimeOfEstimate(DateTimeOffset now) => EstimatedAt >= now ? EstimatedAt.Value.AddMicroseconds(1) : now;

    /// <inheritdoc/>
    public IReadOnlyList<IStatusEvent> TakeEvents()
    {
        if (_events.Count == 0)
            return [];
        IStatusEvent[] taken = [.. _events];
        _events.Clear();
        return taken;
    }

    /// <summary>
    /// The estimate of a label. The first estimate of all is told with the label itself. A label without one takes away what a label said
    /// before it, and leaves what others said.
    /// </summary>
    void EstimateByLabel(DateTimeOffset? estimate, Occasion occasion)
    {
        LabelledEstimate = estimate;
        if (EstimatedDelivery is null && EstimatedAt is null)
            (EstimatedDelivery, EstimatedAt, EstimateSource) = (estimate, estimate is null ? null : occasion.OccurredAt, estimate is null ? null : LabelSource);
        else if (estimate is { } day)
            Estimate(day, LabelSource, occasion);
        else if (EstimateSource is null or LabelSource)
        {
            (EstimatedAt, EstimateSource) = (null, null);
            TellEstimate(null, LabelSource, occasion, reason: null);
        }
    }

    void TellEstimate(DateTimeOffset? estimate, string source, Occasion occasion, string? reason)
    {
        var before = EstimatedDelivery;
        EstimatedDelivery = estimate;
        EstimateRevision++;
        _events.Add(new PackageEstimateChanged
        {
            SubjectId = Id,
            OrderId = OrderId,
            From = before,
            To = estimate,
            Source = source,
            Reason = reason,
            Revision = EstimateRevision,
            OccurredAt = occasion.OccurredAt,
            RecordedAt = occasion.RecordedAt,
        });
    }
}
