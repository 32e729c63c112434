namespace StatusTracking.Tracking.Page;

/// <summary>How a page is looked at.</summary>
/// <param name="Token">Of its address.</param>
/// <param name="Texts">In which words.</param>
/// <param name="IsChosen">The reader chose that language, and keeps it from page to page.</param>
/// <param name="Saved">The word of the channel on which something was chosen a moment ago. It comes from the address, so it may be anything.</param>
sealed record Visit(string Token, PageTexts Texts, bool IsChosen = false, string? Saved = null)
{
    /// <summary>What an address takes along.</summary>
    public string Query => IsChosen ? $"?lang={Texts.Language}" : "";
}
