using StatusTracking.Admin.Clients;

namespace StatusTracking.Admin;

/// <summary>
/// Where the states of a package's life stand in a drawing of three columns, narrow enough for a phone: the way to the door goes down on the left,
/// what delays it stands beside it, and where it ends otherwise on the right. Which states there are, and what can follow which, the services say;
/// a state that this version does not know gets a place below.
/// </summary>
sealed class LifeDrawing
{
    const double NodeWidth = 104;
    const double NodeHeight = 52;
    const double GapX = 24;
    const double GapY = 20;
    const double Margin = 18;
    const int Columns = 3;

    /// <summary>The way that every buyer hopes for.</summary>
    static readonly string[] WayToTheDoor = ["created", "label_created", "picked_up", "in_transit", "out_for_delivery", "delivered"];

    /// <summary>The way back.</summary>
    static readonly string[] WayBack = ["returning", "returned"];

    static readonly string[] Detours = ["unknown", "", "on_hold", "exception", "delivery_attempted", "available_for_pickup"];

    static readonly string[] OtherEnds = ["cancelled", "disposed", "expired", "lost", "returning", "returned"];

    readonly Dictionary<string, Node> _nodes = [];
    readonly Dictionary<string, IReadOnlyList<string>> _moves;

    /// <param name="states">Of the state machine.</param>
    /// <param name="moves">What can follow what.</param>
    public LifeDrawing(IEnumerable<string> states, IEnumerable<StatusMoves> moves)
    {
        _moves = moves.ToDictionary(move => move.From, move => move.To);
        var below = 0;
        foreach (var state in states.Distinct())
        {
            var (column, row) = Place(state) ?? (below % Columns, WayToTheDoor.Length + below++ / Columns);
            _nodes[state] = new(state, column, row, Margin + column * (NodeWidth + GapX), Margin + row * (NodeHeight + GapY));
        }

        Rows = _nodes.Values.Select(node => node.Row + 1).DefaultIfEmpty(0).Max();
    }

    public static double Width => 2 * Margin + Columns * NodeWidth + (Columns - 1) * GapX;

    public double Height => 2 * Margin + Rows * NodeHeight + Math.Max(0, Rows - 1) * GapY;

    int Rows { get; }

    public IReadOnlyCollection<Node> Nodes => _nodes.Values;

    /// <summary>Moves between neighbours: enough to show how a life goes, and not so many that nobody sees it.</summary>
    public IEnumerable<Edge> Usual => from move in _moves
                                      from to in move.Value
                                      where move.Key != to && _nodes.ContainsKey(move.Key) && _nodes.ContainsKey(to)
                                      let edge = new Edge(_nodes[move.Key], _nodes[to])
                                      where edge.IsBetweenNeighbours
                                      select edge;

    /// <summary>The moves that a package has made.</summary>
    public IEnumerable<Edge> Gone(IEnumerable<(string? From, string To)> steps) => Edges(steps.Where(step => step.From is not null && step.From != step.To).Select(step => (step.From!, step.To)).Distinct());

    /// <summary>
    /// The way that is still ahead of a package: along the way to the door, or back to its sender where it has turned round. Empty where its
    /// journey is over.
    /// </summary>
    public IReadOnlyList<string> Ahead(string current)
    {
        string[] way = WayBack.Contains(current) ? WayBack : WayToTheDoor;
        if (way[^1] == current || !_moves.TryGetValue(current, out var next))
            return [];
        var at = Array.IndexOf(way, current);
        // From beside the way, back onto it at the nearest place that can follow.
        var begins = at >= 0 ? at + 1 : Array.FindIndex(way, next.Contains);
        return begins < 0 ? [] : [.. way[begins..].Where(_nodes.ContainsKey)];
    }

    /// <summary>The moves of <see cref="Ahead"/>.</summary>
    public IEnumerable<Edge> EdgesAhead(string current)
    {
        var way = Ahead(current);
        return Edges(way.Count == 0 ? [] : way.Prepend(current).Zip(way));
    }

    /// <summary>What a scan can make of it next.</summary>
    public IReadOnlyList<string> After(string current) => _moves.TryGetValue(current, out var next) ? [.. next.Where(to => to != current)] : [];

    IEnumerable<Edge> Edges(IEnumerable<(string From, string To)> steps) =>
        steps.Where(step => _nodes.ContainsKey(step.From) && _nodes.ContainsKey(step.To)).Select(step => new Edge(_nodes[step.From], _nodes[step.To]));

    static (int Column, int Row)? Place(string state)
    {
        foreach (var (column, states) in new[] { WayToTheDoor, Detours, OtherEnds }.Index())
        {
            if (Array.IndexOf(states, state) is >= 0 and var row)
                return (column, row);
        }

        return null;
    }

    /// <summary>A state in its place.</summary>
    public sealed record Node(string State, int Column, int Row, double X, double Y)
    {
        public static double Width => NodeWidth;

        public static double Height => NodeHeight;

        public double MiddleX => X + NodeWidth / 2;

        public double MiddleY => Y + NodeHeight / 2;
    }

    /// <summary>A move from one state to another.</summary>
    public sealed record Edge(Node From, Node To)
    {
        public bool IsBetweenNeighbours => Math.Abs(From.Column - To.Column) <= 1 && Math.Abs(From.Row - To.Row) <= 1;

        /// <summary>A line in the terms of SVG, from border to border.</summary>
        public string Path
        {
            get
            {
                var (rows, columns) = (To.Row - From.Row, To.Column - From.Column);
                if (columns == 0 && Math.Abs(rows) == 1)
                    return FormattableString.Invariant($"M{From.MiddleX} {(rows > 0 ? From.Y + NodeHeight : From.Y)}V{(rows > 0 ? To.Y : To.Y + NodeHeight)}");
                if (columns == 0)
                    return FormattableString.Invariant($"M{From.X} {From.MiddleY}C{From.X - Margin} {From.MiddleY} {To.X - Margin} {To.MiddleY} {To.X} {To.MiddleY}");
                var (begin, end) = columns > 0 ? (From.X + NodeWidth, To.X) : (From.X, To.X + NodeWidth);
                var middle = (begin + end) / 2;
                return FormattableString.Invariant($"M{begin} {From.MiddleY}C{middle} {From.MiddleY} {middle} {To.MiddleY} {end} {To.MiddleY}");
            }
        }
    }
}
