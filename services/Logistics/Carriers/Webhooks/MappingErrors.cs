namespace StatusTracking.Logistics;

/// <summary>A mapping file is wrong. The message names the file, the place in it and what is allowed there.</summary>
sealed class MappingException(string message) : Exception(message);

/// <summary>What is wrong with a mapping file, by the place in it.</summary>
sealed class MappingErrors(string file)
{
    readonly List<(string Place, string Message)> _all = [];

    public IReadOnlyList<(string Place, string Message)> All => _all;

    public void Add(string place, string message) => _all.Add((place.Length == 0 ? "(the file)" : place, message));

    public override string ToString() => $"The carrier mapping {file} is wrong:{string.Concat(_all.Select(e => $"{Environment.NewLine}  {e.Place}: {e.Message}"))}";
}
