namespace StatusTracking.SimulatedCarrier;

/// <summary>The scenarios that come with the carrier.</summary>
public static class Scenarios
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Scenario.Parse("happy", """
            +2h     picked_up.accepted             @ Köln
            +5h     in_transit.departed_facility   @ Köln distribution centre
            +14h    in_transit.arrived_facility    @ Berlin delivery base
            +1d     out_for_delivery.vehicle       @ Berlin
            +1d5h   delivered.to_recipient         @ Berlin
            """),
        Scenario.Parse("delayed", """
            +2h     picked_up.accepted             @ Köln
            +5h     in_transit.departed_facility   @ Köln distribution centre
            +20h    exception.weather              @ Leipzig
            +20h    estimate +4d
            +3d     in_transit.departed_facility   @ Leipzig
            +3d8h   in_transit.arrived_facility    @ Berlin delivery base
            +4d     out_for_delivery.vehicle       @ Berlin
            +4d6h   delivered.to_recipient         @ Berlin
            """),
        Scenario.Parse("lost", """
            +2h     picked_up.accepted             @ Köln
            +5h     in_transit.departed_facility   @ Köln distribution centre
            +9d     lost.confirmed                 @ Berlin delivery base
            """),
        Scenario.Parse("duplicate_storm", """
            +2h     picked_up.accepted             @ Köln                       x20
            +5h     in_transit.departed_facility   @ Köln distribution centre   x50
            +1d     out_for_delivery.vehicle       @ Berlin                     x20
            +1d5h   delivered.to_recipient         @ Berlin                     x50
            """),
        Scenario.Parse("out_of_order", """
            +2h     picked_up.accepted             @ Köln                       heard +16h
            +5h     in_transit.departed_facility   @ Köln distribution centre   heard +15h
            +14h    in_transit.arrived_facility    @ Berlin delivery base
            +1d     out_for_delivery.vehicle       @ Berlin                     heard +1d6h
            +1d5h   delivered.to_recipient         @ Berlin
            """),
        Scenario.Parse("returned", """
            +2h     picked_up.accepted             @ Köln
            +5h     in_transit.departed_facility   @ Köln distribution centre
            +1d     out_for_delivery.vehicle       @ Berlin
            +1d4h   exception.refused              @ Berlin
            +2d     returning.to_sender            @ Berlin delivery base
            """),
    ];

    /// <summary>One of them by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those that there are.</exception>
    public static Scenario Named(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"There is no scenario '{name}'. There are {string.Join(", ", All.Select(s => s.Name))}.", nameof(name));
}
