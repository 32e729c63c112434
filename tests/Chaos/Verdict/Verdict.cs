namespace StatusTracking.Chaos;

/// <summary>What became of all that was accepted.</summary>
sealed record Verdict
{
    /// <summary>Distinct acts that the client has a 2xx for.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Effects that were due and are not there.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Effects that are there twice.</summary>
    public required IReadOnlyList<string> Duplicated { get; init; }

    /// <summary>What nobody asked for, and what contradicts itself.</summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>Messages of which nobody can know whether they arrived.</summary>
    public required IReadOnlyList<string> Uncertain { get; init; }

    /// <summary>Those of them that no fault explains.</summary>
    public required IReadOnlyList<string> Unexplained { get; init; }

    /// <summary>Those of them that the API does not list.</summary>
    public required IReadOnlyList<string> Unlisted { get; init; }

    /// <summary>How many uncertain messages had arrived in fact, as their providers know.</summary>
    public required int UncertainArrived { get; init; }

    /// <summary>"Shipped" that was not told because "left the distribution centre" was heard first: the more specific of the two counts for both.</summary>
    public required int GaveWay { get; init; }

    /// <summary>Messages that had been tried or had waited long, and were overtaken by a newer one.</summary>
    public required int Superseded { get; init; }

    public bool IsGood => Lost.Count == 0 && Duplicated.Count == 0 && Unexpected.Count == 0 && Unexplained.Count == 0 && Unlisted.Count == 0;
}
