using StatusTracking.Admin.Clients;
using StatusTracking.Contracts;

namespace StatusTracking.Admin.Tests.Domain;

public sealed class When_the_life_of_a_package_is_drawn
{
    static readonly IReadOnlyList<string> States = [.. Word.All<PackageStatus>(), "ended"];

    static readonly IReadOnlyList<StatusMoves> Moves =
        [.. Sample.Moves().Select(move => new StatusMoves(move["from"]!.ToString(), [.. move["to"]!.AsArray().Select(to => to!.ToString())], move["canBeSet"]!.GetValue<bool>()))];

    readonly LifeDrawing _drawing = new(States, Moves);

    [Fact]
    public void Each_state_has_a_place_of_its_own_also_those_that_nobody_here_knows()
    {
        LifeDrawing drawing = new([.. States, "teleported", "teleporting", "stranded", "beamed", "ended"], Moves);
        drawing.Nodes.Select(node => node.State).ShouldBe([.. States, "teleported", "teleporting", "stranded", "beamed"], ignoreOrder: true);
        drawing.Nodes.Select(node => (node.Column, node.Row)).ShouldBeUnique();
        drawing.Nodes.ShouldAllBe(node => node.X >= 0 && node.X + LifeDrawing.Node.Width <= LifeDrawing.Width && node.Y >= 0 && node.Y + LifeDrawing.Node.Height <= drawing.Height);
    }

    [Theory]
    [InlineData("created", "label_created", "picked_up", "in_transit", "out_for_delivery", "delivered")]
    [InlineData("in_transit", "out_for_delivery", "delivered")]
    [InlineData("out_for_delivery", "delivered")]
    [InlineData("exception", "out_for_delivery", "delivered")]
    [InlineData("delivery_attempted", "delivered")]
    [InlineData("lost", "in_transit", "out_for_delivery", "delivered")]
    [InlineData("returning", "returned")]
    [InlineData("delivered")]
    [InlineData("returned")]
    [InlineData("cancelled")]
    [InlineData("teleported")]
    public void The_way_ahead_goes_on_from_where_it_is(string current, params string[] ahead)
    {
        _drawing.Ahead(current).ShouldBe(ahead);
        _drawing.EdgesAhead(current).Select(edge => (edge.From.State, edge.To.State)).ShouldBe(ahead.Prepend(current).Zip(ahead));
    }

    [Fact]
    public void What_it_went_through_is_drawn_once_and_only_where_there_is_a_place()
    {
        (string?, string)[] steps = [(null, "created"), ("created", "label_created"), ("in_transit", "in_transit"), ("created", "label_created"), ("teleported", "delivered")];
        _drawing.Gone(steps).Select(edge => (edge.From.State, edge.To.State)).ShouldBe([("created", "label_created")]);
    }

    [Fact]
    public void Only_legal_moves_between_neighbours_are_drawn_for_all()
    {
        _drawing.Usual.ShouldNotBeEmpty();
        _drawing.Usual.ShouldAllBe(edge => edge.IsBetweenNeighbours && Moves.Single(move => move.From == edge.From.State).To.Contains(edge.To.State));
    }
}
