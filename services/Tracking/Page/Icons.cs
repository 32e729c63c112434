using StatusTracking.Contracts;

namespace StatusTracking.Tracking.Page;

/// <summary>The page's few drawings, as lines in the colour of the text around them.</summary>
static class Icons
{
    public static readonly Html Tick = Draw("""<path d="m5 12.5 4.5 4.5L19 7.5"/>""");
    public static readonly Html Out = Draw(directed: true, paths: """<path d="M14 5h5v5M19 5l-8.5 8.5M17 14v5H5V7h5"/>""");
    public static readonly Html Check = Large("""<path d="m5 12.5 4.5 4.5L19 7.5"/>""");
    public static readonly Html Box = Large("""<path d="M12 3 4 7v10l8 4 8-4V7zM4 7l8 4 8-4M12 11v10M8 5l8 4"/>""");
    public static readonly Html Truck = Large(directed: true, paths: """<path d="M3 6h11v10H3zM14 10h4l3 3v3h-7M6.5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"/>""");
    public static readonly Html Home = Large("""<path d="m3 11 9-7 9 7M6 9v11h12V9M10 20v-6h4v6"/>""");
    public static readonly Html Alert = Large("""<path d="M12 4 2.5 20h19zM12 10v5M12 17.5v.5"/>""");
    public static readonly Html Back = Large(directed: true, paths: """<path d="M9 6 4 11l5 5M4 11h11a5 5 0 0 1 0 10h-3"/>""");
    public static readonly Html Shop = Large("""<path d="M4 10v10h16V10M3 10l2-6h14l2 6M3 10h18M9 20v-6h6v6"/>""");
    public static readonly Html Cross = Large("""<path d="m6 6 12 12M18 6 6 18"/>""");
    public static readonly Html Search = Large("""<path d="M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5"/>""");

    public static Html For(PackageStatus status) => status switch
    {
        PackageStatus.Delivered => Check,
        PackageStatus.Created or PackageStatus.LabelCreated => Box,
        PackageStatus.OutForDelivery or PackageStatus.DeliveryAttempted => Home,
        PackageStatus.AvailableForPickup => Shop,
        PackageStatus.OnHold or PackageStatus.Exception or PackageStatus.Expired => Alert,
        PackageStatus.Returning or PackageStatus.Returned => Back,
        PackageStatus.Lost or PackageStatus.Disposed or PackageStatus.Cancelled => Cross,
        _ => Truck,
    };

    static Html Large(string paths, bool directed = false) => new($"""<span class="icon">{Draw(paths, directed)}</span>""");

    /// <summary>One that is directed points onwards: where lines run the other way, so does it.</summary>
    static Html Draw(string paths, bool directed = false) => new(
        $"""<svg{(directed ? " class=\"onwards\"" : "")} viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{paths}</svg>""");
}
