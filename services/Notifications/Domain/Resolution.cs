namespace StatusTracking.Notifications;

/// <summary>An operator's word on a message whose fate was unknown; the detail of the change that follows from it.</summary>
enum Resolution
{
    /// <summary>The recipient has it: it counts as sent.</summary>
    Arrived,

    /// <summary>The recipient does not have it, and it is not to be sent any more: it has failed.</summary>
    DidNotArrive,

    /// <summary>It goes out once more; the recipient may then have it twice.</summary>
    SendAgain,
}
