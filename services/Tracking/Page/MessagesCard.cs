using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Page;

/// <summary>Which messages the reader gets, with a button for each channel to switch them off and on.</summary>
sealed class MessagesCard(Visit visit)
{
    PageTexts Texts => visit.Texts;

    /// <summary>The card; nothing for somebody who cannot be reached.</summary>
    public Html Of(IReadOnlyList<PreferenceView> preferences)
    {
        if (preferences.Count == 0)
            return Html.Nothing;
        return Html.Of($"""
            <section class="card messages" id="messages">
            <h2>{Texts["messages"]}</h2>
            {Saved(preferences)}
            <p>{Texts["messages_text"]}</p>
            <form method="post" action="{visit.Token}/preferences{visit.Query}"><ul>{preferences.Select(Channel)}</ul></form>
            {(preferences.Any(p => p.Is(Contracts.Channel.Email)) ? Html.Of($"<p class=\"quiet\">{Texts["necessary"]}</p>") : Html.Nothing)}
            </section>
            """);
    }

    /// <summary>Asks whether e-mail shall end, for whoever followed the link in one.</summary>
    public Html Ask(PreferenceView email) => Html.Of($"""
        <main class="page">
        <section class="card messages">
        <h1>{Texts["unsubscribe_title"]}</h1>
        <p>{Texts.Say("unsubscribe_text", Html.Isolated(email.Address))}</p>
        <p class="quiet">{Texts["necessary"]}</p>
        <form method="post" action="preferences{visit.Query}"><button class="button" name="{email.Channel}" value="off">{Texts["unsubscribe"]}</button></form>
        <p><a href="../{visit.Token}{visit.Query}">{Texts["back"]}</a></p>
        </section>
        </main>
        """);

    /// <summary>Of what was chosen, what holds now.</summary>
    Html Saved(IReadOnlyList<PreferenceView> preferences) => preferences.FirstOrDefault(p => p.Channel == visit.Saved) is { } saved
        ? Html.Of($"""<p class="saved" role="status">{Icons.Tick}<span>{Texts[$"saved_{saved.Channel}_{saved.State}"]}</span></p>""")
        : Html.Nothing;

    Html Channel(PreferenceView preference) => Html.Of($"""
        <li><p>{Name(preference)} <strong class="{preference.State}">{Texts[preference.State]}</strong></p>{Choice(preference)}</li>
        """);

    Html Choice(PreferenceView preference)
    {
        if (preference.Answered)
            return Html.Of($"""<p class="quiet">{Texts["stopped"]}</p>""");
        (string Value, string Label)[] choices = preference.State switch
        {
            "on" => [("few", "turn_few"), ("off", "turn_off")],
            "few" => [("on", "turn_all"), ("off", "turn_off")],
            _ => [("on", "turn_on")],
        };
        return Html.Of($"""
            <p class="choices">{choices.Select(choice => Html.Of($"""<button class="button" name="{preference.Channel}" value="{choice.Value}">{Texts[choice.Label]}<span class="unseen">, {Name(preference)}</span></button>"""))}</p>
            """);
    }

    Html Name(PreferenceView preference) => Texts.Say($"by_{preference.Channel}", Html.Isolated(preference.Address));
}
